import type { Agreement } from './agreement.js';
import { DERIVATION_BIAS, DERIVATION_WEIGHTS } from './derivation-weights.js';
import { applyHomography, type Homography } from './homography.js';

/** What the derivation value is made from; every entry grows with the likelihood of a copy. */
export interface DerivationFeatures {
  /** Fisher z of the median block correlation, 0..3. */
  readonly correlation: number;
  /** Fisher z of the lower quartile of it, 0..3. */
  readonly correlationLow: number;
  /** −ln of the median leftover shift in px (0.02 added), −1.2..4. */
  readonly steadiness: number;
  /** −ln of the 80 % quantile of it, −1.2..4. */
  readonly steadinessHigh: number;
  /** −ln of the 75 % quantile of the residual in grey levels (1 added), −5.6..0. */
  readonly closeness: number;
  /** Gradient-phase agreement, −1..1. */
  readonly phase: number;
  /** Share of the photo's texture that the reference explains, 0..1. */
  readonly explained: number;
  /** −ln of how far the map is from a plain resize, crop, mirror or quarter turn, share of the frame, 0..7. */
  readonly plainness: number;
}

/** Names in the order of the weights. */
export const DERIVATION_FEATURES = [
  'correlation',
  'correlationLow',
  'steadiness',
  'steadinessHigh',
  'closeness',
  'phase',
  'explained',
  'plainness',
] as const satisfies readonly (keyof DerivationFeatures)[];

/**
 * Puts measurements on scales where a linear model fits.
 *
 * @param agreement from `measureAgreement`
 * @param homography reference pixels → photo pixels, refined
 * @param reference size of the reference in the homography's pixels
 */
export function describeDerivation(
  agreement: Agreement,
  homography: Homography,
  reference: { readonly width: number; readonly height: number },
): DerivationFeatures {
  return {
    correlation: fisherZ(agreement.correlation),
    correlationLow: fisherZ(agreement.correlationLow),
    steadiness: -Math.log(agreement.shiftPx + 0.02),
    steadinessHigh: -Math.log(agreement.shiftHighPx + 0.02),
    closeness: -Math.log(agreement.residualP75 + 1),
    phase: agreement.phaseAgreement,
    explained: agreement.explained,
    plainness: -Math.log(deviationFromPlainCopy(homography, reference) + 1e-3),
  };
}

/**
 * How strongly the photo is derived from this very picture, against being another photograph of the same thing.
 *
 * @returns natural log-odds at even priors, −12..12; 0 is undecided, higher is more likely a copy
 */
export function scoreDerivation(features: DerivationFeatures): number {
  let logOdds = DERIVATION_BIAS;
  for (const [k, name] of DERIVATION_FEATURES.entries()) logOdds += DERIVATION_WEIGHTS[k] * features[name];
  // The fit rests on a few hundred pairs: it cannot support more than this.
  return Math.max(-12, Math.min(12, logOdds));
}

function fisherZ(correlation: number): number {
  return Math.atanh(Math.max(0, Math.min(0.995, correlation)));
}

/**
 * Largest distance at the corners between the map and the nearest map that a resize, crop, mirror or quarter turn
 * gives (axis-aligned, one scale per axis), over the long side of the mapped frame.
 */
export function deviationFromPlainCopy(
  homography: Homography,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  const corners = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ].map(([x, y]) => applyHomography(homography, x, y));
  const [a, b, c, d] = corners;
  const cx = (a[0] + b[0] + c[0] + d[0]) / 4;
  const cy = (a[1] + b[1] + c[1] + d[1]) / 4;
  // Mean half axes of the mapped frame; snapped to the axes they leave the plain copy.
  const ux = (b[0] + c[0] - a[0] - d[0]) / 4;
  const uy = (b[1] + c[1] - a[1] - d[1]) / 4;
  const vx = (c[0] + d[0] - a[0] - b[0]) / 4;
  const vy = (c[1] + d[1] - a[1] - b[1]) / 4;
  const upright = Math.abs(ux) + Math.abs(vy) >= Math.abs(uy) + Math.abs(vx);
  const u = upright ? [ux, 0] : [0, uy];
  const v = upright ? [0, vy] : [vx, 0];
  const plain = [
    [cx - u[0] - v[0], cy - u[1] - v[1]],
    [cx + u[0] - v[0], cy + u[1] - v[1]],
    [cx + u[0] + v[0], cy + u[1] + v[1]],
    [cx - u[0] + v[0], cy - u[1] + v[1]],
  ];
  let largest = 0;
  for (let k = 0; k < 4; k++)
    largest = Math.max(largest, Math.hypot(corners[k][0] - plain[k][0], corners[k][1] - plain[k][1]));
  const longSide = 2 * Math.max(Math.hypot(ux, uy), Math.hypot(vx, vy));
  return longSide > 0 ? Math.min(1, largest / longSide) : 1;
}
