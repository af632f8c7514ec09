import { logarithm } from './logarithm';

/** Lanes of all ones where a byte is not 0, for four bytes. */
function maskOf(valid: usize): v128 {
  const bytes = v128.load32_zero(valid);
  return i32x4.ne(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)), i32x4.splat(0));
}

/** a − b where valid, 0 elsewhere. Counts are multiples of 4: callers pad. */
export function subtractWhere(a: usize, b: usize, valid: usize, count: i32, out: usize): void {
  for (let i: usize = 0; i < <usize>count; i += 4) {
    const at = i << 2;
    v128.store(out + at, v128.and(maskOf(valid + i), f32x4.sub(v128.load(a + at), v128.load(b + at))));
  }
}

/** a − b. */
export function subtract(a: usize, b: usize, count: i32, out: usize): void {
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16)
    v128.store(out + at, f32x4.sub(v128.load(a + at), v128.load(b + at)));
}

/** a + weight · b. */
export function addScaled(a: usize, b: usize, weight: f32, count: i32, out: usize): void {
  const weights = f32x4.splat(weight);
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16)
    v128.store(out + at, f32x4.add(v128.load(a + at), f32x4.mul(weights, v128.load(b + at))));
}

/** value / sigma within ±cut. */
export function standardize(values: usize, sigma: usize, cut: f32, count: i32, out: usize): void {
  const high = f32x4.splat(cut);
  const low = f32x4.splat(-cut);
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16) {
    const ratio = f32x4.div(v128.load(values + at), v128.load(sigma + at));
    v128.store(out + at, f32x4.max(low, f32x4.min(high, ratio)));
  }
}

/** Raises `strength` to |test| · scale where valid. */
export function raiseToMagnitude(strength: usize, test: usize, valid: usize, scale: f32, count: i32): void {
  const scales = f32x4.splat(scale);
  for (let i: usize = 0; i < <usize>count; i += 4) {
    const at = i << 2;
    const value = v128.and(maskOf(valid + i), f32x4.mul(f32x4.abs(v128.load(test + at)), scales));
    v128.store(strength + at, f32x4.max(v128.load(strength + at), value));
  }
}

/** Squares. */
export function square(values: usize, count: i32, out: usize): void {
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16) {
    const value = v128.load(values + at);
    v128.store(out + at, f32x4.mul(value, value));
  }
}

/** Raises `strength` to (ln(energy + floor) − middle) · scale where valid. */
export function raiseToEnergy(
  strength: usize,
  energy: usize,
  valid: usize,
  floor: f32,
  middle: f32,
  scale: f32,
  count: i32,
): void {
  const floors = f32x4.splat(floor);
  const middles = f32x4.splat(middle);
  const scales = f32x4.splat(scale);
  for (let i: usize = 0; i < <usize>count; i += 4) {
    const at = i << 2;
    const log = logarithm(f32x4.add(v128.load(energy + at), floors));
    const value = v128.and(maskOf(valid + i), f32x4.mul(f32x4.sub(log, middles), scales));
    v128.store(strength + at, f32x4.max(v128.load(strength + at), value));
  }
}

/** Raises a plane to one of half its size (the last row and column stand for what it lacks) where valid. */
export function raiseToHalf(
  plane: usize,
  width: i32,
  height: i32,
  half: usize,
  halfWidth: i32,
  halfHeight: i32,
  valid: usize,
): void {
  for (let y = 0; y < height; y++) {
    const row = half + ((<usize>(min(halfHeight - 1, y >> 1) * halfWidth)) << 2);
    const line = <usize>(y * width);
    let x = 0;
    for (; x <= width - 4 && (x >> 1) + 1 < halfWidth; x += 4) {
      const two = v128.load64_zero(row + ((<usize>(x >> 1)) << 2));
      const value = v128.and(maskOf(valid + line + <usize>x), v128.shuffle<f32>(two, two, 0, 0, 1, 1));
      const at = plane + ((line + <usize>x) << 2);
      v128.store(at, f32x4.max(v128.load(at), value));
    }
    for (; x < width; x++) {
      if (!load<u8>(valid + line + <usize>x)) continue;
      const at = plane + ((line + <usize>x) << 2);
      const value = load<f32>(row + ((<usize>min(halfWidth - 1, x >> 1)) << 2));
      store<f32>(at, max<f32>(value, load<f32>(at)));
    }
  }
}

/**
 * Counts residuals by bins of gradient and brightness.
 *
 * @param edges `edgeCount` ascending floats: upper edges of the gradient bins but the last
 * @param edgesBelow for each multiple of 1/`steps` level, how many edges lie below it; `size` bytes
 * @param histogram `size` counts for each bin, zero before
 * @param binOf the bin of each pixel, 0 where not valid
 */
export function countResiduals(
  residual: usize,
  activity: usize,
  brightness: usize,
  valid: usize,
  count: i32,
  edges: usize,
  edgeCount: i32,
  edgesBelow: usize,
  tones: i32,
  steps: f32,
  size: i32,
  histogram: usize,
  binOf: usize,
): void {
  const last = <f32>(size - 1);
  for (let i: usize = 0; i < <usize>count; i++) {
    if (!load<u8>(valid + i)) {
      store<u8>(binOf + i, 0);
      continue;
    }
    const at = i << 2;
    const tone = max(0, min(tones - 1, <i32>(load<f32>(brightness + at) * <f32>tones) >> 8));
    const gradient = load<f32>(activity + at);
    let place = <i32>load<u8>(edgesBelow + <usize>min<f32>(last, gradient * steps));
    while (place < edgeCount && gradient > load<f32>(edges + ((<usize>place) << 2))) place++;
    const bin = place * tones + tone;
    store<u8>(binOf + i, <u8>bin);
    const step = <i32>min<f32>(last, abs<f32>(load<f32>(residual + at)) * steps);
    const cell = histogram + ((<usize>(bin * size + step)) << 2);
    store<u32>(cell, load<u32>(cell) + 1);
  }
}

/** Value of each pixel's bin. */
export function lookUp(table: usize, binOf: usize, count: i32, out: usize): void {
  for (let i: usize = 0; i < <usize>count; i++)
    store<f32>(out + (i << 2), load<f32>(table + ((<usize>load<u8>(binOf + i)) << 2)));
}
