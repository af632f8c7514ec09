import { boxMean } from '../pixels/box-mean.js';
import { createPlane, type Plane } from '../pixels/plane.js';
import { fitLongSide, shrinkPlane } from '../pixels/resize.js';
import { applyHomography, type Homography, invertHomography } from './homography.js';
import { sampleCubic } from './warp.js';

// Composition is what survives at this size; texture and lettering do not.
const LONG_SIDE_PX = 128;

// Structure is pooled over this radius, so that objects may move by about a fortieth of the frame.
const POOL_RADIUS_PX = 3;

/** How far two pictures share their composition. */
interface LayoutAgreement {
  /** Correlation of pooled edge directions, −1..1. */
  readonly correlation: number;
  /** Whether the reference had to be mirrored to reach it. */
  readonly mirrored: boolean;
}

/**
 * Compares compositions: where edges lie and which way they run, at 128 px. An editor that redraws a scene keeps
 * this while every pixel changes; another photograph of the same thing seldom does.
 *
 * @param reference luma of the reference
 * @param photo luma of the photo
 * @param homography reference pixels → photo pixels when the two are registered, else null: then the frames are
 *   laid on each other, upright and mirrored, and the better one counts
 */
export function compareLayouts(
  reference: Plane,
  photo: Plane,
  homography: Homography | null,
): LayoutAgreement {
  const size = fitLongSide(photo, LONG_SIDE_PX);
  const small = shrinkPlane(photo, size.width, size.height);
  const seen = poolDirections(small, null);
  if (homography) {
    const { plane, valid } = carryOver(reference, photo, homography, size);
    return { correlation: correlate(poolDirections(plane, valid), seen, valid), mirrored: false };
  }
  const frame = (mirrored: boolean): Homography => {
    const sx = photo.width / reference.width;
    const sy = photo.height / reference.height;
    return mirrored ? [-sx, 0, photo.width - 1, 0, sy, 0, 0, 0, 1] : [sx, 0, 0, 0, sy, 0, 0, 0, 1];
  };
  const [upright, flipped] = [false, true].map((mirrored) => {
    const { plane, valid } = carryOver(reference, photo, frame(mirrored), size);
    return { correlation: correlate(poolDirections(plane, valid), seen, valid), mirrored };
  });
  return flipped.correlation > upright.correlation ? flipped : upright;
}

/** The reference at the small size of the photo. */
function carryOver(
  reference: Plane,
  photo: Plane,
  homography: Homography,
  size: { readonly width: number; readonly height: number },
) {
  const inverse = invertHomography(homography);
  const scale = photo.width / size.width;
  // Averaging to the sampling distance first; sampling alone would alias.
  const corner = applyHomography(inverse, 0, 0);
  const next = applyHomography(inverse, scale, 0);
  const radius = Math.max(
    0,
    Math.min(40, Math.round(Math.hypot(next[0] - corner[0], next[1] - corner[1]) / 2)),
  );
  const smooth = boxMean(reference, Number.isFinite(radius) ? radius : 0);
  const plane = createPlane(size.width, size.height);
  const valid = new Uint8Array(plane.data.length);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const [u, v] = applyHomography(inverse, (x + 0.5) * scale - 0.5, (y + 0.5) * scale - 0.5);
      if (!(u > -0.5 && v > -0.5 && u < reference.width - 0.5 && v < reference.height - 0.5)) continue;
      const i = y * size.width + x;
      plane.data[i] = sampleCubic(smooth, u, v);
      valid[i] = 1;
    }
  }
  return { plane, valid };
}

/** Doubled-angle gradient vectors of compressed length, pooled. */
function poolDirections({ width, height, data }: Plane, valid: Uint8Array | null): readonly [Plane, Plane] {
  const cosine = createPlane(width, height);
  const sine = createPlane(width, height);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      if (valid && !(valid[i - 1] && valid[i + 1] && valid[i - width] && valid[i + width])) continue;
      const gx = data[i + 1] - data[i - 1];
      const gy = data[i + width] - data[i - width];
      // Dividing by |g|^1.5 leaves the square root of the strength: strong edges do not drown the rest.
      const length = Math.max(4, (gx * gx + gy * gy) ** 0.75);
      cosine.data[i] = (gx * gx - gy * gy) / length;
      sine.data[i] = (2 * gx * gy) / length;
    }
  }
  return [boxMean(cosine, POOL_RADIUS_PX), boxMean(sine, POOL_RADIUS_PX)];
}

function correlate(a: readonly [Plane, Plane], b: readonly [Plane, Plane], valid: Uint8Array): number {
  let products = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let part = 0; part < 2; part++) {
    const p = a[part].data;
    const q = b[part].data;
    let count = 0;
    let meanP = 0;
    let meanQ = 0;
    for (let i = 0; i < p.length; i++) {
      if (!valid[i]) continue;
      count++;
      meanP += p[i];
      meanQ += q[i];
    }
    meanP /= Math.max(1, count);
    meanQ /= Math.max(1, count);
    for (let i = 0; i < p.length; i++) {
      if (!valid[i]) continue;
      products += (p[i] - meanP) * (q[i] - meanQ);
      squaresA += (p[i] - meanP) ** 2;
      squaresB += (q[i] - meanQ) ** 2;
    }
  }
  const norm = Math.sqrt(squaresA * squaresB);
  return norm > 1e-9 ? products / norm : 0;
}
