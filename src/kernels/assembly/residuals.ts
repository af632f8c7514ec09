// Residuals in 16-bit integers: every sum here fits, whatever its parts do on the way (two's complement).

/**
 * Cuts a tile out of a raster into six planes of 16-bit integers, one behind the other: luma, Cb, Cr in quarter levels,
 * red, green, blue in levels. Weights are Rec.601 / JFIF × 4 × 65536; each row sums exactly to 4 or to 0.
 *
 * @param pixels `count` pixels, interleaved RGB
 */
export function splitPixels(pixels: usize, count: i32, out: usize): void {
  const size = (<usize>count) << 1;
  for (let i = 0; i < count; i++, pixels += 3, out += 2) {
    const r = <i32>load<u8>(pixels);
    const g = <i32>load<u8>(pixels, 1);
    const b = <i32>load<u8>(pixels, 2);
    store<i16>(out, <i16>((78381 * r + 153879 * g + 29884 * b + 32768) >> 16));
    store<i16>(out + size, <i16>((-44233 * r - 86839 * g + 131072 * b + 32768) >> 16));
    store<i16>(out + 2 * size, <i16>((131072 * r - 109757 * g - 21315 * b + 32768) >> 16));
    store<i16>(out + 3 * size, <i16>r);
    store<i16>(out + 4 * size, <i16>g);
    store<i16>(out + 5 * size, <i16>b);
  }
}

/** Sums of 2 × 2 pixels; an odd last row or column is left out. */
export function halveShorts(data: usize, width: i32, height: i32, out: usize): void {
  const ones = i16x8.splat(1);
  const stride = (<usize>width) << 1;
  const columns = width >> 1;
  for (let y = 0; y < height >> 1; y++) {
    const row = data + <usize>(2 * y) * stride;
    const to = out + <usize>(y * columns * 2);
    let x = 0;
    for (; x <= columns - 4; x += 4) {
      const at = row + ((<usize>x) << 2);
      // Pairs are added in 32 bits.
      const above = i32x4.dot_i16x8_s(v128.load(at), ones);
      const below = i32x4.dot_i16x8_s(v128.load(at + stride), ones);
      const sums = i32x4.add(above, below);
      v128.store64_lane(to + ((<usize>x) << 1), i16x8.narrow_i32x4_s(sums, sums), 0);
    }
    for (; x < columns; x++) {
      const at = row + ((<usize>x) << 2);
      const above = load<i16>(at) + load<i16>(at, 2);
      const below = load<i16>(at + stride) + load<i16>(at + stride, 2);
      store<i16>(to + ((<usize>x) << 1), <i16>(above + below));
    }
  }
}

/**
 * Second difference [1 −2 1].
 *
 * @param width of the plane; `outWidth`, `outHeight` of the result
 * @param step from one tap to the next, in values
 */
export function bendShorts(
  data: usize,
  width: i32,
  outWidth: i32,
  outHeight: i32,
  step: i32,
  out: usize,
): void {
  const distance = (<usize>step) << 1;
  for (let y = 0; y < outHeight; y++) {
    let at = data + ((<usize>(y * width)) << 1);
    let to = out + ((<usize>(y * outWidth)) << 1);
    // Rows are written in order: what a last vector writes too much is overwritten.
    for (const end = at + ((<usize>outWidth) << 1); at < end; at += 16, to += 16) {
      const middle = v128.load(at + distance);
      const outer = i16x8.add(v128.load(at), v128.load(at + 2 * distance));
      v128.store(to, i16x8.sub(outer, i16x8.add(middle, middle)));
    }
  }
}

/** Third difference [−1 3 −3 1]; parameters as for `bendShorts`. */
export function twistShorts(
  data: usize,
  width: i32,
  outWidth: i32,
  outHeight: i32,
  step: i32,
  out: usize,
): void {
  const distance = (<usize>step) << 1;
  for (let y = 0; y < outHeight; y++) {
    let at = data + ((<usize>(y * width)) << 1);
    let to = out + ((<usize>(y * outWidth)) << 1);
    for (const end = at + ((<usize>outWidth) << 1); at < end; at += 16, to += 16) {
      const inner = i16x8.sub(v128.load(at + distance), v128.load(at + 2 * distance));
      const outer = i16x8.sub(v128.load(at + 3 * distance), v128.load(at));
      v128.store(to, i16x8.add(outer, i16x8.add(inner, i16x8.add(inner, inner))));
    }
  }
}

/**
 * Symbols 0..4: 2, one more from `one` and from `two` on, one less from their negatives on.
 *
 * @param out one byte per value, with room for 7 more
 */
