export { sumBlock } from './agreement';
export { boxMean } from './box-mean';
export { cellMaxima, rateEvidence } from './cells';
export { computeChroma, computeLuma, renderColours } from './colours';
export { correlateRow } from './correlation';
export { addDirections, describePatch, vectorEighths } from './descriptors';
export {
  addScaled,
  countResiduals,
  lookUp,
  raiseToEnergy,
  raiseToHalf,
  raiseToMagnitude,
  square,
  standardize,
  subtract,
  subtractWhere,
} from './evidence';
export { findMaxima, hessianDeterminant, smoothFive } from './features';
export { binomialMean, gradientSum, halve, ringFilter } from './filters';
export { findNearest } from './hamming';
export { addNormalEquations, leaveResiduals } from './regression';
export {
  bendShorts,
  countTriples,
  halveShorts,
  quantizeShorts,
  splitPixels,
  sumMagnitudes,
  sumPowers,
  sumProducts,
  twistShorts,
} from './residuals';
export { addBytes, averageSpans, lumaOfFloats, roundToBytes } from './shrink';
export { fillSimilarity } from './similarity';
export { logPowers, overRing, transformColumns, transpose, windowTile } from './spectrum';
export { warpRgb } from './warp';

/** First byte behind what the module itself keeps. */
export const heapBase: usize = __heap_base;
