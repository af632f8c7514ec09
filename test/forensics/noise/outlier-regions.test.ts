import { describe, expect, it } from 'vitest';
import type { Inconsistency } from '../../../src/forensics/noise/inconsistency.js';
import { outlineOutliers } from '../../../src/forensics/noise/outlier-regions.js';
import { createPlane } from '../../../src/pixels/plane.js';

/** 20 × 16 cells; one window of 4 × 4 cells at (8, 6) lies `distance` times as far out as the median. */
function inconsistencyOf(distance: number): Inconsistency {
  const windows = {
    columns: 17,
    rows: 13,
    sideCells: 4,
    features: new Float64Array(0),
    covariates: new Float64Array(0),
  };
  const distances = new Float64Array(17 * 13).fill(1);
  distances[6 * 17 + 8] = distance;
  const map = createPlane(20, 16);
  for (let y = 6; y < 10; y++) map.data.fill(0.9, y * 20 + 8, y * 20 + 12);
  return {
    distances,
    windows,
    outlier: Math.log(distance),
    upperPercentile: 0,
    colourOutlier: 0,
    map,
    confidence: map,
    cellPx: 8,
  };
}

describe('outlineOutliers', () => {
  it('outlines the cells around an outlier that honest photos hardly reach', () => {
    const regions = outlineOutliers(inconsistencyOf(Math.exp(6.6)), { width: 160, height: 128 });
    expect(regions).toEqual([
      {
        polygon: [
          [64, 48],
          [96, 48],
          [96, 80],
          [64, 80],
        ],
        confidence: expect.closeTo(0.55, 6),
      },
    ]);
  });

  it('outlines nothing below that level', () => {
    expect(outlineOutliers(inconsistencyOf(Math.exp(5.9)), { width: 160, height: 128 })).toEqual([]);
  });
});
