/**
 * Sums template × plane at neighbouring places of one row of places.
 *
 * @param values plane of `stride` floats a row; the first place is its first float
 * @param weights template, `width * height` floats
 * @param count places; `out` and the rows have room for 7 more
 */
export function correlateRow(
  values: usize,
  stride: i32,
  weights: usize,
  width: i32,
  height: i32,
  count: i32,
  out: usize,
): void {
  for (let x = 0; x < count; x += 8) {
    let low = f32x4.splat(0);
    let high = f32x4.splat(0);
    let weight = weights;
    for (let row = 0; row < height; row++) {
      let at = values + ((<usize>(row * stride + x)) << 2);
      for (const end = at + ((<usize>width) << 2); at < end; at += 4, weight += 4) {
        const here = v128.load32_splat(weight);
        low = f32x4.add(low, f32x4.mul(here, v128.load(at)));
        high = f32x4.add(high, f32x4.mul(here, v128.load(at, 16)));
      }
    }
    const to = out + ((<usize>x) << 2);
    v128.store(to, low);
    v128.store(to, high, 16);
  }
}
