/**
 * Natural logarithm of four positive, normal floats, right to 1e-7 of the larger of 1 and the result.
 *
 * @see Moshier, Cephes mathematical library, logf
 */
export function logarithm(values: v128): v128 {
  const one = i32x4.splat(0x3f800000);
  let exponent = i32x4.sub(i32x4.shr_u(values, 23), i32x4.splat(127));
  let mantissa = v128.or(v128.and(values, i32x4.splat(0x007fffff)), one);
  // Mantissas above the root of 2 are halved: the polynomial then runs from −.29 to .41.
  const upper = f32x4.gt(mantissa, f32x4.splat(<f32>Math.SQRT2));
  exponent = i32x4.sub(exponent, upper);
  mantissa = f32x4.mul(mantissa, v128.bitselect(f32x4.splat(0.5), f32x4.splat(1), upper));
  const t = f32x4.sub(mantissa, f32x4.splat(1));
  const square = f32x4.mul(t, t);
  let y = f32x4.splat(7.0376836292e-2);
  y = f32x4.add(f32x4.mul(y, t), f32x4.splat(-1.151461031e-1));
  y = f32x4.add(f32x4.mul(y, t), f32x4.splat(1.167699874e-1));
  y = f32x4.add(f32x4.mul(y, t), f32x4.splat(-1.2420140846e-1));
  y = f32x4.add(f32x4.mul(y, t), f32x4.splat(1.4249322787e-1));
  y = f32x4.add(f32x4.mul(y, t), f32x4.splat(-1.6668057665e-1));
  y = f32x4.add(f32x4.mul(y, t), f32x4.splat(2.0000714765e-1));
  y = f32x4.add(f32x4.mul(y, t), f32x4.splat(-2.4999993993e-1));
  y = f32x4.add(f32x4.mul(y, t), f32x4.splat(3.3333331174e-1));
  y = f32x4.mul(f32x4.mul(y, t), square);
  const e = f32x4.convert_i32x4_s(exponent);
  // ln 2 in two parts, so that the product is exact.
  y = f32x4.add(y, f32x4.mul(e, f32x4.splat(-2.1219444e-4)));
  y = f32x4.sub(y, f32x4.mul(square, f32x4.splat(0.5)));
  return f32x4.add(f32x4.add(t, y), f32x4.mul(e, f32x4.splat(0.693359375)));
}
