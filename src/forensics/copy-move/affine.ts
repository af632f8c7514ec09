/** x' = a·x + b·y + c, y' = d·x + e·y + f, in pixels of the view. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Where a point goes. */
export function applyAffine(t: Affine, x: number, y: number): [number, number] {
  return [t[0] * x + t[1] * y + t[2], t[3] * x + t[4] * y + t[5]];
}

/** The way back; null when the map folds the plane onto a line. */
export function invertAffine([a, b, c, d, e, f]: Affine): Affine | null {
  const determinant = a * e - b * d;
  if (Math.abs(determinant) < 1e-6) return null;
  const [p, q, r, s] = [e / determinant, -b / determinant, -d / determinant, a / determinant];
  return [p, q, -(p * c + q * f), r, s, -(r * c + s * f)];
}

/** Smallest and largest zoom of a map: its singular values. */
export function zoomRange([a, b, , d, e]: Affine): [least: number, most: number] {
  const sum = (a * a + b * b + d * d + e * e) / 2;
  const determinant = a * e - b * d;
  const spread = Math.sqrt(Math.max(0, sum * sum - determinant * determinant));
  return [Math.sqrt(Math.max(0, sum - spread)), Math.sqrt(sum + spread)];
}

/** First `inner`, then `outer`. */
export function composeAffine(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = outer;
  const [p, q, r, s, t, u] = inner;
  return [a * p + b * s, a * q + b * t, a * r + b * u + c, d * p + e * s, d * q + e * t, d * r + e * u + f];
}
