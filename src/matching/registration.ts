import type { Plane } from '../pixels/plane.js';
import type { Features } from './features.js';
import type { Homography } from './homography.js';

/** What registration reads of a picture at working size. */
export interface MatchView {
  /** Size of the working view, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Luma of the working view; null for a stored fingerprint, which keeps features only. */
  readonly luma: Plane | null;
  readonly features: Features;
}

/** How the reference lies in the photo. Both pictures are taken at working size (`view`). */
export interface Registration {
  /**
   * Maps reference-view pixels to photo-view pixels, 3 × 3 row-major, last entry 1; pixel centres lie at integer
   * coordinates. Mirroring is part of the map.
   */
  readonly homography: Homography;
  /** Whether the photo shows the reference mirrored (the map reverses orientation). */
  readonly mirrored: boolean;
  readonly method: 'keypoints' | 'fourier-mellin';
  /** Feature pairs that the map explains; for `fourier-mellin` the grid cells that correlate. */
  readonly inliers: number;
  /** Feature pairs that were offered to the estimate. */
  readonly matches: number;
  /** Root mean square transfer error of the inliers, in photo-view pixels. */
  readonly rmsePx: number;
  /** Share of the reference's area whose grid cells hold inliers, 0..1. */
  readonly coverage: number;
  readonly overlap: {
    /** Share of the reference's area that falls inside the photo, 0..1. */
    readonly reference: number;
    /** Share of the photo's area that the reference covers, 0..1. */
    readonly photo: number;
  };
}
