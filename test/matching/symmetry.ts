import type { Dihedral } from '../../src/matching/dihedral.js';
import { createPlane, type Plane } from '../../src/pixels/plane.js';

/** Turns a plane clockwise by a quarter. */
function turn({ width, height, data }: Plane): Plane {
  const out = createPlane(height, width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) out.data[x * height + (height - 1 - y)] = data[y * width + x];
  }
  return out;
}

/** Mirrors a plane left–right. */
export function mirror({ width, height, data }: Plane): Plane {
  const out = createPlane(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) out.data[y * width + width - 1 - x] = data[y * width + x];
  }
  return out;
}

/** What each symmetry means, by pixels: mirror first, then clockwise quarter turns. */
export function applyDihedral(plane: Plane, symmetry: Dihedral): Plane {
  let out = symmetry.startsWith('mirror') ? mirror(plane) : plane;
  const quarters = Number(/turn-(\d+)/.exec(symmetry)?.[1] ?? 0) / 90;
  for (let k = 0; k < quarters; k++) out = turn(out);
  return out;
}
