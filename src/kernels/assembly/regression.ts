/**
 * target − rows · coefficients, and its absolute value.
 *
 * @param rows `count * unknowns` doubles
 */
export function leaveResiduals(
  rows: usize,
  target: usize,
  coefficients: usize,
  count: i32,
  unknowns: i32,
  residuals: usize,
  absolute: usize,
): void {
  let row = rows;
  for (let i: usize = 0; i < (<usize>count) << 3; i += 8) {
    let value = load<f64>(target + i);
    let coefficient = coefficients;
    for (const end = row + ((<usize>unknowns) << 3); row < end; row += 8, coefficient += 8)
      value -= load<f64>(row) * load<f64>(coefficient);
    store<f64>(residuals + i, value);
    store<f64>(absolute + i, abs(value));
  }
}

/**
 * Lower triangle of rowsᵀ · weights · rows and rowsᵀ · weights · target.
 *
 * @param normal `unknowns * unknowns` doubles and room for one more, zero before
 * @param right `unknowns` doubles, zero before
 */
export function addNormalEquations(
  rows: usize,
  target: usize,
  weights: usize,
  count: i32,
  unknowns: i32,
  normal: usize,
  right: usize,
): void {
  const length = (<usize>unknowns) << 3;
  let row = rows;
  for (let i: usize = 0; i < (<usize>count) << 3; i += 8, row += length) {
    const weight = load<f64>(weights + i);
    if (weight === 0) continue;
    const aim = load<f64>(target + i);
    let line = normal;
    for (let a: usize = 0; a < length; a += 8, line += length) {
      const value = weight * load<f64>(row + a);
      // Rows of a piecewise linear curve are zero but for two knots.
      if (value === 0) continue;
      store<f64>(right + a, load<f64>(right + a) + value * aim);
      const values = f64x2.splat(value);
      let b: usize = 0;
      // A pair may reach one behind the diagonal: callers read the lower triangle.
      for (; b + 8 <= a + 8; b += 16)
        v128.store(line + b, f64x2.add(v128.load(line + b), f64x2.mul(values, v128.load(row + b))));
    }
  }
}
