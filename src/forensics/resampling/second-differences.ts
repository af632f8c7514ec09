/** Rows and columns are summed in strips of this many pixels; windows are two strips high and wide. */
export const STRIP_PX = 128;

// Steps over edges are cut off at this multiple of the median: they would drown the periodic part.
const CLIP_OF_MEDIAN = 3;

/** How strongly a picture bends, summed along strips. */
export interface BendingSums {
  /** Per strip of rows: sums of clipped |second difference along x| for every x. */
  readonly columns: readonly Float64Array[];
  /** Per strip of columns: sums of clipped |second difference along y| for every y. */
  readonly rows: readonly Float64Array[];
}

/**
 * Sums of clipped absolute second differences, |2·g(x) − g(x − 1) − g(x + 1)|, by column and by row.
 *
 * Interpolation makes the variance of second differences periodic in the ratio of the two samplings; sums over many
 * rows keep that period and average the content away.
 *
 * @param grey grey levels, row-major
 * @returns whole strips only; the first and the last column and row are 0
 * @see Gallagher, Detection of Linear and Cubic Interpolation in JPEG Compressed Images, CRV 2005;
 *   Mahdian & Saic, Blind Authentication Using Periodic Properties of Interpolation, IEEE
 *   TIFS 2008, doi:10.1109/TIFS.2004.924603. Deviation: clipped at three times the median
 */
export function sumSecondDifferences(grey: Uint8Array, width: number, height: number): BendingSums {
  const clip = Math.max(2, CLIP_OF_MEDIAN * medianBending(grey, width, height));
  const columns = createStrips(Math.floor(height / STRIP_PX), width);
  const rows = createStrips(Math.floor(width / STRIP_PX), height);
  for (let y = 0; y < columns.length * STRIP_PX; y++)
    addAlongRow(grey, y * width, width, clip, columns[Math.floor(y / STRIP_PX)]);
  for (let y = 1; y < height - 1; y++) {
    for (let strip = 0; strip < rows.length; strip++) {
      const from = y * width + strip * STRIP_PX;
      rows[strip][y] = sumAcrossRow(grey, from, width, clip);
    }
  }
  return { columns, rows };
}

function createStrips(count: number, length: number): Float64Array[] {
  return Array.from({ length: count }, () => new Float64Array(length));
}

function addAlongRow(
  grey: Uint8Array,
  offset: number,
  width: number,
  clip: number,
  sums: Float64Array,
): void {
  for (let x = 1, i = offset + 1; x < width - 1; x++, i++) {
    const bending = Math.abs(2 * grey[i] - grey[i - 1] - grey[i + 1]);
    sums[x] += Math.min(bending, clip);
  }
}

function sumAcrossRow(grey: Uint8Array, from: number, width: number, clip: number): number {
  let sum = 0;
  for (let i = from; i < from + STRIP_PX; i++) {
    const bending = Math.abs(2 * grey[i] - grey[i - width] - grey[i + width]);
    sum += Math.min(bending, clip);
  }
  return sum;
}

/** Median of |second difference along x| over every eighth row. */
function medianBending(grey: Uint8Array, width: number, height: number): number {
  const counts = new Float64Array(1024);
  let total = 0;
  for (let y = 4; y < height; y += 8)
    for (let i = y * width + 1; i < (y + 1) * width - 1; i++) {
      counts[Math.abs(2 * grey[i] - grey[i - 1] - grey[i + 1])]++;
      total++;
    }
  let seen = 0;
  let median = 0;
  while (median < counts.length - 1 && (seen += counts[median]) < total / 2) median++;
  return median;
}
