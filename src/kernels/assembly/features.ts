/**
 * Symmetric 5-tap filter in both directions, edges repeated.
 *
 * @param line room for `width + 8` floats
 */
export function smoothFive(
  data: usize,
  width: i32,
  height: i32,
  centre: f32,
  near: f32,
  far: f32,
  out: usize,
  line: usize,
): void {
  const stride = (<usize>width) << 2;
  const centres = f32x4.splat(centre);
  const nears = f32x4.splat(near);
  const fars = f32x4.splat(far);
  const row = line + 8;
  for (let y = 0; y < height; y++) {
    const here = data + <usize>y * stride;
    const up = data + <usize>max(0, y - 1) * stride;
    const upper = data + <usize>max(0, y - 2) * stride;
    const down = data + <usize>min(height - 1, y + 1) * stride;
    const lower = data + <usize>min(height - 1, y + 2) * stride;
    // The last vector reaches beyond the row: the room behind the line takes it.
    for (let at: usize = 0; at < stride; at += 16) {
      const outer = f32x4.mul(fars, f32x4.add(v128.load(upper + at), v128.load(lower + at)));
      const inner = f32x4.mul(nears, f32x4.add(v128.load(up + at), v128.load(down + at)));
      v128.store(row + at, f32x4.add(f32x4.add(outer, inner), f32x4.mul(centres, v128.load(here + at))));
    }
    const first = load<f32>(row);
    store<f32>(line, first);
    store<f32>(line, first, 4);
    const last = load<f32>(row + stride - 4);
    store<f32>(row + stride, last);
    store<f32>(row + stride, last, 4);
    const to = out + <usize>y * stride;
    // Rows are written in order: what reaches into the next one is overwritten by it.
    for (let at: usize = 0; at < stride; at += 16) {
      const from = line + at;
      const outer = f32x4.mul(fars, f32x4.add(v128.load(from), v128.load(from, 16)));
      const inner = f32x4.mul(nears, f32x4.add(v128.load(from, 4), v128.load(from, 12)));
      v128.store(to + at, f32x4.add(f32x4.add(outer, inner), f32x4.mul(centres, v128.load(from, 8))));
    }
  }
}

/** Determinant of the Hessian by central differences; the outermost rows and columns are 0. */
export function hessianDeterminant(data: usize, width: i32, height: i32, out: usize): void {
  const stride = (<usize>width) << 2;
  memory.fill(out, 0, <usize>height * stride);
  const quarter = f32x4.splat(0.25);
  for (let y = 1; y < height - 1; y++) {
    let at = data + <usize>y * stride + 4;
    let to = out + <usize>y * stride + 4;
    const end = data + <usize>y * stride + stride - 4;
    for (; at < end; at += 16, to += 16) {
      const n = at - stride;
      const s = at + stride;
      const here = v128.load(at);
      const twice = f32x4.add(here, here);
      const xx = f32x4.sub(f32x4.add(v128.load(at - 4), v128.load(at, 4)), twice);
      const yy = f32x4.sub(f32x4.add(v128.load(n), v128.load(s)), twice);
      const rising = f32x4.add(v128.load(n - 4), v128.load(s, 4));
      const falling = f32x4.add(v128.load(n, 4), v128.load(s - 4));
      const xy = f32x4.mul(quarter, f32x4.sub(rising, falling));
      v128.store(to, f32x4.sub(f32x4.mul(xx, yy), f32x4.mul(xy, xy)));
    }
    // The last vector reaches over the edge of the picture.
    store<f32>(out + <usize>y * stride + stride - 4, 0);
    if (y + 1 < height) memory.fill(out + <usize>(y + 1) * stride, 0, 16);
  }
}

/**
 * Places of a row-major plane that are at least `least` and a maximum of their 3 × 3: above the neighbours that precede
 * in reading order, not below those that follow.
 *
 * @param out places as 32-bit integers, ascending; room for one in two
 * @returns how many
 */
export function findMaxima(data: usize, width: i32, height: i32, border: i32, least: f32, out: usize): i32 {
  const stride = (<usize>width) << 2;
  const leasts = f32x4.splat(least);
  let count: usize = 0;
  for (let y = border; y < height - border; y++) {
    for (let x = border; x < width - border; x += 4) {
      const at = data + <usize>y * stride + ((<usize>x) << 2);
      const value = v128.load(at);
      let mask = f32x4.ge(value, leasts);
      if (!v128.any_true(mask)) continue;
      const n = at - stride;
      const s = at + stride;
      mask = v128.and(mask, f32x4.gt(value, v128.load(at - 4)));
      mask = v128.and(mask, f32x4.ge(value, v128.load(at, 4)));
      mask = v128.and(mask, f32x4.gt(value, v128.load(n)));
      mask = v128.and(mask, f32x4.gt(value, v128.load(n - 4)));
      mask = v128.and(mask, f32x4.gt(value, v128.load(n, 4)));
      mask = v128.and(mask, f32x4.ge(value, v128.load(s)));
      mask = v128.and(mask, f32x4.ge(value, v128.load(s - 4)));
      mask = v128.and(mask, f32x4.ge(value, v128.load(s, 4)));
      let lanes = i32x4.bitmask(mask);
      for (; lanes !== 0; lanes &= lanes - 1) {
        const column = x + ctz(lanes);
        if (column < width - border) store<i32>(out + (count++ << 2), y * width + column);
      }
    }
  }
  return <i32>count;
}
