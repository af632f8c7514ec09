import { inScope, keepPlane } from '../kernels/heap.js';
import { type Agreement, measureAgreement } from '../matching/agreement.js';
import { alignPixels } from '../matching/align.js';
import { measureChange } from '../matching/change-evidence.js';
import { type ChangeMap, findChangedRegions } from '../matching/change-regions.js';
import { type DerivationFeatures, describeDerivation, scoreDerivation } from '../matching/derivation.js';
import { excludeFlatBars } from '../matching/flat-bars.js';
import type { Homography } from '../matching/homography.js';
import { type Prediction, predictPhoto } from '../matching/photometric.js';
import type { Registration } from '../matching/registration.js';
import { computeSsim } from '../matching/ssim.js';
import { scaleToTarget, warpRaster } from '../matching/warp.js';
import { computeChroma, computeLuma } from '../pixels/luma.js';
import type { Plane } from '../pixels/plane.js';
import type { Comparison } from './comparison.js';
import type { View } from './view.js';

/** The photo against the pixels of the reference that fits it best, in photo-view coordinates. */
export interface PixelComparison {
  /** Position of the reference in the caller's list. */
  readonly index: number;
  readonly registration: Registration;
  /** Reference-view pixels (after shrinking to the photo’s scale where it is smaller) → photo-view pixels, refined. */
  readonly homography: Homography;
  /** Size of the reference in the homography's pixels. */
  readonly referenceSize: { readonly width: number; readonly height: number };
  /** How the photo's brightness and sharpness differ from the reference's. */
  readonly photometry: Pick<Prediction, 'gain' | 'illuminationRatio' | 'sharpening'>;
  /** Standard deviation of the residual where nothing changed, grey levels. */
  readonly noiseLevel: number;
  readonly agreement: Agreement;
  readonly change: ChangeMap;
  readonly derivation: { readonly features: DerivationFeatures; readonly logOdds: number };
  /** Mean structural similarity of photo and prediction over the overlap outside the changed parts; 0 when nothing is left. */
  readonly unchangedSsim: number;
}

// Planes of the photo's size that are alive at once, and of the reference's.
const PLANES = 40;
const REFERENCE_PLANES = 10;

// A smaller overlap holds too few pixels for the fits.
const LEAST_COVERAGE = 0.01;

/**
 * Compares pixels: refined alignment, photometric prediction, change map, derivation.
 *
 * @param best the comparison to look at; null when no reference aligned
 * @param photo the photo at working size
 * @returns null when there is no aligned reference with pixels, or the overlap is under a hundredth of the photo
 */
export function comparePixels(
  best: Pick<Comparison, 'index' | 'registration' | 'view'> | null,
  photo: View,
): PixelComparison | null {
  if (!best?.registration || !best.view) return null;
  const { registration, view, index } = best;
  // Planes that only the comparison needs stay in the memory of the kernels.
  const floats = PLANES * photo.luma.data.length + REFERENCE_PLANES * view.luma.data.length;
  return inScope(floats, () => compareInScope({ registration, view, index }, photo));
}

function compareInScope(
  { registration, view, index }: { registration: Registration; view: View; index: number },
  photo: View,
): PixelComparison | null {
  const scaled = scaleToTarget(view.raster, registration.homography, photo.raster);
  const aligned = alignPixels(computeLuma(scaled.raster), photo.luma, scaled.homography);
  const warped = warpRaster(scaled.raster, aligned.homography, photo.raster);
  if (warped.coverage < LEAST_COVERAGE) return null;
  excludeFlatBars(photo.luma, warped.valid);
  if (warped.valid.indexOf(1) < 0) return null;
  const prediction = predictPhoto(warped, photo.raster);
  const evidence = measureChange(prediction, { luma: photo.luma, ...computeChroma(photo.raster) });
  const change = findChangedRegions(evidence, prediction);
  const agreement = measureAgreement(prediction.luma, photo.luma, prediction.valid);
  const features = describeDerivation(agreement, aligned.homography, scaled.raster);
  const { map } = computeSsim(prediction.luma, photo.luma);
  const { gain, illuminationRatio, sharpening } = prediction;
  return {
    index,
    registration,
    homography: aligned.homography,
    referenceSize: { width: scaled.raster.width, height: scaled.raster.height },
    photometry: { gain, illuminationRatio, sharpening },
    noiseLevel: evidence.noiseLevel,
    agreement,
    change: { ...change, map: keepPlane(change.map), cells: keepPlane(change.cells) },
    derivation: { features, logOdds: scoreDerivation(features) },
    unchangedSsim: meanOutside(map, prediction.valid, change.mask),
  };
}

function meanOutside(map: Plane, valid: Uint8Array, mask: Uint8Array): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < map.data.length; i++) {
    if (!valid[i] || mask[i]) continue;
    sum += map.data[i];
    count++;
  }
  return count > 0 ? sum / count : 0;
}