export function quantizeShorts(data: usize, count: i32, one: i32, two: i32, out: usize): void {
  const ones = i16x8.splat(<i16>one);
  const twos = i16x8.splat(<i16>two);
  const minusOnes = i16x8.splat(<i16>-one);
  const minusTwos = i16x8.splat(<i16>-two);
  const middle = i16x8.splat(2);
  for (let i: usize = 0; i < <usize>count; i += 8) {
    const values = v128.load(data + (i << 1));
    // Comparisons give −1 where they hold.
    const above = i16x8.add(i16x8.ge_s(values, ones), i16x8.ge_s(values, twos));
    const below = i16x8.add(i16x8.le_s(values, minusOnes), i16x8.le_s(values, minusTwos));
    const symbols = i16x8.add(middle, i16x8.sub(below, above));
    v128.store64_lane(out + i, i8x16.narrow_i16x8_u(symbols, symbols), 0);
  }
}

/** Sum of magnitudes of at most 65,000 values. */
export function sumMagnitudes(data: usize, count: i32): f64 {
  let sums = i32x4.splat(0);
  let i: usize = 0;
  const whole = <usize>(count & ~7);
  for (; i < whole; i += 8)
    sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.abs(v128.load(data + (i << 1)))));
  let sum =
    <f64>(<u32>i32x4.extract_lane(sums, 0)) +
    <f64>(<u32>i32x4.extract_lane(sums, 1)) +
    <f64>(<u32>i32x4.extract_lane(sums, 2)) +
    <f64>(<u32>i32x4.extract_lane(sums, 3));
  for (; i < <usize>count; i++) sum += <f64>abs(<i32>load<i16>(data + (i << 1)));
  return sum;
}

/**
 * Counts triples of symbols 0..4 that lie `step` apart, or of three planes at one place.
 *
 * @param first symbols, `width` of a row; `second` and `third` those of the same triple
 * @param columns triples of a row
 * @param counts four histograms of 128 integers, zero before: neighbours that are alike would wait for each other in one
 * @param line room for `columns + 16` bytes
 */
export function countTriples(
  first: usize,
  second: usize,
  third: usize,
  width: i32,
  columns: i32,
  rows: i32,
  counts: usize,
  line: usize,
): void {
  for (let y = 0; y < rows; y++) {
    const offset = <usize>(y * width);
    for (let x: usize = 0; x < <usize>columns; x += 16) {
      const at = offset + x;
      v128.store(
        line + x,
        i8x16.add(
          timesFive(i8x16.add(timesFive(v128.load(first + at)), v128.load(second + at))),
          v128.load(third + at),
        ),
      );
    }
    let x: usize = 0;
    for (; x + 4 <= <usize>columns; x += 4) {
      count(counts, load<u8>(line + x));
      count(counts + 512, load<u8>(line + x, 1));
      count(counts + 1024, load<u8>(line + x, 2));
      count(counts + 1536, load<u8>(line + x, 3));
    }
    for (; x < <usize>columns; x++) count(counts, load<u8>(line + x));
  }
}

function timesFive(values: v128): v128 {
  const twice = i8x16.add(values, values);
  return i8x16.add(values, i8x16.add(twice, twice));
}

function count(counts: usize, triple: u8): void {
  const at = counts + ((<usize>triple) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/**
 * Sums of magnitudes, of their squares and fourth powers, and the number of those below a limit.
 *
 * @param limit exclusive
 * @param out four doubles
 */
export function sumPowers(data: usize, count: i32, limit: i32, out: usize): void {
  let magnitudes: i64 = 0;
  let squares: i64 = 0;
  let fourths: f64 = 0;
  let small: i32 = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const magnitude = abs(<i32>load<i16>(data + (i << 1)));
    const square = <i64>magnitude * <i64>magnitude;
    magnitudes += <i64>magnitude;
    squares += square;
    fourths += <f64>square * <f64>square;
    small += <i32>(magnitude < limit);
  }
  store<f64>(out, <f64>magnitudes);
  store<f64>(out, <f64>squares, 8);
  store<f64>(out, fourths, 16);
  store<f64>(out, <f64>small, 24);
}

/** Sums of aa, bb, cc, ab, ac, bc as six doubles. */
export function sumProducts(a: usize, b: usize, c: usize, count: i32, out: usize): void {
  let aa: i64 = 0;
  let bb: i64 = 0;
  let cc: i64 = 0;
  let ab: i64 = 0;
  let ac: i64 = 0;
  let bc: i64 = 0;
  for (let i: usize = 0; i < (<usize>count) << 1; i += 2) {
    const x = <i64>load<i16>(a + i);
    const y = <i64>load<i16>(b + i);
    const z = <i64>load<i16>(c + i);
    aa += x * x;
    bb += y * y;
    cc += z * z;
    ab += x * y;
    ac += x * z;
    bc += y * z;
  }
  store<f64>(out, <f64>aa);
  store<f64>(out, <f64>bb, 8);
  store<f64>(out, <f64>cc, 16);
  store<f64>(out, <f64>ab, 24);
  store<f64>(out, <f64>ac, 32);
  store<f64>(out, <f64>bc, 40);
}
