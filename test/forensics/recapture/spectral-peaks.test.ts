import { describe, expect, it } from 'vitest';
import { measureSpectralPeaks, PEAK_NAMES } from '../../../src/forensics/recapture/spectral-peaks.js';
import { createRandom } from '../../../src/maths/random.js';

const SIDE = 320;

/** Noise of 4 levels, and a pattern on top. */
function makePicture(pattern: (x: number, y: number) => readonly [number, number, number], seed = 1) {
  const random = createRandom(seed);
  const data = new Uint8Array(SIDE * SIDE * 3);
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      const add = pattern(x, y);
      for (let c = 0; c < 3; c++) data[(y * SIDE + x) * 3 + c] = 128 + add[c] + 14 * (random() - 0.5);
    }
  return { width: SIDE, height: SIDE, data };
}

function peaksOf(picture: { width: number; height: number; data: Uint8Array }): Record<string, number> {
  const values = measureSpectralPeaks(picture);
  if (!values) throw new Error('expected values');
  return Object.fromEntries(PEAK_NAMES.map((name, i) => [name, values[i]]));
}

const wave = (x: number, y: number, frequency: number, angle: number) =>
  Math.cos(2 * Math.PI * frequency * (x * Math.cos(angle) + y * Math.sin(angle)));

describe('measureSpectralPeaks', () => {
  const noise = peaksOf(makePicture(() => [0, 0, 0]));

  it('finds a weak wave in its own band and plane', () => {
    const grey = peaksOf(
      makePicture((x, y) => Array(3).fill(2 * wave(x, y, 0.31, 0.5)) as [number, number, number]),
    );
    expect(grey['luma.high.typical']).toBeGreaterThan(noise['luma.high.typical'] + 2);
    expect(grey['luma.middle.typical']).toBeLessThan(noise['luma.middle.typical'] + 1);
    expect(grey['chroma.high.typical']).toBeLessThan(noise['chroma.high.typical'] + 1);
    const colour = peaksOf(
      makePicture((x, y) => {
        const value = 2 * wave(x, y, 0.17, 1.1);
        return [value, 0, -value];
      }),
    );
    expect(colour['chroma.middle.typical']).toBeGreaterThan(noise['chroma.middle.typical'] + 2);
    expect(colour['luma.high.typical']).toBeLessThan(noise['luma.high.typical'] + 1);
  });

  it('leaves the grid of JPEG blocks out', () => {
    const blocks = peaksOf(
      makePicture(
        (x, y) => Array(3).fill((x % 8 === 0 ? 3 : 0) + (y % 8 === 0 ? 3 : 0)) as [number, number, number],
      ),
    );
    for (const name of PEAK_NAMES.filter((peak) => peak.endsWith('strongest')))
      expect(blocks[name], name).toBeLessThan(noise[name] + 1.5);
  });

  it('finds few peaks in noise, and nothing to measure in a picture below 128 px', () => {
    for (const name of PEAK_NAMES.filter((peak) => peak.endsWith('share')))
      expect(noise[name], name).toBeLessThan(1);
    expect(measureSpectralPeaks({ width: 127, height: 400, data: new Uint8Array(127 * 400 * 3) })).toBeNull();
  });
});
