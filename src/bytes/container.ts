import type { PhotoFormat } from './format.js';

/**
 * One block of metadata as it lies in the file. `data` is a view, never a copy, except where the container
 * stores it compressed or split (then it is the joined or inflated content).
 */
export interface Block {
  readonly kind: /** TIFF-structured EXIF, without the `Exif\0\0` head. */
    | 'exif'
    /** One XMP packet (UTF-8 text). Extended XMP arrives joined, as a packet of its own. */
    | 'xmp'
    /** IPTC-IIM, inside or outside Photoshop resources. */
    | 'iptc'
    /** Photoshop image resources (8BIM). */
    | 'photoshop'
    | 'icc'
    /** JUMBF superboxes (C2PA), joined. */
    | 'jumbf'
    /** PNG text; `keyword` is set. */
    | 'text'
    | 'comment'
    /** Any other application segment or chunk; `keyword` holds its identifier. */
    | 'application'
    /** Bytes after the end of the picture. */
    | 'trailer';
  /** For people: `APP1 @ 20`, `iTXt "XML:com.adobe.xmp" @ 33`, `meta/exif`. */
  readonly where: string;
  /** Offset of the data (or its first part) in the file, in bytes. */
  readonly offset: number;
  readonly data: Uint8Array;
  readonly keyword?: string;
}

/** What the walk noticed about the structure itself; facts, not evidence. */
export interface StructureNote {
  readonly code:
    | 'truncated'
    | 'trailing-bytes'
    | 'bad-crc'
    | 'xmp-extension-incomplete'
    | 'jumbf-incomplete'
    | 'text-too-large'
    | 'malformed';
  readonly where: string;
  readonly detail?: string;
}

/** Every metadata block of a file, in file order. */
export interface Container {
  readonly format: PhotoFormat;
  readonly blocks: readonly Block[];
  readonly notes: readonly StructureNote[];
}
