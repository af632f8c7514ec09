import type { DctComponent } from '../../bytes/jpeg-dct/dct.js';
import { scaledTable } from '../../maths/jpeg-quality.js';
import { createPlane, type Plane } from '../../pixels/plane.js';
import { measureRecompression } from './recompression.js';

/** Quality of the trial compression, the usual choice of error level analysis. */
const QUALITY = 90;

// The map reaches 1 at this place of the sorted windows, so that a few edges do not darken everything else.
const WHITE_SHARE = 0.99;

/** Error levels of a whole picture. */
interface ErrorLevels {
  /** Root mean square change in grey levels: half of the windows lie below, and all but a hundredth. */
  readonly median: number;
  readonly high: number;
  /** One value per window of 16 px, 0..1; 1 at `high` and above. */
  readonly map: Plane;
}

/**
 * Error level analysis: how much each part of the picture changes when it is compressed once more at quality 90.
 *
 * A picture for people to look at. Texture, edges and focus decide most of it; no threshold tells edited parts.
 *
 * @param steps quantization of the file, 64 values, row-major
 * @see Krawetz, A picture's worth: digital image analysis and forensics, Black Hat USA 2007. Deviations: luma alone,
 *   between coefficients, averaged over windows of 16 px.
 */
export function measureErrorLevels(component: DctComponent, steps: Uint16Array): ErrorLevels {
  const { width, height, data } = measureRecompression(component, steps, scaledTable(QUALITY, 'luma'));
  if (data.length === 0) return { median: 0, high: 0, map: createPlane(1, 1) };
  const levels = data.map(Math.sqrt);
  const ordered = Float64Array.from(levels).sort();
  const high = ordered[Math.floor(WHITE_SHARE * (ordered.length - 1))];
  return {
    median: ordered[ordered.length >> 1],
    high,
    map: createPlane(
      width,
      height,
      Float32Array.from(levels, (level) => (high > 0 ? Math.min(1, level / high) : 0)),
    ),
  };
}
