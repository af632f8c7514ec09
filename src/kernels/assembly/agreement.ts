/**
 * Sums over one square block of two high-passed planes: squares of both and products, gradient products with each other
 * and with the difference, and how far gradients agree in direction.
 *
 * @param side multiple of 4
 * @param out ten doubles: p², q², pq, gx², gxgy, gy², gx·e, gy·e, phase, phase weight
 * @returns whether every pixel is valid
 */
export function sumBlock(
  expected: usize,
  seen: usize,
  valid: usize,
  width: i32,
  height: i32,
  left: i32,
  top: i32,
  side: i32,
  out: usize,
): bool {
  const stride = (<usize>width) << 2;
  const half = f32x4.splat(0.5);
  const four = f32x4.splat(4);
  const zero = f32x4.splat(0);
  let uncovered = 0;
  let pp = zero;
  let qq = zero;
  let pq = zero;
  let xx = zero;
  let xy = zero;
  let yy = zero;
  let xe = zero;
  let ye = zero;
  let phase = zero;
  let phaseWeight = zero;
  for (let y = top; y < top + side; y++) {
    for (let x = left; x < left + side; x += 4) {
      const i = <usize>(y * width + x);
      uncovered |= <i32>(load<u32>(valid + i) !== 0x01010101);
      const p = expected + (i << 2);
      const q = seen + (i << 2);
      const here = v128.load(p);
      const there = v128.load(q);
      pp = f32x4.add(pp, f32x4.mul(here, here));
      qq = f32x4.add(qq, f32x4.mul(there, there));
      pq = f32x4.add(pq, f32x4.mul(here, there));
      if (y === 0 || y === height - 1) continue;
      let inside = i32x4.splat(-1);
      if (x === 0) inside = i32x4.replace_lane(inside, 0, 0);
      if (x + 4 === width) inside = i32x4.replace_lane(inside, 3, 0);
      const gx = v128.and(inside, f32x4.mul(half, f32x4.sub(v128.load(p, 4), v128.load(p - 4))));
      const gy = v128.and(inside, f32x4.mul(half, f32x4.sub(v128.load(p + stride), v128.load(p - stride))));
      const hx = f32x4.mul(half, f32x4.sub(v128.load(q, 4), v128.load(q - 4)));
      const hy = f32x4.mul(half, f32x4.sub(v128.load(q + stride), v128.load(q - stride)));
      const error = f32x4.sub(there, here);
      xx = f32x4.add(xx, f32x4.mul(gx, gx));
      xy = f32x4.add(xy, f32x4.mul(gx, gy));
      yy = f32x4.add(yy, f32x4.mul(gy, gy));
      xe = f32x4.add(xe, f32x4.mul(gx, error));
      ye = f32x4.add(ye, f32x4.mul(gy, error));
      const g = f32x4.add(f32x4.mul(gx, gx), f32x4.mul(gy, gy));
      const h = f32x4.add(f32x4.mul(hx, hx), f32x4.mul(hy, hy));
      // Gradients of a level or less point anywhere.
      const strong = v128.and(f32x4.gt(g, four), f32x4.gt(h, four));
      if (!v128.any_true(strong)) continue;
      const dot = f32x4.add(f32x4.mul(gx, hx), f32x4.mul(gy, hy));
      const weight = f32x4.sqrt(f32x4.mul(g, h));
      const agreement = f32x4.sub(f32x4.div(f32x4.mul(f32x4.add(dot, dot), dot), weight), weight);
      phase = f32x4.add(phase, v128.and(strong, agreement));
      phaseWeight = f32x4.add(phaseWeight, v128.and(strong, weight));
    }
  }
  store<f64>(out, sumOf(pp));
  store<f64>(out, sumOf(qq), 8);
  store<f64>(out, sumOf(pq), 16);
  store<f64>(out, sumOf(xx), 24);
  store<f64>(out, sumOf(xy), 32);
  store<f64>(out, sumOf(yy), 40);
  store<f64>(out, sumOf(xe), 48);
  store<f64>(out, sumOf(ye), 56);
  store<f64>(out, sumOf(phase), 64);
  store<f64>(out, sumOf(phaseWeight), 72);
  return uncovered === 0;
}

function sumOf(lanes: v128): f64 {
  return (
    <f64>f32x4.extract_lane(lanes, 0) +
    <f64>f32x4.extract_lane(lanes, 1) +
    (<f64>f32x4.extract_lane(lanes, 2) + <f64>f32x4.extract_lane(lanes, 3))
  );
}
