import { describe, expect, it } from 'vitest';
import { outlineEdits } from '../../../src/forensics/localization/edit-regions.js';
import { createPlane } from '../../../src/pixels/plane.js';

/** 20 × 16 cells at .2, with 4 × 4 of them at (8, 6) at `level`, one of those at `peak`. */
function mapOf(level: number, peak: number) {
  const map = createPlane(20, 16);
  map.data.fill(0.2);
  for (let y = 6; y < 10; y++) map.data.fill(level, y * 20 + 8, y * 20 + 12);
  map.data[7 * 20 + 9] = peak;
  return map;
}

describe('outlineEdits', () => {
  it('outlines a part down to a share of its peak, in pixels of the photo', () => {
    expect(outlineEdits(mapOf(0.7, 1), { width: 320, height: 256 })).toEqual([
      {
        polygon: [
          [128, 96],
          [192, 96],
          [192, 160],
          [128, 160],
        ],
        kind: 'looks-edited',
        confidence: 1,
      },
    ]);
  });

  it('outlines nothing whose peak honest photos reach', () => {
    expect(outlineEdits(mapOf(0.7, 0.7), { width: 160, height: 128 })).toEqual([]);
  });
});
