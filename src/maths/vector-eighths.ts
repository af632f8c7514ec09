/**
 * Direction of a vector in eighths of a turn, 0..8, within 0.005 eighths (0.2°).
 *
 * Within an octant atan(t) ≈ t·(π/4 + 0.273·(1 − t)); a quarter of the time of `Math.atan2`, which took half of
 * the time of a feature.
 *
 * @returns 0 for the null vector
 */
export function vectorEighths(x: number, y: number): number {
  const ax = x < 0 ? -x : x;
  const ay = y < 0 ? -y : y;
  if (ax + ay === 0) return 0;
  const steep = ay > ax;
  const t = steep ? ax / ay : ay / ax;
  const octant = t * (1 + 0.3476 * (1 - t));
  const quadrant = steep ? 2 - octant : octant;
  const half = x < 0 ? 4 - quadrant : quadrant;
  return y < 0 ? 8 - half : half;
}
