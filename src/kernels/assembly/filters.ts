/**
 * Symmetric 5 × 5 filter; the two outermost rows and columns are copied.
 *
 * @param weights six floats: centre, then one per pixel of each ring, nearest first
 * @param lowest results stay within this and `highest`
 */
export function ringFilter(
  data: usize,
  width: i32,
  height: i32,
  weights: usize,
  lowest: f32,
  highest: f32,
  out: usize,
): void {
  const stride = (<usize>width) << 2;
  memory.copy(out, data, <usize>height * stride);
  const centre = load<f32>(weights);
  const a = load<f32>(weights, 4);
  const b = load<f32>(weights, 8);
  const c = load<f32>(weights, 12);
  const d = load<f32>(weights, 16);
  const e = load<f32>(weights, 20);
  const centres = f32x4.splat(centre);
  const as = f32x4.splat(a);
  const bs = f32x4.splat(b);
  const cs = f32x4.splat(c);
  const ds = f32x4.splat(d);
  const es = f32x4.splat(e);
  const lows = f32x4.splat(lowest);
  const highs = f32x4.splat(highest);
  for (let y = 2; y < height - 2; y++) {
    let at = data + <usize>y * stride + 8;
    let to = out + <usize>y * stride + 8;
    const end = data + <usize>y * stride + stride - 8;
    for (; at + 16 <= end; at += 16, to += 16) {
      const n = at - stride;
      const s = at + stride;
      const nn = n - stride;
      const ss = s + stride;
      let value = f32x4.mul(centres, v128.load(at));
      value = f32x4.add(
        value,
        f32x4.mul(as, sum4(v128.load(at - 4), v128.load(at, 4), v128.load(n), v128.load(s))),
      );
      value = f32x4.add(
        value,
        f32x4.mul(bs, sum4(v128.load(n - 4), v128.load(n, 4), v128.load(s - 4), v128.load(s, 4))),
      );
      value = f32x4.add(
        value,
        f32x4.mul(cs, sum4(v128.load(at - 8), v128.load(at, 8), v128.load(nn), v128.load(ss))),
      );
      const far = sum4(v128.load(n - 8), v128.load(n, 8), v128.load(s - 8), v128.load(s, 8));
      const near = sum4(v128.load(nn - 4), v128.load(nn, 4), v128.load(ss - 4), v128.load(ss, 4));
      value = f32x4.add(value, f32x4.mul(ds, f32x4.add(far, near)));
      value = f32x4.add(
        value,
        f32x4.mul(es, sum4(v128.load(nn - 8), v128.load(nn, 8), v128.load(ss - 8), v128.load(ss, 8))),
      );
      v128.store(to, f32x4.max(lows, f32x4.min(highs, value)));
    }
    for (; at < end; at += 4, to += 4) {
      const n = at - stride;
      const s = at + stride;
      const nn = n - stride;
      const ss = s + stride;
      const far = add4(load<f32>(n - 8), load<f32>(n, 8), load<f32>(s - 8), load<f32>(s, 8));
      const near = add4(load<f32>(nn - 4), load<f32>(nn, 4), load<f32>(ss - 4), load<f32>(ss, 4));
      const value =
        centre * load<f32>(at) +
        a * add4(load<f32>(at - 4), load<f32>(at, 4), load<f32>(n), load<f32>(s)) +
        b * add4(load<f32>(n - 4), load<f32>(n, 4), load<f32>(s - 4), load<f32>(s, 4)) +
        c * add4(load<f32>(at - 8), load<f32>(at, 8), load<f32>(nn), load<f32>(ss)) +
        d * (far + near) +
        e * add4(load<f32>(nn - 8), load<f32>(nn, 8), load<f32>(ss - 8), load<f32>(ss, 8));
      store<f32>(to, max<f32>(lowest, min<f32>(highest, value)));
    }
  }
}

