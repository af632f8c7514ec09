// cos(kπ/16) / 2; with 1/√8 for k = 0 the transform is orthonormal, as JPEG's is.
const C1 = 0.5 * Math.cos(Math.PI / 16);
const C2 = 0.5 * Math.cos((2 * Math.PI) / 16);
const C3 = 0.5 * Math.cos((3 * Math.PI) / 16);
const C4 = 0.5 * Math.cos((4 * Math.PI) / 16);
const C5 = 0.5 * Math.cos((5 * Math.PI) / 16);
const C6 = 0.5 * Math.cos((6 * Math.PI) / 16);
const C7 = 0.5 * Math.cos((7 * Math.PI) / 16);

/**
 * Transforms an 8×8 block in place: orthonormal DCT-II along rows and columns, the forward transform of JPEG
 * (without the level shift).
 *
 * @param block 64 values, row-major
 * @see ITU-T T.81 A.3.3
 */
export function forwardDct8(block: Float64Array): void {
  for (let row = 0; row < 64; row += 8) forwardLine(block, row, 1);
  for (let column = 0; column < 8; column++) forwardLine(block, column, 8);
}

/** Undoes `forwardDct8`, in place. */
export function inverseDct8(block: Float64Array): void {
  for (let row = 0; row < 64; row += 8) {
    // Most rows of a quantized block hold nothing but zeros behind their first value.
    if (isFlat(block, row)) block.fill(C4 * block[row], row, row + 8);
    else inverseLine(block, row, 1);
  }
  for (let column = 0; column < 8; column++) inverseLine(block, column, 8);
}

function isFlat(block: Float64Array, row: number): boolean {
  for (let i = row + 7; i > row; i--) if (block[i] !== 0) return false;
  return true;
}

function forwardLine(block: Float64Array, at: number, step: number): void {
  const i1 = at + step;
  const i2 = i1 + step;
  const i3 = i2 + step;
  const i4 = i3 + step;
  const i5 = i4 + step;
  const i6 = i5 + step;
  const i7 = i6 + step;
  const s0 = block[at] + block[i7];
  const s1 = block[i1] + block[i6];
  const s2 = block[i2] + block[i5];
  const s3 = block[i3] + block[i4];
  const d0 = block[at] - block[i7];
  const d1 = block[i1] - block[i6];
  const d2 = block[i2] - block[i5];
  const d3 = block[i3] - block[i4];
  block[at] = C4 * (s0 + s1 + s2 + s3);
  block[i1] = C1 * d0 + C3 * d1 + C5 * d2 + C7 * d3;
  block[i2] = C2 * (s0 - s3) + C6 * (s1 - s2);
  block[i3] = C3 * d0 - C7 * d1 - C1 * d2 - C5 * d3;
  block[i4] = C4 * (s0 - s1 - s2 + s3);
  block[i5] = C5 * d0 - C1 * d1 + C7 * d2 + C3 * d3;
  block[i6] = C6 * (s0 - s3) - C2 * (s1 - s2);
  block[i7] = C7 * d0 - C5 * d1 + C3 * d2 - C1 * d3;
}

function inverseLine(block: Float64Array, at: number, step: number): void {
  const i1 = at + step;
  const i2 = i1 + step;
  const i3 = i2 + step;
  const i4 = i3 + step;
  const i5 = i4 + step;
  const i6 = i5 + step;
  const i7 = i6 + step;
  const even = C4 * (block[at] + block[i4]);
  const odd = C4 * (block[at] - block[i4]);
  const a = C2 * block[i2] + C6 * block[i6];
  const b = C6 * block[i2] - C2 * block[i6];
  const [x1, x3, x5, x7] = [block[i1], block[i3], block[i5], block[i7]];
  const d0 = C1 * x1 + C3 * x3 + C5 * x5 + C7 * x7;
  const d1 = C3 * x1 - C7 * x3 - C1 * x5 - C5 * x7;
  const d2 = C5 * x1 - C1 * x3 + C7 * x5 + C3 * x7;
  const d3 = C7 * x1 - C5 * x3 + C3 * x5 - C1 * x7;
  block[at] = even + a + d0;
  block[i1] = odd + b + d1;
  block[i2] = odd - b + d2;
  block[i3] = even - a + d3;
  block[i4] = even - a - d3;
  block[i5] = odd - b - d2;
  block[i6] = odd + b - d1;
  block[i7] = even + a - d0;
}
