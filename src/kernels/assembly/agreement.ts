/**
 * Sums over one square block of two high-passed planes: squares of both and products, gradient products with each other
 * and with the difference, and how far gradients agree in direction.
 *
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
  let covered = true;
  let pp: f64 = 0;
  let qq: f64 = 0;
  let pq: f64 = 0;
  let xx: f64 = 0;
  let xy: f64 = 0;
  let yy: f64 = 0;
  let xe: f64 = 0;
  let ye: f64 = 0;
  let phase: f64 = 0;
  let phaseWeight: f64 = 0;
  for (let y = top; y < top + side; y++) {
    for (let x = left; x < left + side; x++) {
      const i = <usize>(y * width + x);
      if (!load<u8>(valid + i)) covered = false;
      const p = expected + (i << 2);
      const q = seen + (i << 2);
      const here = <f64>load<f32>(p);
      const there = <f64>load<f32>(q);
      pp += here * here;
      qq += there * there;
      pq += here * there;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) continue;
      const gx = 0.5 * (<f64>load<f32>(p, 4) - <f64>load<f32>(p - 4));
      const gy = 0.5 * (<f64>load<f32>(p + stride) - <f64>load<f32>(p - stride));
      const hx = 0.5 * (<f64>load<f32>(q, 4) - <f64>load<f32>(q - 4));
      const hy = 0.5 * (<f64>load<f32>(q + stride) - <f64>load<f32>(q - stride));
      const error = there - here;
      xx += gx * gx;
      xy += gx * gy;
      yy += gy * gy;
      xe += gx * error;
      ye += gy * error;
      const g = gx * gx + gy * gy;
      const h = hx * hx + hy * hy;
      // Gradients of a level or less point anywhere.
      if (g > 4 && h > 4) {
        const dot = gx * hx + gy * hy;
        const weight = sqrt(g * h);
        phase += (2 * dot * dot) / weight - weight;
        phaseWeight += weight;
      }
    }
  }
  store<f64>(out, pp);
  store<f64>(out, qq, 8);
  store<f64>(out, pq, 16);
  store<f64>(out, xx, 24);
  store<f64>(out, xy, 32);
  store<f64>(out, yy, 40);
  store<f64>(out, xe, 48);
  store<f64>(out, ye, 56);
  store<f64>(out, phase, 64);
  store<f64>(out, phaseWeight, 72);
  return covered;
}
