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

/** The first `count` features, without copying. */
export function strongestFeatures(features: Features, count: number): Features {
  if (features.count <= count) return features;
  return {
    count,
    x: features.x.subarray(0, count),
    y: features.y.subarray(0, count),
    scale: features.scale.subarray(0, count),
    angle: features.angle.subarray(0, count),
    descriptors: features.descriptors.subarray(0, count * DESCRIPTOR_WORDS),
  };
}
