import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDct } from '../../../src/bytes/jpeg-dct/dct.js';
import { measureErrorLevels } from '../../../src/forensics/jpeg/error-levels.js';
import { findGhosts, type Ghost } from '../../../src/forensics/jpeg/ghosts.js';

interface Answer {
  readonly file: string;
  readonly ghost: Ghost | null;
  readonly errorLevels: { median: number; high: number; map: number[] };
}

const vectors = JSON.parse(readFileSync(new URL('vectors/ghosts.json', import.meta.url), 'utf8')) as Record<
  string,
  Answer
>;

function lumaOf(file: string) {
  const reading = readDct(Buffer.from(file, 'base64'));
  if (reading.status !== 'decoded') throw new Error('expected coefficients');
  const [luma] = reading.components;
  return { luma, steps: luma.quantization! };
}

describe('NumPy and SciPy on the same files', () => {
  it('hold two ghosts and a picture without one', () => {
    expect(Object.values(vectors).map(({ ghost }) => ghost?.quality ?? null)).toEqual([65, 70, null]);
  });

  it.each(Object.entries(vectors))('find the same ghost: %s', (_, { file, ghost }) => {
    const { luma, steps } = lumaOf(file);
    const { best } = findGhosts(luma, steps);
    if (!ghost) return expect(best).toBeNull();
    expect(best).toMatchObject({ quality: ghost.quality, box: ghost.box });
    expect(best!.rate).toBeCloseTo(ghost.rate, 12);
    expect(best!.pictureRate).toBeCloseTo(ghost.pictureRate, 12);
    // Tails come from SciPy's incomplete beta function.
    expect(best!.log10Nfa).toBeCloseTo(ghost.log10Nfa, 6);
  });

  it.each(Object.entries(vectors))('measure the same error levels: %s', (_, { file, errorLevels }) => {
    const { luma, steps } = lumaOf(file);
    const { median, high, map } = measureErrorLevels(luma, steps);
    expect(median).toBeCloseTo(errorLevels.median, 9);
    expect(high).toBeCloseTo(errorLevels.high, 9);
    // The map holds 32-bit floats.
    for (const [i, level] of errorLevels.map.entries()) expect(map.data[i]).toBeCloseTo(level, 5);
  });
});
