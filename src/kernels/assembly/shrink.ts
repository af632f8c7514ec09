/** Adds a row of bytes times a weight to a row of floats; both have room for 15 more. */
export function addBytes(bytes: usize, count: i32, weight: f32, sums: usize): void {
  const weights = f32x4.splat(weight);
  for (let i: usize = 0; i < <usize>count; i += 16) {
    const here = v128.load(bytes + i);
    const low = i16x8.extend_low_i8x16_u(here);
    const high = i16x8.extend_high_i8x16_u(here);
    const to = sums + (i << 2);
    addWeighted(to, i32x4.extend_low_i16x8_u(low), weights);
    addWeighted(to + 16, i32x4.extend_high_i16x8_u(low), weights);
    addWeighted(to + 32, i32x4.extend_low_i16x8_u(high), weights);
    addWeighted(to + 48, i32x4.extend_high_i16x8_u(high), weights);
  }
}

function addWeighted(to: usize, values: v128, weights: v128): void {
  v128.store(to, f32x4.add(v128.load(to), f32x4.mul(weights, f32x4.convert_i32x4_s(values))));
}

/**
 * Means over runs of pixels of a row of RGB sums.
 *
 * @param sums three floats a pixel, with room for one more behind the last
 * @param spans for each output pixel its first and its last input pixel, 32-bit integers
 * @param shares for each output pixel how much of the first and of the last counts, floats
 * @param out three floats a pixel, with room for one more
 */
export function averageSpans(
  sums: usize,
  spans: usize,
  shares: usize,
  count: i32,
  scale: f32,
  out: usize,
): void {
  const scales = f32x4.splat(scale);
  for (let x: usize = 0; x < <usize>count; x++) {
    let at = sums + <usize>(load<i32>(spans + (x << 3)) * 12);
    const end = sums + <usize>(load<i32>(spans + (x << 3), 4) * 12);
    let sum = f32x4.mul(v128.load(at), v128.load32_splat(shares + (x << 3)));
    if (end > at) {
      for (at += 12; at < end; at += 12) sum = f32x4.add(sum, v128.load(at));
      sum = f32x4.add(sum, f32x4.mul(v128.load(end), v128.load32_splat(shares + (x << 3), 4)));
    }
    v128.store(out + x * 12, f32x4.mul(sum, scales));
  }
}

/** Floats of 0..255 to the nearest byte; `out` has room for 3 more. */
export function roundToBytes(values: usize, count: i32, out: usize): void {
  const half = f32x4.splat(0.5);
  for (let i: usize = 0; i < <usize>count; i += 4) {
    const whole = i32x4.trunc_sat_f32x4_s(f32x4.add(v128.load(values + (i << 2)), half));
    const words = i16x8.narrow_i32x4_s(whole, whole);
    v128.store32_lane(out + i, i8x16.narrow_i16x8_u(words, words), 0);
  }
}

/** Luma of RGB floats, three a pixel. */
export function lumaOfFloats(values: usize, count: i32, out: usize): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    const at = values + i * 12;
    const green = load<f32>(at, 4);
    const fromRed = <f32>0.299 * (load<f32>(at) - green);
    store<f32>(out + (i << 2), green + (fromRed + <f32>0.114 * (load<f32>(at, 8) - green)));
  }
}
