/** Samples of one channel, 8 bits, row-major. */
export interface Samples {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Frequencies that are computed, as `[horizontal, vertical]`: DC and the five lowest others. */
export const SHIFTED_FREQUENCIES = [
  [0, 0],
  [1, 0],
  [0, 1],
  [2, 0],
  [1, 1],
  [0, 2],
] as const;

/** Orthonormal DCT-II basis of the three lowest frequencies. */
const BASIS = [0, 1, 2].map((k) =>
  Float64Array.from(
    { length: 8 },
    (_, i) => (k === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * i + 1) * k * Math.PI) / 16),
  ),
);

/**
 * Low-frequency DCT coefficients of the 8×8 blocks at every pixel offset, as JPEG would store them with steps of 1.
 *
 * @param samples at least 8 × 8
 * @param top, bottom first and last-plus-one row of block origins, within 0..height − 7
 * @param onRow receives the row of blocks whose upper edge is `y`: for each of `SHIFTED_FREQUENCIES` the coefficients
 *   of block origins 0..width − 8 after the level shift, −1024..1024; the arrays are reused for the next row
 */
export function transformShifted(
  { width, data }: Samples,
  top: number,
  bottom: number,
  onRow: (y: number, coefficients: readonly Float32Array[]) => void,
): void {
  const blocks = width - 7;
  const ring = BASIS.map(() => Array.from({ length: 8 }, () => new Float32Array(blocks)));
  const out = SHIFTED_FREQUENCIES.map(() => new Float32Array(blocks));
  for (let line = top; line < bottom + 7; line++) {
    transformLine(data, line * width, blocks, ring, line & 7);
    const y = line - 7;
    if (y < top) continue;
    for (const [f, [u, v]] of SHIFTED_FREQUENCIES.entries()) {
      const [r0, r1, r2, r3, r4, r5, r6, r7] = Array.from({ length: 8 }, (_, j) => ring[u][(y + j) & 7]);
      const [b0, b1, b2, b3] = BASIS[v];
      const row = out[f];
      // Even frequencies are symmetric about the middle of the block, odd ones antisymmetric.
      const sign = v === 1 ? -1 : 1;
      for (let x = 0; x < blocks; x++)
        row[x] =
          b0 * (r0[x] + sign * r7[x]) +
          b1 * (r1[x] + sign * r6[x]) +
          b2 * (r2[x] + sign * r5[x]) +
          b3 * (r3[x] + sign * r4[x]);
    }
    onRow(y, out);
  }
}

function transformLine(
  data: Uint8Array,
  offset: number,
  blocks: number,
  [zero, one, two]: readonly Float32Array[][],
  slot: number,
): void {
  const [r0, r1, r2] = [zero[slot], one[slot], two[slot]];
  const [flat] = BASIS[0];
  const [b0, b1, b2, b3] = BASIS[1];
  const [c0, c1, c2, c3] = BASIS[2];
  for (let x = 0, i = offset; x < blocks; x++, i++) {
    const s0 = data[i] + data[i + 7];
    const s1 = data[i + 1] + data[i + 6];
    const s2 = data[i + 2] + data[i + 5];
    const s3 = data[i + 3] + data[i + 4];
    // The level shift of 128, on all 8 samples.
    r0[x] = flat * (s0 + s1 + s2 + s3 - 1024);
    r1[x] =
      b0 * (data[i] - data[i + 7]) +
      b1 * (data[i + 1] - data[i + 6]) +
      b2 * (data[i + 2] - data[i + 5]) +
      b3 * (data[i + 3] - data[i + 4]);
    r2[x] = c0 * s0 + c1 * s1 + c2 * s2 + c3 * s3;
  }
}

/**
 * The same coefficients of the one block whose upper left sample is `(x, y)`.
 *
 * @param out receives one value for each of `SHIFTED_FREQUENCIES`
 */
export function transformBlock({ width, data }: Samples, x: number, y: number, out: Float64Array): void {
  out.fill(0);
  const [flat, tilt, bend] = BASIS;
  for (let row = 0, i = y * width + x; row < 8; row++, i += width) {
    let h0 = 0;
    let h1 = 0;
    let h2 = 0;
    for (let column = 0; column < 8; column++) {
      const value = data[i + column] - 128;
      h0 += flat[column] * value;
      h1 += tilt[column] * value;
      h2 += bend[column] * value;
    }
    out[0] += flat[row] * h0;
    out[1] += flat[row] * h1;
    out[2] += tilt[row] * h0;
    out[3] += flat[row] * h2;
    out[4] += tilt[row] * h1;
    out[5] += bend[row] * h0;
  }
}
