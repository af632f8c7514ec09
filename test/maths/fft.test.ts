import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFft } from '../../src/maths/fft.js';

/** The definition, term by term. */
function slowTransform(re: readonly number[], im: readonly number[]) {
  return re.map((_, k) => {
    let sumRe = 0;
    let sumIm = 0;
    for (let n = 0; n < re.length; n++) {
      const angle = (-2 * Math.PI * k * n) / re.length;
      sumRe += re[n] * Math.cos(angle) - im[n] * Math.sin(angle);
      sumIm += re[n] * Math.sin(angle) + im[n] * Math.cos(angle);
    }
    return [sumRe, sumIm];
  });
}

describe('createFft', () => {
  it('turns a wave into one line', () => {
    const size = 16;
    const re = Float64Array.from({ length: size }, (_, n) => Math.cos((2 * Math.PI * 3 * n) / size));
    const im = new Float64Array(size);
    createFft(size)(re, im);
    const lines = [...re].map((value) => Math.round(value * 1e9) / 1e9 + 0);
    expect(lines).toEqual([0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0]);
  });

  it('agrees with the definition at every size up to 64', () => {
    const size = fc.constantFrom(2, 4, 8, 16, 32, 64);
    const level = fc.integer({ min: -255, max: 255 });
    const signal = size.chain((n) => fc.array(fc.tuple(level, level), { minLength: n, maxLength: n }));
    fc.assert(
      fc.property(signal, (values) => {
        const re = Float64Array.from(values, ([a]) => a);
        const im = Float64Array.from(values, ([, b]) => b);
        const expected = slowTransform([...re], [...im]);
        createFft(values.length)(re, im);
        for (const [k, [a, b]] of expected.entries()) {
          expect(Math.abs(re[k] - a)).toBeLessThan(1e-9 * 255 * values.length);
          expect(Math.abs(im[k] - b)).toBeLessThan(1e-9 * 255 * values.length);
        }
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it('works in place on a column of a matrix and leaves its neighbours alone', () => {
    const re = Float64Array.from({ length: 32 }, (_, i) => i);
    const im = new Float64Array(32);
    const column = Float64Array.from({ length: 8 }, (_, i) => 2 + 4 * i);
    const columnIm = new Float64Array(8);
    createFft(8)(re, im, 2, 4);
    createFft(8)(column, columnIm);
    for (let i = 0; i < 32; i++) {
      expect(re[i]).toBe(i % 4 === 2 ? column[(i - 2) / 4] : i);
      expect(im[i]).toBe(i % 4 === 2 ? columnIm[(i - 2) / 4] : 0);
    }
  });

  it.each([0, 1, 3, 96, 131072, 2.5])('refuses size %d', (size) => {
    expect(() => createFft(size)).toThrowError(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
