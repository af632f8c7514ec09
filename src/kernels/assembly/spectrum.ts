import { logarithm } from './logarithm';

/**
 * Discrete Fourier transform of every column, in place, four columns at once. Radix 2.
 *
 * @param re `size * columns` floats, row by row
 * @param columns multiple of 4
 * @param roots cosines, then negative sines, of `size / 2` parts of the circle, as floats
 * @param reversed bit-reversed places, `size` 16-bit integers
 * @param scratch room for `8 * size` floats
 */
export function transformColumns(
  re: usize,
  im: usize,
  size: i32,
  columns: i32,
  roots: usize,
  reversed: usize,
  scratch: usize,
): void {
  const stride = (<usize>columns) << 2;
  const sines = roots + ((<usize>(size >> 1)) << 2);
  const b = scratch + ((<usize>size) << 4);
  for (let column = 0; column < columns; column += 4) {
    const offset = (<usize>column) << 2;
    for (let i = 0; i < size; i++) {
      const to = (<usize>load<u16>(reversed + ((<usize>i) << 1))) << 4;
      const at = <usize>i * stride + offset;
      v128.store(scratch + to, v128.load(re + at));
      v128.store(b + to, v128.load(im + at));
    }
    for (let half = 1; half < size; half <<= 1) {
      const step = (<usize>(size / (2 * half))) << 2;
      const distance = (<usize>half) << 4;
      for (let start = 0; start < size; start += 2 * half) {
        let low = (<usize>start) << 4;
        let root: usize = 0;
        for (let k = 0; k < half; k++, low += 16, root += step) {
          const cosine = v128.load32_splat(roots + root);
          const sine = v128.load32_splat(sines + root);
          const high = low + distance;
          const x = v128.load(scratch + high);
          const y = v128.load(b + high);
          const real = f32x4.sub(f32x4.mul(x, cosine), f32x4.mul(y, sine));
          const imaginary = f32x4.add(f32x4.mul(x, sine), f32x4.mul(y, cosine));
          const u = v128.load(scratch + low);
          const v = v128.load(b + low);
          v128.store(scratch + high, f32x4.sub(u, real));
          v128.store(b + high, f32x4.sub(v, imaginary));
          v128.store(scratch + low, f32x4.add(u, real));
          v128.store(b + low, f32x4.add(v, imaginary));
        }
      }
    }
    for (let i = 0; i < size; i++) {
      const at = <usize>i * stride + offset;
      v128.store(re + at, v128.load(scratch + ((<usize>i) << 4)));
      v128.store(im + at, v128.load(b + ((<usize>i) << 4)));
    }
  }
}

/** Transposes a square plane whose side is a multiple of 4, in place. */
export function transpose(data: usize, side: i32): void {
  const stride = (<usize>side) << 2;
  for (let y = 0; y < side; y += 4) {
    for (let x = y; x < side; x += 4) {
      const here = data + <usize>y * stride + ((<usize>x) << 2);
      const there = data + <usize>x * stride + ((<usize>y) << 2);
      const a0 = v128.load(here);
      const a1 = v128.load(here + stride);
      const a2 = v128.load(here + 2 * stride);
      const a3 = v128.load(here + 3 * stride);
      const b0 = v128.load(there);
      const b1 = v128.load(there + stride);
      const b2 = v128.load(there + 2 * stride);
      const b3 = v128.load(there + 3 * stride);
      storeTransposed(there, stride, a0, a1, a2, a3);
      if (x !== y) storeTransposed(here, stride, b0, b1, b2, b3);
    }
  }
}

function storeTransposed(to: usize, stride: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + stride, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * stride, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(to + 3 * stride, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
}

/**
 * Luma and red minus blue of a tile times a window in both directions, transposed: column y of the result is row y.
 *
 * @param pixels `side * side` pixels, interleaved RGB
 */
export function windowTile(pixels: usize, side: i32, window: usize, luma: usize, chroma: usize): void {
  for (let y = 0; y < side; y++) {
    const down = load<f32>(window + ((<usize>y) << 2));
    for (let x = 0; x < side; x++) {
      const at = pixels + <usize>(3 * (y * side + x));
      const weight = down * load<f32>(window + ((<usize>x) << 2));
      const red = <f32>load<u8>(at);
      const blue = <f32>load<u8>(at, 2);
      const to = (<usize>(x * side + y)) << 2;
      store<f32>(
        luma + to,
        weight * (<f32>0.299 * red + <f32>0.587 * <f32>load<u8>(at, 1) + <f32>0.114 * blue),
      );
      store<f32>(chroma + to, weight * (red - blue));
    }
  }
}

/**
 * Log powers of two real planes that went through one complex transform as its two parts.
 *
 * @param re spectrum, `side * side` floats
 * @param reach rows and columns beyond the half plane
 * @param first log powers of u = −side/2 − reach..side/2 + reach − 1 in rows v = −reach..side/2 + reach
 * @param second the same of the other plane
 */
export function logPowers(re: usize, im: usize, side: i32, reach: i32, first: usize, second: usize): void {
  const mask = side - 1;
  const half = side >> 1;
  let to: usize = 0;
  for (let v = -reach; v <= half + reach; v++) {
    const row = (v & mask) * side;
    const opposite = (-v & mask) * side;
    for (let u = -half - reach; u < half + reach; u++, to += 4) {
      const here = (<usize>(row + (u & mask))) << 2;
      const there = (<usize>(opposite + (-u & mask))) << 2;
      const a = load<f32>(re + here);
      const b = load<f32>(re + there);
      const c = load<f32>(im + here);
      const d = load<f32>(im + there);
      store<f32>(first + to, (a + b) * (a + b) + (c - d) * (c - d) + 1);
      store<f32>(second + to, (c + d) * (c + d) + (a - b) * (a - b) + 1);
    }
  }
  for (let at: usize = 0; at < to; at += 16) {
    v128.store(first + at, logarithm(v128.load(first + at)));
    v128.store(second + at, logarithm(v128.load(second + at)));
  }
}

/**
 * Value minus the mean of a ring around it, for `count` neighbouring places; `out` has room for 3 more.
 *
 * @param ring `ringCount` distances in bytes, 32-bit integers
 */
export function overRing(data: usize, count: i32, ring: usize, ringCount: i32, out: usize): void {
  const share = f32x4.splat(<f32>1.0 / <f32>ringCount);
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16) {
    let around = f32x4.splat(0);
    for (let k = 0; k < ringCount; k++)
      around = f32x4.add(around, v128.load(data + at + <usize>load<i32>(ring + ((<usize>k) << 2))));
    v128.store(out + at, f32x4.sub(v128.load(data + at), f32x4.mul(around, share)));
  }
}
