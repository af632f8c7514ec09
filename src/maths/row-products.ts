// Products of tall matrices (many rows, some dozens of columns). Four rows at a time: the running sums are then read
// and written once for four products.

/**
 * Sums over rows of the outer products of two rows: AᵀB.
 *
 * @param a count × t, row-major
 * @param b count × d, row-major; the very array `a` gives a symmetric product in half the time
 * @param keep one byte per row: rows with 0 are left out
 * @returns t × d, row-major
 */
export function sumOuterProducts(
  a: Float64Array,
  b: Float64Array,
  count: number,
  keep?: Uint8Array,
): Float64Array {
  const t = a.length / count;
  const d = b.length / count;
  const symmetric = a === b;
  const rows = new Int32Array(4);
  const out = new Float64Array(t * d);
  for (let i = 0; i < count; ) {
    let filled = 0;
    for (; i < count && filled < 4; i++) if (!keep || keep[i]) rows[filled++] = i;
    const [b0, b1, b2, b3] = [rows[0] * d, rows[1] * d, rows[2] * d, rows[3] * d];
    for (let r = 0; r < t; r++) {
      const a0 = filled > 0 ? a[rows[0] * t + r] : 0;
      const a1 = filled > 1 ? a[rows[1] * t + r] : 0;
      const a2 = filled > 2 ? a[rows[2] * t + r] : 0;
      const a3 = filled > 3 ? a[rows[3] * t + r] : 0;
      const o = r * d;
      const end = symmetric ? r + 1 : d;
      for (let k = 0; k < end; k++)
        out[o + k] += a0 * b[b0 + k] + a1 * b[b1 + k] + a2 * b[b2 + k] + a3 * b[b3 + k];
    }
  }
  if (symmetric) for (let r = 0; r < t; r++) for (let k = 0; k < r; k++) out[k * d + r] = out[r * d + k];
  return out;
}

/**
 * The product of each row with a matrix: AB.
 *
 * @param a count × t, row-major
 * @param b t × d, row-major
 * @returns count × d, row-major
 */
export function multiplyRows(a: Float64Array, b: Float64Array, count: number): Float64Array {
  const t = a.length / count;
  const d = b.length / t;
  const out = new Float64Array(count * d);
  for (let i = 0; i < count; i++) {
    const from = i * t;
    const o = i * d;
    let r = 0;
    for (; r + 4 <= t; r += 4) {
      const [a0, a1, a2, a3] = [a[from + r], a[from + r + 1], a[from + r + 2], a[from + r + 3]];
      const [b0, b1, b2, b3] = [r * d, (r + 1) * d, (r + 2) * d, (r + 3) * d];
      for (let k = 0; k < d; k++)
        out[o + k] += a0 * b[b0 + k] + a1 * b[b1 + k] + a2 * b[b2 + k] + a3 * b[b3 + k];
    }
    for (; r < t; r++) for (let k = 0; k < d; k++) out[o + k] += a[from + r] * b[r * d + k];
  }
  return out;
}
