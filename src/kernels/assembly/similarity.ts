/**
 * Structural similarity with a 7 × 7 mean, edges mirrored.
 *
 * Running sums in doubles: sums of seven rows per column slide down by one row, the window's sum slides along them. Four
 * sums suffice, since SSIM needs the two variances only as a total.
 *
 * @param out `width * height` floats
 * @param scratch room for `4 * (width + 6)` doubles
 */
export function fillSimilarity(
  a: usize,
  b: usize,
  width: i32,
  height: i32,
  c1: f64,
  c2: f64,
  out: usize,
  scratch: usize,
): void {
  const radius = 3;
  const length = (<usize>(width + 2 * radius)) << 3;
  const sumA = scratch;
  const sumB = scratch + length;
  const sumSquares = scratch + 2 * length;
  const sumProducts = scratch + 3 * length;
  memory.fill(scratch, 0, 4 * length);
  const inset = (<usize>radius) << 3;
  for (let row = -radius; row <= radius; row++) {
    const offset = (<usize>(mirror(row, height) * width)) << 2;
    for (let x: usize = 0; x < <usize>width; x++) {
      const p = <f64>load<f32>(a + offset + (x << 2));
      const q = <f64>load<f32>(b + offset + (x << 2));
      const to = inset + (x << 3);
      store<f64>(sumA + to, load<f64>(sumA + to) + p);
      store<f64>(sumB + to, load<f64>(sumB + to) + q);
      store<f64>(sumSquares + to, load<f64>(sumSquares + to) + (p * p + q * q));
      store<f64>(sumProducts + to, load<f64>(sumProducts + to) + p * q);
    }
  }
  const perPixel = 1.0 / 49.0;
  const sample = 49.0 / 48.0;
  for (let y = 0; y < height; y++) {
    if (y > 0) {
      const oldRow = (<usize>(mirror(y - 1 - radius, height) * width)) << 2;
      const newRow = (<usize>(mirror(y + radius, height) * width)) << 2;
      for (let x: usize = 0; x < <usize>width; x++) {
        const at = x << 2;
        const p = <f64>load<f32>(a + newRow + at);
        const q = <f64>load<f32>(b + newRow + at);
        const r = <f64>load<f32>(a + oldRow + at);
        const s = <f64>load<f32>(b + oldRow + at);
        const to = inset + (x << 3);
        store<f64>(sumA + to, load<f64>(sumA + to) + (p - r));
        store<f64>(sumB + to, load<f64>(sumB + to) + (q - s));
        store<f64>(sumSquares + to, load<f64>(sumSquares + to) + (p * p + q * q - (r * r + s * s)));
        store<f64>(sumProducts + to, load<f64>(sumProducts + to) + (p * q - r * s));
      }
    }
    mirrorEnds(sumA, radius, width);
    mirrorEnds(sumB, radius, width);
    mirrorEnds(sumSquares, radius, width);
    mirrorEnds(sumProducts, radius, width);
    let wa: f64 = 0;
    let wb: f64 = 0;
    let ws: f64 = 0;
    let wp: f64 = 0;
    for (let at: usize = 0; at < 2 * inset; at += 8) {
      wa += load<f64>(sumA + at);
      wb += load<f64>(sumB + at);
      ws += load<f64>(sumSquares + at);
      wp += load<f64>(sumProducts + at);
    }
    const to = out + ((<usize>(y * width)) << 2);
    for (let x: usize = 0; x < <usize>width; x++) {
      const at = x << 3;
      const right = at + 2 * inset;
      wa += load<f64>(sumA + right);
      wb += load<f64>(sumB + right);
      ws += load<f64>(sumSquares + right);
      wp += load<f64>(sumProducts + right);
      const ma = wa * perPixel;
      const mb = wb * perPixel;
      const meanProduct = ma * mb;
      const meanSquares = ma * ma + mb * mb;
      const covariance = sample * (wp * perPixel - meanProduct);
      const variances = sample * (ws * perPixel - meanSquares);
      store<f32>(
        to + (x << 2),
        <f32>(((2 * meanProduct + c1) * (2 * covariance + c2)) / ((meanSquares + c1) * (variances + c2))),
      );
      wa -= load<f64>(sumA + at);
      wb -= load<f64>(sumB + at);
      ws -= load<f64>(sumSquares + at);
      wp -= load<f64>(sumProducts + at);
    }
  }
}

/** Index mirrored at the ends with the edge repeated. */
function mirror(index: i32, size: i32): i32 {
  if (index < 0) return -index - 1;
  return index < size ? index : 2 * size - 1 - index;
}

function mirrorEnds(line: usize, radius: i32, width: i32): void {
  for (let k = 0; k < radius; k++) {
    store<f64>(line + ((<usize>(radius - 1 - k)) << 3), load<f64>(line + ((<usize>(radius + k)) << 3)));
    store<f64>(
      line + ((<usize>(radius + width + k)) << 3),
      load<f64>(line + ((<usize>(radius + width - 1 - k)) << 3)),
    );
  }
}
