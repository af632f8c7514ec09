import { describe, expect, it } from 'vitest';
import { excludeFlatBars } from '../../src/matching/flat-bars.js';
import { createPlane } from '../../src/pixels/plane.js';

describe('excludeFlatBars', () => {
  it('takes out bars above and below, with compression noise on them, and the six lines beside them', () => {
    const luma = createPlane(40, 50);
    for (let y = 0; y < 50; y++)
      for (let x = 0; x < 40; x++)
        luma.data[y * 40 + x] = y < 6 || y >= 42 ? 28 + ((x * 7 + y) % 4) : (x * 13 + y * 7) % 200;
    const valid = new Uint8Array(40 * 50).fill(1);
    excludeFlatBars(luma, valid);
    for (let y = 0; y < 50; y++)
      for (let x = 0; x < 40; x++) expect(valid[y * 40 + x]).toBe(y < 12 || y >= 36 ? 0 : 1);
  });

  it('leaves a picture without bars and single flat lines alone', () => {
    const luma = createPlane(30, 30);
    for (let i = 0; i < 900; i++) luma.data[i] = i < 60 ? 255 : (i * 37) % 251;
    const valid = new Uint8Array(900).fill(1);
    excludeFlatBars(luma, valid);
    expect(valid.every((value) => value === 1)).toBe(true);
  });

  it('takes everything out of a blank photo', () => {
    const valid = new Uint8Array(400).fill(1);
    excludeFlatBars(createPlane(20, 20), valid);
    expect(valid.every((value) => value === 0)).toBe(true);
  });
});
