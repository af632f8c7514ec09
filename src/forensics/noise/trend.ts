import { solveLinearSystem } from '../../maths/linear-system.js';
import { multiplyRows, sumOuterProducts } from '../../maths/row-products.js';

/** Ridge in units of the number of rows: keeps terms that say the same from cancelling each other. */
const RIDGE = 1e-4;

/**
 * What is left of features after a quadratic fit against covariates, all of one photo.
 *
 * @param features count × d; not changed
 * @param covariates count × c, any units: each is centred and scaled to variance 1. The first two (brightness,
 *   texture) are also multiplied with every later one
 * @returns count × d, mean 0
 */
export function removeTrend(features: Float64Array, covariates: Float64Array, count: number): Float64Array {
  const d = features.length / count;
  const terms = expand(standardize(covariates, count), count);
  const t = terms.length / count;
  const normal = sumOuterProducts(terms, terms, count);
  const right = sumOuterProducts(terms, features, count);
  for (let r = 1; r < t; r++) normal[r * t + r] += RIDGE * count;
  const weights = new Float64Array(t * d);
  for (let k = 0; k < d; k++) {
    const column = Float64Array.from({ length: t }, (_, r) => right[r * d + k]);
    const solution = solveLinearSystem(normal.slice(), column);
    if (solution) for (let r = 0; r < t; r++) weights[r * d + k] = solution[r];
  }
  const fitted = multiplyRows(terms, weights, count);
  for (let i = 0; i < fitted.length; i++) fitted[i] = features[i] - fitted[i];
  return fitted;
}

function standardize(covariates: Float64Array, count: number): Float64Array {
  const c = covariates.length / count;
  const out = new Float64Array(covariates.length);
  for (let k = 0; k < c; k++) {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < count; i++) sum += covariates[i * c + k];
    const mean = sum / count;
    for (let i = 0; i < count; i++) squares += (covariates[i * c + k] - mean) ** 2;
    const spread = Math.sqrt(squares / count) + 1e-6;
    for (let i = 0; i < count; i++) out[i * c + k] = (covariates[i * c + k] - mean) / spread;
  }
  return out;
}

/** 1, the covariates, their squares, and the products of the first two with every later one. */
function expand(z: Float64Array, count: number): Float64Array {
  const c = z.length / count;
  const t = 1 + 2 * c + (c - 1) + (c - 2);
  const out = new Float64Array(count * t);
  for (let i = 0; i < count; i++) {
    let o = i * t;
    out[o++] = 1;
    for (let k = 0; k < c; k++) out[o++] = z[i * c + k];
    for (let k = 0; k < c; k++) out[o++] = z[i * c + k] ** 2;
    for (const first of [0, 1])
      for (let k = first + 1; k < c; k++) out[o++] = z[i * c + first] * z[i * c + k];
  }
  return out;
}
