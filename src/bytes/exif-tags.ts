/** EXIF date fields exactly as written: no revival, no zone guessed. */
export interface ExifDate {
  /** `YYYY:MM:DD HH:MM:SS` when well-formed. */
  readonly date: string | null;
  /** `+08:00` */
  readonly offset: string | null;
  readonly subSeconds: string | null;
}

/** What one EXIF block says. Texts are trimmed; empty ones are null. Positions are never read, only that they exist. */
export interface ExifTags {
  readonly make: string | null;
  readonly model: string | null;
  readonly lensModel: string | null;
  readonly software: string | null;
  readonly processingSoftware: string | null;
  readonly hostComputer: string | null;
  readonly artist: string | null;
  readonly copyright: string | null;
  readonly imageDescription: string | null;
  readonly documentName: string | null;
  readonly userComment: string | null;
  /** Windows `XPTitle`, `XPComment`, `XPAuthor`, `XPKeywords`, `XPSubject`, those that are set. */
  readonly windowsTexts: Readonly<Record<string, string>>;
  /** DateTimeOriginal (0x9003): the exposure. */
  readonly original: ExifDate;
  /** CreateDate / DateTimeDigitized (0x9004). */
  readonly digitized: ExifDate;
  /** ModifyDate / DateTime (0x0132). */
  readonly modified: ExifDate;
  readonly orientation: number | null;
  /** ImageWidth and ImageLength of IFD0, in pixels. */
  readonly imageWidth: number | null;
  readonly imageHeight: number | null;
  /** PixelXDimension and PixelYDimension of the Exif IFD, in pixels. */
  readonly pixelXDimension: number | null;
  readonly pixelYDimension: number | null;
  /** In seconds. */
  readonly exposureTime: number | null;
  readonly fNumber: number | null;
  readonly iso: number | null;
  /** In millimetres. */
  readonly focalLength: number | null;
  /** JPEG of IFD1. */
  readonly thumbnail: Uint8Array | null;
  readonly makerNote: Uint8Array | null;
  /** A GPS directory with a position; the position itself is not read here. */
  readonly gpsPresent: boolean;
}

// Exif 3.0 (CIPA DC-008-2023), tables 4..13.
export const TEXT_TAGS = {
  processingSoftware: 0x000b,
  documentName: 0x010d,
  imageDescription: 0x010e,
  make: 0x010f,
  model: 0x0110,
  software: 0x0131,
  artist: 0x013b,
  hostComputer: 0x013c,
  copyright: 0x8298,
  lensModel: 0xa434,
} as const;
export const DATE_TAGS = {
  original: [0x9003, 0x9011, 0x9291],
  digitized: [0x9004, 0x9012, 0x9292],
  modified: [0x0132, 0x9010, 0x9290],
} as const;
export const NUMBER_TAGS = {
  orientation: 0x0112,
  imageWidth: 0x0100,
  imageHeight: 0x0101,
  pixelXDimension: 0xa002,
  pixelYDimension: 0xa003,
  exposureTime: 0x829a,
  fNumber: 0x829d,
  iso: 0x8827,
  focalLength: 0x920a,
} as const;
export const WINDOWS_TAGS = {
  XPTitle: 0x9c9b,
  XPComment: 0x9c9c,
  XPAuthor: 0x9c9d,
  XPKeywords: 0x9c9e,
  XPSubject: 0x9c9f,
};
