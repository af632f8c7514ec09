/** Number of 32-bit words of one descriptor: 320 comparisons, see `descriptors.ts`. */
export const DESCRIPTOR_WORDS = 10;

/** Oriented points of one picture with binary descriptors, structure of arrays, strongest first. */
export interface Features {
  readonly count: number;
  /** Position in pixels of the working view; pixel centres lie at integers. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Radius of the detected structure (standard deviation of its blob), in view pixels. */
  readonly scale: Float32Array;
  /** Dominant gradient direction, radians in (−π, π], y downwards. */
  readonly angle: Float32Array;
  /** `count × DESCRIPTOR_WORDS` words. */
  readonly descriptors: Uint32Array;
}
