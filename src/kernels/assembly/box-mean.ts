// Windows up to this radius are summed directly, four pixels at once; wider ones by a running sum.
const DIRECT_RADIUS: i32 = 8;

/**
 * Mean over a square window, cut at the border to what lies inside.
 *
 * @param data `width * height` floats
 * @param out the same, elsewhere
 * @param line room for `2 * (width + 2 * radius + 8)` floats
 */
export function boxMean(data: usize, width: i32, height: i32, radius: i32, out: usize, line: usize): void {
  const padded = width + 2 * radius + 8;
  const shares = line + ((<usize>padded) << 2);
  memory.fill(line, 0, (<usize>padded) << 2);
  for (let x = 0; x < width; x++) {
    const count = min(width - 1, x + radius) - max(0, x - radius) + 1;
    store<f32>(shares + ((<usize>x) << 2), <f32>(1.0 / <f64>count));
  }
  const columns = line + ((<usize>radius) << 2);
  const stride = (<usize>width) << 2;
  for (let y = min(radius, height - 1); y >= 0; y--) addRow(columns, data + <usize>y * stride, width);
  for (let y = 0; y < height; y++) {
    if (y > 0) {
      const leaving = y - radius - 1;
      const entering = y + radius;
      if (leaving >= 0 && entering < height)
        replaceRow(columns, data + <usize>entering * stride, data + <usize>leaving * stride, width);
      else if (leaving >= 0) subtractRow(columns, data + <usize>leaving * stride, width);
      else if (entering < height) addRow(columns, data + <usize>entering * stride, width);
    }
    const rows = min(height - 1, y + radius) - max(0, y - radius) + 1;
    const share = <f32>(1.0 / <f64>rows);
    const to = out + <usize>y * stride;
    if (radius <= DIRECT_RADIUS) averageDirectly(line, shares, radius, share, to, width);
    else averageRunning(line, shares, radius, share, to, width);
  }
}

function addRow(columns: usize, row: usize, width: i32): void {
  let x = 0;
  for (; x <= width - 4; x += 4) {
    const at = (<usize>x) << 2;
    v128.store(columns + at, f32x4.add(v128.load(columns + at), v128.load(row + at)));
  }
  for (; x < width; x++) {
    const at = (<usize>x) << 2;
    store<f32>(columns + at, load<f32>(columns + at) + load<f32>(row + at));
  }
}

function subtractRow(columns: usize, row: usize, width: i32): void {
  let x = 0;
  for (; x <= width - 4; x += 4) {
    const at = (<usize>x) << 2;
    v128.store(columns + at, f32x4.sub(v128.load(columns + at), v128.load(row + at)));
  }
  for (; x < width; x++) {
    const at = (<usize>x) << 2;
    store<f32>(columns + at, load<f32>(columns + at) - load<f32>(row + at));
  }
}

function replaceRow(columns: usize, entering: usize, leaving: usize, width: i32): void {
  let x = 0;
  for (; x <= width - 4; x += 4) {
    const at = (<usize>x) << 2;
    const change = f32x4.sub(v128.load(entering + at), v128.load(leaving + at));
    v128.store(columns + at, f32x4.add(v128.load(columns + at), change));
  }
  for (; x < width; x++) {
    const at = (<usize>x) << 2;
    store<f32>(columns + at, load<f32>(columns + at) + (load<f32>(entering + at) - load<f32>(leaving + at)));
  }
}

function averageDirectly(line: usize, shares: usize, radius: i32, rows: f32, out: usize, width: i32): void {
  const side = 2 * radius + 1;
  const share = f32x4.splat(rows);
  let x = 0;
  for (; x <= width - 4; x += 4) {
    const at = (<usize>x) << 2;
    let sum = v128.load(line + at);
    for (let k = 1; k < side; k++) sum = f32x4.add(sum, v128.load(line + at + ((<usize>k) << 2)));
    v128.store(out + at, f32x4.mul(sum, f32x4.mul(share, v128.load(shares + at))));
  }
  for (; x < width; x++) {
    const at = (<usize>x) << 2;
    let sum: f32 = load<f32>(line + at);
    for (let k = 1; k < side; k++) sum += load<f32>(line + at + ((<usize>k) << 2));
    store<f32>(out + at, sum * (rows * load<f32>(shares + at)));
  }
}

function averageRunning(line: usize, shares: usize, radius: i32, rows: f32, out: usize, width: i32): void {
  const side = 2 * radius + 1;
  let sum: f64 = 0;
  for (let x = 0; x < side - 1; x++) sum += <f64>load<f32>(line + ((<usize>x) << 2));
  const last = (<usize>(side - 1)) << 2;
  for (let x = 0; x < width; x++) {
    const at = (<usize>x) << 2;
    sum += <f64>load<f32>(line + at + last);
    store<f32>(out + at, <f32>sum * (rows * load<f32>(shares + at)));
    sum -= <f64>load<f32>(line + at);
  }
}