function sum4(a: v128, b: v128, c: v128, d: v128): v128 {
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

function add4(a: f32, b: f32, c: f32, d: f32): f32 {
  return a + b + (c + d);
}

/** Binomial 3 × 3 mean; the outermost rows and columns are 0. */
export function binomialMean(data: usize, width: i32, height: i32, out: usize): void {
  const stride = (<usize>width) << 2;
  memory.fill(out, 0, <usize>height * stride);
  const quarter = f32x4.splat(0.25);
  const eighth = f32x4.splat(0.125);
  const sixteenth = f32x4.splat(0.0625);
  for (let y = 1; y < height - 1; y++) {
    let at = data + <usize>y * stride + 4;
    let to = out + <usize>y * stride + 4;
    const end = data + <usize>y * stride + stride - 4;
    for (; at + 16 <= end; at += 16, to += 16) {
      const n = at - stride;
      const s = at + stride;
      const beside = sum4(v128.load(at - 4), v128.load(at, 4), v128.load(n), v128.load(s));
      const corners = sum4(v128.load(n - 4), v128.load(n, 4), v128.load(s - 4), v128.load(s, 4));
      const value = f32x4.add(
        f32x4.mul(quarter, v128.load(at)),
        f32x4.add(f32x4.mul(eighth, beside), f32x4.mul(sixteenth, corners)),
      );
      v128.store(to, value);
    }
    for (; at < end; at += 4, to += 4) {
      const n = at - stride;
      const s = at + stride;
      const beside = add4(load<f32>(at - 4), load<f32>(at, 4), load<f32>(n), load<f32>(s));
      const corners = add4(load<f32>(n - 4), load<f32>(n, 4), load<f32>(s - 4), load<f32>(s, 4));
      store<f32>(to, <f32>0.25 * load<f32>(at) + (<f32>0.125 * beside + <f32>0.0625 * corners));
    }
  }
}

/** |right − left| + |below − above|, with the edge repeated. */
export function gradientSum(data: usize, width: i32, height: i32, out: usize): void {
  const stride = (<usize>width) << 2;
  for (let y = 0; y < height; y++) {
    const row = data + <usize>y * stride;
    const up = y > 0 ? row - stride : row;
    const down = y < height - 1 ? row + stride : row;
    const to = out + <usize>y * stride;
    gradientAt(row, up, down, to, 0, width);
    let x = 1;
    for (; x <= width - 5; x += 4) {
      const at = (<usize>x) << 2;
      const across = f32x4.abs(f32x4.sub(v128.load(row + at, 4), v128.load(row + at - 4)));
      const along = f32x4.abs(f32x4.sub(v128.load(down + at), v128.load(up + at)));
      v128.store(to + at, f32x4.add(across, along));
    }
    for (; x < width; x++) gradientAt(row, up, down, to, x, width);
  }
}

function gradientAt(row: usize, up: usize, down: usize, to: usize, x: i32, width: i32): void {
  const left = (<usize>(x > 0 ? x - 1 : x)) << 2;
  const right = (<usize>(x < width - 1 ? x + 1 : x)) << 2;
  const at = (<usize>x) << 2;
  const across = abs<f32>(load<f32>(row + right) - load<f32>(row + left));
  store<f32>(to + at, across + abs<f32>(load<f32>(down + at) - load<f32>(up + at)));
}

/** Means of 2 × 2 pixels of a plane with even sides. */
export function halve(data: usize, width: i32, height: i32, out: usize): void {
  const stride = (<usize>width) << 2;
  const quarter = f32x4.splat(0.25);
  let to = out;
  for (let y = 0; y < height; y += 2) {
    let at = data + <usize>y * stride;
    const end = at + stride;
    for (; at + 32 <= end; at += 32, to += 16) {
      const left = f32x4.add(v128.load(at), v128.load(at + stride));
      const right = f32x4.add(v128.load(at, 16), v128.load(at + stride, 16));
      const even = v128.shuffle<f32>(left, right, 0, 2, 4, 6);
      const odd = v128.shuffle<f32>(left, right, 1, 3, 5, 7);
      v128.store(to, f32x4.mul(quarter, f32x4.add(even, odd)));
    }
    for (; at < end; at += 8, to += 4)
      store<f32>(
        to,
        <f32>0.25 * (load<f32>(at) + load<f32>(at + stride) + (load<f32>(at, 4) + load<f32>(at + stride, 4))),
      );
  }
}
