import { type DctReading, readDct } from '../bytes/jpeg-dct/dct.js';
import { type CompressionHistory, readCompressionHistory } from '../forensics/jpeg/history.js';
import { measureSpectralPeaks } from '../forensics/recapture/spectral-peaks.js';
import type { AiMarkMatch } from '../matching/ai-mark-match.js';
import { findAiMarks } from '../matching/ai-marks.js';
import type { Photo } from '../photo/photo.js';
import { computeResidualStatistics, type ResidualStatistics } from '../pixels/residuals/statistics.js';

/** What is measured of a photo alone, whatever the claim and the references: it can be done beside all else. */
export interface Measurements {
  /** Marks that AI services print into corners. */
  readonly aiMarks: readonly AiMarkMatch[];
  /** Quantized DCT coefficients of a JPEG, and what they tell of an earlier compression. */
  readonly jpegLevels: { readonly coefficients: DctReading; readonly history: CompressionHistory | null };
  readonly residualStatistics: ResidualStatistics | null;
  readonly spectralPeaks: Float32Array | null;
}

export type MeasurementName = keyof Measurements;

/** What a measurement may look at; both parts are read only. */
export type MeasuredPhoto = Pick<Photo, 'bytes' | 'raster'>;

/** Takes a measurement of one photo. */
export type Measure = <Name extends MeasurementName>(name: Name) => Promise<Measurements[Name]>;

const MEASUREMENTS: {
  readonly [Name in MeasurementName]: (photo: MeasuredPhoto) => Measurements[Name];
} = {
  aiMarks: ({ raster }) => findAiMarks(raster),
  jpegLevels: ({ bytes }) => {
    const coefficients = readDct(bytes);
    return { coefficients, history: readCompressionHistory(coefficients) };
  },
  residualStatistics: ({ raster }) => computeResidualStatistics(raster),
  spectralPeaks: ({ raster }) => measureSpectralPeaks(raster),
};

/** In the order in which an inspection asks for them. */
export const MEASUREMENT_NAMES = Object.keys(MEASUREMENTS) as readonly MeasurementName[];

/** Takes one measurement, in the calling thread. */
export function takeMeasurement<Name extends MeasurementName>(
  name: Name,
  photo: MeasuredPhoto,
): Measurements[Name] {
  return MEASUREMENTS[name](photo);
}
