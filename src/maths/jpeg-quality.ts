/** Encoders whose tables are one base table scaled by a quality number. */
export type QualityScale =
  /** Annex K of the JPEG standard as scaled by libjpeg: most software, most web services, many phones. */
  | 'ijg'
  /** The default table of mozjpeg (one table for luma and chroma): web services and image CDNs. */
  | 'mozjpeg';

/** How a file's quantization relates to the quality numbers of libjpeg and its kin. */
export interface QualityEstimate {
  /** 1..100: the exact quality, or the nearest one. */
  readonly luma: number;
  /** 1..100; null for files without chroma. */
  readonly chroma: number | null;
  /** The scale that reproduces both tables step by step at one quality; null when none does. */
  readonly exact: QualityScale | null;
  /** Mean |ln(step / step of the nearest quality)| over the luma table; 0 when exact. */
  readonly distance: number;
}

// ITU-T T.81 tables K.1 and K.2, row-major.
const IJG_LUMA = [
  ...[16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56],
  ...[14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92],
  ...[49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99],
];
const IJG_CHROMA = [
  ...[17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99],
  ...[47, 66, 99, 99, 99, 99, 99, 99],
  ...Array<number>(32).fill(99),
];
// N. Robidoux's table, index 3 of mozjpeg's list and its default.
const MOZJPEG = [
  ...[16, 16, 16, 18, 25, 37, 56, 85, 16, 17, 20, 27, 34, 40, 53, 75, 16, 20, 24, 31, 43, 62, 91, 135],
  ...[18, 27, 31, 40, 53, 74, 106, 156, 25, 34, 43, 53, 69, 94, 131, 189, 37, 40, 62, 74, 94, 124, 169, 238],
  ...[56, 53, 91, 106, 131, 169, 226, 311, 85, 75, 135, 156, 189, 238, 311, 418],
];
const BASES: Record<QualityScale, { luma: readonly number[]; chroma: readonly number[] }> = {
  ijg: { luma: IJG_LUMA, chroma: IJG_CHROMA },
  mozjpeg: { luma: MOZJPEG, chroma: MOZJPEG },
};

/**
 * The table that libjpeg derives from a quality.
 *
 * @param quality 1..100, integer
 * @param options.scale base tables @default 'ijg'
 * @param options.maxStep clamp: 255 for baseline files, 32767 otherwise @default 255
 * @returns 64 steps, row-major
 */
export function scaledTable(
  quality: number,
  channel: 'luma' | 'chroma',
  { scale = 'ijg', maxStep = 255 }: { scale?: QualityScale; maxStep?: number } = {},
): Uint16Array {
  return Uint16Array.from(BASES[scale][channel], (step) => scaleStep(step, quality, maxStep));
}

/**
 * Estimates the quality number behind a pair of tables: exact where an encoder of the family wrote them, else the
 * IJG quality whose table is nearest in log steps (a step of 2 for 1 weighs as much as 200 for 100, which follows
 * the loss better than plain differences).
 *
 * @param luma 64 steps, row-major
 * @param chroma 64 steps, row-major; null for grey files
 */
export function estimateQuality(luma: Uint16Array, chroma: Uint16Array | null): QualityEstimate {
  for (const scale of ['ijg', 'mozjpeg'] as const) {
    for (let quality = 100; quality >= 1; quality--) {
      if (isScaled(luma, quality, 'luma', scale) && (!chroma || isScaled(chroma, quality, 'chroma', scale)))
        return { luma: quality, chroma: chroma && quality, exact: scale, distance: 0 };
    }
  }
  const nearest = nearestQuality(luma, 'luma');
  return {
    luma: nearest.quality,
    chroma: chroma && nearestQuality(chroma, 'chroma').quality,
    exact: null,
    distance: nearest.distance,
  };
}

function isScaled(
  table: Uint16Array,
  quality: number,
  channel: 'luma' | 'chroma',
  scale: QualityScale,
): boolean {
  const base = BASES[scale][channel];
  return [255, 32767].some((maxStep) =>
    // `every` leaves at the first step that differs: nearly always the first of all.
    table.every((step, i) => step === scaleStep(base[i], quality, maxStep)),
  );
}

function nearestQuality(
  table: Uint16Array,
  channel: 'luma' | 'chroma',
): { quality: number; distance: number } {
  let best = { quality: 100, distance: Number.POSITIVE_INFINITY };
  for (let quality = 100; quality >= 1; quality--) {
    const expected = scaledTable(quality, channel, { maxStep: 32767 });
    let sum = 0;
    // A step of 0 is forbidden but occurs in damaged files; it counts as 1.
    for (let i = 0; i < 64; i++) sum += Math.abs(Math.log(Math.max(1, table[i]) / expected[i]));
    if (sum / 64 < best.distance) best = { quality, distance: sum / 64 };
  }
  return best;
}

/** libjpeg's jpeg_quality_scaling and jpeg_add_quant_table for one step. */
function scaleStep(step: number, quality: number, maxStep: number): number {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return Math.min(maxStep, Math.max(1, Math.floor((step * percent + 50) / 100)));
}
