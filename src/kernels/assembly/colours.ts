// Rec. ITU-R BT.601-7, green taken as the rest: greys keep their value to the last digit.
const RED: f32 = 0.299;
const BLUE: f32 = 0.114;

/** The three colours of four pixels as floats. */
function redOf(pixels: v128): v128 {
  return f32x4.convert_i32x4_s(
    i8x16.swizzle(pixels, i8x16(0, -1, -1, -1, 3, -1, -1, -1, 6, -1, -1, -1, 9, -1, -1, -1)),
  );
}

function greenOf(pixels: v128): v128 {
  return f32x4.convert_i32x4_s(
    i8x16.swizzle(pixels, i8x16(1, -1, -1, -1, 4, -1, -1, -1, 7, -1, -1, -1, 10, -1, -1, -1)),
  );
}

function blueOf(pixels: v128): v128 {
  return f32x4.convert_i32x4_s(
    i8x16.swizzle(pixels, i8x16(2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1)),
  );
}

function lumaOf(red: v128, green: v128, blue: v128): v128 {
  const fromRed = f32x4.mul(f32x4.splat(RED), f32x4.sub(red, green));
  const fromBlue = f32x4.mul(f32x4.splat(BLUE), f32x4.sub(blue, green));
  return f32x4.add(green, f32x4.add(fromRed, fromBlue));
}

/**
 * Luma of interleaved RGB.
 *
 * @param data `3 * count` bytes, with 16 readable ones behind the last
 * @param out `count` floats, with room for 3 more
 */
export function computeLuma(data: usize, count: i32, out: usize): void {
  for (let i = 0; i < count; i += 4) {
    const pixels = v128.load(data + <usize>(3 * i));
    v128.store(out + ((<usize>i) << 2), lumaOf(redOf(pixels), greenOf(pixels), blueOf(pixels)));
  }
}

/** Cb of interleaved RGB, or Cr, centred on 0; sizes as for `computeLuma`. */
export function computeChroma(data: usize, count: i32, isRed: bool, out: usize): void {
  const scale = f32x4.splat(<f32>(isRed ? 1.0 / 1.402 : 1.0 / 1.772));
  for (let i = 0; i < count; i += 4) {
    const pixels = v128.load(data + <usize>(3 * i));
    const red = redOf(pixels);
    const blue = blueOf(pixels);
    const luma = lumaOf(red, greenOf(pixels), blue);
    v128.store(out + ((<usize>i) << 2), f32x4.mul(f32x4.sub(isRed ? red : blue, luma), scale));
  }
}

/**
 * Colours of a reference by tables, times a slow light, as luma and chroma.
 *
 * @param valid bytes that say where the colours hold
 * @param tables nine tables of `tableSize` floats: what the reference's colour j adds to colour c, c first
 * @param tableStart value of the first entry
 * @param tableSteps entries per level
 * @param light six doubles: 1, u, v, u² − 1/3, uv, v² − 1/3, the first of which is not read
 * @param darkest least light
 * @param out luma, cb, cr, one plane behind the other; untouched where the reference does not cover the photo
 */
export function renderColours(
  reds: usize,
  greens: usize,
  blues: usize,
  valid: usize,
  width: i32,
  height: i32,
  tables: usize,
  tableSize: i32,
  tableStart: f32,
  tableSteps: f32,
  light: usize,
  darkest: f64,
  out: usize,
): void {
  const size = (<usize>width * <usize>height) << 2;
  const lightU = load<f64>(light, 8);
  const lightV = load<f64>(light, 16);
  const lightUU = load<f64>(light, 24);
  const lightUV = load<f64>(light, 32);
  const lightVV = load<f64>(light, 40);
  const table = (<usize>tableSize) << 2;
  let pixel: usize = 0;
  for (let y = 0; y < height; y++) {
    const v = <f64>(2 * y + 1) / <f64>height - 1;
    const rowLight = 1 + lightV * v + lightVV * (v * v - 1.0 / 3.0) - lightUU / 3.0;
    for (let x = 0; x < width; x++, pixel++) {
      if (!load<u8>(valid + pixel)) continue;
      const at = pixel << 2;
      const u = <f64>(2 * x + 1) / <f64>width - 1;
      const here = <f32>max(darkest, rowLight + (lightU + lightUV * v + lightUU * u) * u);
      const p = tables + placeOf(load<f32>(reds + at), tableStart, tableSteps, tableSize);
      const q = tables + table + placeOf(load<f32>(greens + at), tableStart, tableSteps, tableSize);
      const s = tables + 2 * table + placeOf(load<f32>(blues + at), tableStart, tableSteps, tableSize);
      const red = clip((load<f32>(p) + load<f32>(q) + load<f32>(s)) * here);
      const green = clip(
        (load<f32>(p + 3 * table) + load<f32>(q + 3 * table) + load<f32>(s + 3 * table)) * here,
      );
      const blue = clip(
        (load<f32>(p + 6 * table) + load<f32>(q + 6 * table) + load<f32>(s + 6 * table)) * here,
      );
      const luma = green + (RED * (red - green) + BLUE * (blue - green));
      store<f32>(out + at, luma);
      store<f32>(out + size + at, (blue - luma) * <f32>(1.0 / 1.772));
      store<f32>(out + 2 * size + at, (red - luma) * <f32>(1.0 / 1.402));
    }
  }
}

function placeOf(value: f32, start: f32, steps: f32, size: i32): usize {
  const k = <i32>((value - start) * steps + <f32>0.5);
  return (<usize>(k < 0 ? 0 : min(k, size - 1))) << 2;
}

function clip(value: f32): f32 {
  return max<f32>(0, min<f32>(255, value));
}
