// Fractions of a pixel that weights are tabulated for.
const PHASE_BITS: i32 = 9;
const PHASES: i32 = 1 << PHASE_BITS;

// 1.5 · 2^52: a double near it has its rounded value in its lowest bits.
const ROUND: f64 = 6755399441055744.0;

/**
 * Warps interleaved RGB by a homography with cubic convolution.
 *
 * @param map nine doubles: target pixels → source pixels, row by row
 * @param source bytes, with 16 readable bytes behind the last
 * @param weights four floats for each of 512 fractions of a pixel
 * @param out four parts of `width * height` each: red, green, blue as floats, then one byte per pixel, 1 where the
 *   source covers it. All must be zero before.
 * @param scratch room for 64 bytes
 * @returns number of covered pixels
 */
export function warpRgb(
  map: usize,
  source: usize,
  sourceWidth: i32,
  sourceHeight: i32,
  weights: usize,
  out: usize,
  width: i32,
  height: i32,
  scratch: usize,
): i32 {
  const a = load<f64>(map);
  const b = load<f64>(map, 8);
  const c = load<f64>(map, 16);
  const d = load<f64>(map, 24);
  const e = load<f64>(map, 32);
  const f = load<f64>(map, 40);
  const g = load<f64>(map, 48);
  const h = load<f64>(map, 56);
  const i = load<f64>(map, 64);
  const right = <f64>sourceWidth - 0.5;
  const bottom = <f64>sourceHeight - 0.5;
  const stride = sourceWidth * 3;
  const size = (<usize>width * <usize>height) << 2;
  const reds = i8x16(0, -1, -1, -1, 3, -1, -1, -1, 6, -1, -1, -1, 9, -1, -1, -1);
  const greens = i8x16(1, -1, -1, -1, 4, -1, -1, -1, 7, -1, -1, -1, 10, -1, -1, -1);
  const blues = i8x16(2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1);
  let count = 0;
  for (let y = 0; y < height; y++) {
    const fy = <f64>y;
    for (let x = 0; x < width; x++) {
      const fx = <f64>x;
      const w = g * fx + h * fy + i;
      const u = (a * fx + b * fy + c) / w;
      const v = (d * fx + e * fy + f) / w;
      // Written so that NaN from the vanishing line is outside too.
      if (!(w > 0 && u > -0.5 && v > -0.5 && u < right && v < bottom)) continue;
      // Whole pixels above, fractions below: rounded by the mantissa itself, a quarter quicker than floors and casts.
      const ku = <i32>reinterpret<i64>(u * <f64>PHASES + ROUND);
      const kv = <i32>reinterpret<i64>(v * <f64>PHASES + ROUND);
      const u0 = ku >> PHASE_BITS;
      const v0 = kv >> PHASE_BITS;
      const across = v128.load(weights + ((<usize>(ku & (PHASES - 1))) << 4));
      const down = weights + ((<usize>(kv & (PHASES - 1))) << 4);
      const inside = u0 >= 1 && u0 < sourceWidth - 2;
      let red = f32x4.splat(0);
      let green = f32x4.splat(0);
      let blue = f32x4.splat(0);
      for (let row = 0; row < 4; row++) {
        const line = source + <usize>(clamp(v0 - 1 + row, sourceHeight) * stride);
        let pixels: v128;
        if (inside) pixels = v128.load(line + <usize>((u0 - 1) * 3));
        else {
          for (let k = 0; k < 4; k++) {
            const from = line + <usize>(clamp(u0 - 1 + k, sourceWidth) * 3);
            const to = scratch + <usize>(k * 3);
            store<u8>(to, load<u8>(from));
            store<u8>(to, load<u8>(from, 1), 1);
            store<u8>(to, load<u8>(from, 2), 2);
          }
          pixels = v128.load(scratch);
        }
        const weight = f32x4.splat(load<f32>(down + ((<usize>row) << 2)));
        red = f32x4.add(red, f32x4.mul(weight, f32x4.convert_i32x4_s(i8x16.swizzle(pixels, reds))));
        green = f32x4.add(green, f32x4.mul(weight, f32x4.convert_i32x4_s(i8x16.swizzle(pixels, greens))));
        blue = f32x4.add(blue, f32x4.mul(weight, f32x4.convert_i32x4_s(i8x16.swizzle(pixels, blues))));
      }
      const pixel = y * width + x;
      const at = out + ((<usize>pixel) << 2);
      store<f32>(at, sumOf(f32x4.mul(red, across)));
      store<f32>(at + size, sumOf(f32x4.mul(green, across)));
      store<f32>(at + 2 * size, sumOf(f32x4.mul(blue, across)));
      store<u8>(out + 3 * size + <usize>pixel, 1);
      count++;
    }
  }
  return count;
}

function sumOf(values: v128): f32 {
  const pairs = f32x4.add(values, v128.shuffle<f32>(values, values, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

function clamp(index: i32, size: i32): i32 {
  return index < 0 ? 0 : index < size ? index : size - 1;
}
