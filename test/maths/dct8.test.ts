import { describe, expect, it } from 'vitest';
import { forwardDct8, inverseDct8 } from '../../src/maths/dct8.js';
import { createRandom } from '../../src/maths/random.js';

/** The definition, term by term: ITU-T T.81 A.3.3. */
function slowDct(block: Float64Array): Float64Array {
  const scale = (k: number) => (k === 0 ? Math.SQRT1_2 : 1) / 2;
  return Float64Array.from(block, (_, i) => {
    const [v, u] = [i >> 3, i & 7];
    let sum = 0;
    for (let y = 0; y < 8; y++)
      for (let x = 0; x < 8; x++)
        sum +=
          block[y * 8 + x] *
          Math.cos(((2 * x + 1) * u * Math.PI) / 16) *
          Math.cos(((2 * y + 1) * v * Math.PI) / 16);
    return scale(u) * scale(v) * sum;
  });
}

describe('dct8', () => {
  const random = createRandom(3);
  const block = Float64Array.from({ length: 64 }, () => 256 * random() - 128);

  it('is the transform of the standard', () => {
    const fast = Float64Array.from(block);
    forwardDct8(fast);
    const slow = slowDct(block);
    expect(Math.max(...fast.map((value, i) => Math.abs(value - slow[i])))).toBeLessThan(1e-10);
  });

  it('is undone by its inverse', () => {
    const copy = Float64Array.from(block);
    forwardDct8(copy);
    inverseDct8(copy);
    expect(Math.max(...copy.map((value, i) => Math.abs(value - block[i])))).toBeLessThan(1e-10);
  });
});
