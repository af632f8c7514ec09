/**
 * Direction of a vector in eighths of a turn, 0..8, within 0.005 eighths (0.2°); 0 for the null vector.
 *
 * Within an octant atan(t) ≈ t·(π/4 + 0.273·(1 − t)).
 */
export function vectorEighths(x: f32, y: f32): f32 {
  const ax = abs(x);
  const ay = abs(y);
  if (ax + ay === 0) return 0;
  const steep = ay > ax;
  const t = steep ? ax / ay : ay / ax;
  const octant = t * (<f32>1 + <f32>0.3476 * (<f32>1 - t));
  const quadrant = steep ? <f32>2 - octant : octant;
  const half = x < 0 ? <f32>4 - quadrant : quadrant;
  return y < 0 ? <f32>8 - half : half;
}

/**
 * Adds the gradients of a disc up by their directions.
 *
 * @param place doubles: column, row, pixels per scale-normalized pixel; in memory, for doubles that are handed over one by
 *   one cost as much as the work
 * @param disc three floats for each of `count` samples: offsets in scale-normalized pixels, weight
 * @param histogram `bins` doubles, zero before
 */
export function addDirections(
  data: usize,
  width: i32,
  height: i32,
  place: usize,
  disc: usize,
  count: i32,
  bins: i32,
  histogram: usize,
): void {
  const stride = (<usize>width) << 2;
  const scale = <f32>bins * <f32>0.125;
  // Rounded to the nearest pixel by truncation: positions below 0 are skipped anyway.
  const centreX = load<f64>(place) + 0.5;
  const centreY = load<f64>(place, 8) + 0.5;
  const zoom = load<f64>(place, 16);
  for (const end = disc + <usize>(12 * count); disc < end; disc += 12) {
    const column = <i32>(centreX + <f64>load<f32>(disc) * zoom);
    const row = <i32>(centreY + <f64>load<f32>(disc, 4) * zoom);
    if (column < 1 || row < 1 || column >= width - 1 || row >= height - 1) continue;
    const at = data + ((<usize>(row * width + column)) << 2);
    const gx = load<f32>(at, 4) - load<f32>(at - 4);
    const gy = load<f32>(at + stride) - load<f32>(at - stride);
    const bin = <i32>(vectorEighths(gx, gy) * scale);
    const to = histogram + ((<usize>(bin === bins ? 0 : bin)) << 3);
    store<f64>(to, load<f64>(to) + <f64>(sqrt(gx * gx + gy * gy) * load<f32>(disc, 8)));
  }
}

/**
 * Describes the patch around a keypoint by comparisons of gradient histogram bins.
 *
 * @param place doubles: column, row, cosine and sine of the direction, pixels per cell
 * @param patch for each of `count` samples: two offsets in cells and four weights as floats, then the first bins of the
 *   four cells as bytes; 28 bytes
 * @param histogram room for 128 floats: 16 cells of 8 directions
 * @param pairs for each of 320 bits the two bins that it compares
 * @param out ten 32-bit words
 */
export function describePatch(
  data: usize,
  width: i32,
  height: i32,
  place: usize,
  patch: usize,
  count: i32,
  histogram: usize,
  pairs: usize,
  out: usize,
): void {
  const stride = (<usize>width) << 2;
  memory.fill(histogram, 0, 512);
  const centreX = load<f64>(place) + 0.5;
  const centreY = load<f64>(place, 8) + 0.5;
  const cosine = <f32>load<f64>(place, 16);
  const sine = <f32>load<f64>(place, 24);
  const right = load<f64>(place, 32) * load<f64>(place, 16);
  const down = load<f64>(place, 32) * load<f64>(place, 24);
  for (const end = patch + <usize>(28 * count); patch < end; patch += 28) {
    const u = <f64>load<f32>(patch);
    const v = <f64>load<f32>(patch, 4);
    const column = <i32>(centreX + u * right - v * down);
    const row = <i32>(centreY + u * down + v * right);
    if (column < 1 || row < 1 || column >= width - 1 || row >= height - 1) continue;
    const at = data + ((<usize>(row * width + column)) << 2);
    const gx = load<f32>(at, 4) - load<f32>(at - 4);
    const gy = load<f32>(at + stride) - load<f32>(at - stride);
    const direction = vectorEighths(cosine * gx + sine * gy, cosine * gy - sine * gx);
    const whole = <i32>direction;
    const lower = (<usize>(whole & 7)) << 2;
    const upper = (<usize>((whole + 1) & 7)) << 2;
    const magnitude = sqrt(gx * gx + gy * gy);
    const high = (direction - <f32>whole) * magnitude;
    const low = magnitude - high;
    vote(histogram + ((<usize>load<u8>(patch, 24)) << 2), lower, upper, low, high, load<f32>(patch, 8));
    vote(histogram + ((<usize>load<u8>(patch, 25)) << 2), lower, upper, low, high, load<f32>(patch, 12));
    vote(histogram + ((<usize>load<u8>(patch, 26)) << 2), lower, upper, low, high, load<f32>(patch, 16));
    vote(histogram + ((<usize>load<u8>(patch, 27)) << 2), lower, upper, low, high, load<f32>(patch, 20));
  }
  for (let word = 0; word < 10; word++) {
    let bits: u32 = 0;
    for (let bit: u32 = 0; bit < 32; bit++, pairs += 2) {
      const a = load<f32>(histogram + ((<usize>load<u8>(pairs)) << 2));
      const b = load<f32>(histogram + ((<usize>load<u8>(pairs, 1)) << 2));
      bits |= (<u32>(a > b)) << bit;
    }
    store<u32>(out + ((<usize>word) << 2), bits);
  }
}

function vote(cell: usize, lower: usize, upper: usize, low: f32, high: f32, weight: f32): void {
  store<f32>(cell + lower, load<f32>(cell + lower) + weight * low);
  store<f32>(cell + upper, load<f32>(cell + upper) + weight * high);
}
