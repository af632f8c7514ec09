import type { PhotoFormat } from '../bytes/format.js';
import type { Raster } from '../pixels/plane.js';

/** Something worth telling about how the file was taken in; never evidence. */
export type IngestNote = 'first-frame-of-animation' | 'alpha-flattened' | 'oriented';

/** A picture after ingest: its bytes, its identity, and its pixels, decoded once. */
export interface Photo {
  readonly bytes: Uint8Array;
  /** Lower-case hex SHA-256 of `bytes`. */
  readonly sha256: string;
  readonly format: PhotoFormat;
  /** Size of the upright picture, in pixels. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation that was applied, 1..8. Stored geometry is what 5..8 swap. */
  readonly orientation: number;
  /** Upright RGB. Never mutated by anyone. */
  readonly raster: Raster;
  readonly notes: readonly IngestNote[];
}
