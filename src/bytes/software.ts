/** What a program does to pictures. */
export type SoftwareKind =
  /** Changes pixels at will. */
  | 'editor'
  /** Faces, filters, stickers; mostly on phones. */
  | 'beauty'
  /** Templates, collages, text. */
  | 'design'
  /** Develops raw files: exposure, colour, crop; local retouching in newer ones. */
  | 'developer'
  /** Has generative functions as its main way of editing. */
  | 'generative'
  /** Shows, sorts and sends pictures; rotates and crops. */
  | 'viewer'
  /** Converts files; libraries and command lines. */
  | 'converter'
  /** Scans or captures the screen. */
  | 'capture';

/** One program and how it writes its name into files. */
export interface Software {
  readonly name: string;
  readonly kind: SoftwareKind;
  readonly pattern: RegExp;
  /** Where the spelling is from: `files` of the project's data, or who documents it. */
  readonly source: string;
}
