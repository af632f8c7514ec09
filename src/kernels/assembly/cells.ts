/**
 * Largest value of each square cell.
 *
 * @param cell side in pixels
 * @param out `ceil(width / cell) * ceil(height / cell)` floats, zero before: values below 0 do not count
 */
export function cellMaxima(data: usize, width: i32, height: i32, cell: i32, out: usize): void {
  const cellsWide = (width + cell - 1) / cell;
  for (let y = 0; y < height; y++) {
    const row = data + ((<usize>(y * width)) << 2);
    const to = out + ((<usize>((y / cell) * cellsWide)) << 2);
    for (let column = 0; column < cellsWide; column++) {
      const end = min(width, (column + 1) * cell);
      let largest = load<f32>(to + ((<usize>column) << 2));
      for (let x = column * cell; x < end; x++) largest = max(largest, load<f32>(row + ((<usize>x) << 2)));
      store<f32>(to + ((<usize>column) << 2), largest);
    }
  }
}

/** strength / (strength + limit): at least 0.5 where marked, half of it and at most 0.49 elsewhere. */
export function rateEvidence(strength: usize, mask: usize, limit: f32, count: i32, out: usize): void {
  const limits = f32x4.splat(limit);
  const half = f32x4.splat(0.5);
  const most = f32x4.splat(0.49);
  for (let i: usize = 0; i < <usize>count; i += 4) {
    const bytes = v128.load32_zero(mask + i);
    const marked = i32x4.ne(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)), i32x4.splat(0));
    const value = v128.load(strength + (i << 2));
    const share = f32x4.div(value, f32x4.add(value, limits));
    const inside = f32x4.max(half, share);
    const outside = f32x4.min(most, f32x4.mul(half, share));
    v128.store(out + (i << 2), v128.bitselect(inside, outside, marked));
  }
}
