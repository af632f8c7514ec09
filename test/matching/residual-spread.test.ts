import { describe, expect, it } from 'vitest';
import { describeSpread, pick, robustSpread } from '../../src/matching/residual-spread.js';
import { randomSource } from './scene.js';

/** Normal values of standard deviation 2 by the sum of twelve uniform ones; every `outlierEvery`-th one is 40. */
function draw(count: number, outlierEvery = Number.POSITIVE_INFINITY): Float32Array {
  const random = randomSource(7);
  return Float32Array.from({ length: count }, (_, i) => {
    let sum = -6;
    for (let k = 0; k < 12; k++) sum += random();
    return i % outlierEvery === 0 ? 40 : 2 * sum;
  });
}

const everywhere = (values: Float32Array) => new Uint8Array(values.length).fill(1);

describe('robustSpread', () => {
  it('is the standard deviation of normal residuals, whatever lies outside the valid pixels', () => {
    const values = draw(20_000);
    expect(robustSpread(values, everywhere(values))).toBeCloseTo(2, 1);
    const valid = everywhere(values).fill(0, 0, 5000);
    values.fill(200, 0, 5000);
    expect(robustSpread(values, valid)).toBeCloseTo(2, 1);
  });

  it('follows heavy tails, and not a change beyond 1.6 times what the middle says', () => {
    const tails = draw(20_000).map((value) => (Math.abs(value) > 2.5 ? 1.4 * value : value));
    expect(robustSpread(tails, everywhere(tails))).toBeGreaterThan(2.5);
    const changed = draw(20_000, 5);
    const middle = 1.4826 * pick(changed, everywhere(changed), Math.abs).sort()[10_000];
    expect(robustSpread(changed, everywhere(changed))).toBeCloseTo(1.6 * middle, 5);
  });

  it('is 1 where nothing is valid', () => {
    expect(robustSpread(draw(10), new Uint8Array(10))).toBe(1);
  });
});

describe('describeSpread', () => {
  it('gives median and spread, the upper half only as far as 1.6 times the lower', () => {
    const sample = Float64Array.from(draw(20_000), (value) => value + 3);
    const { middle, spread } = describeSpread(sample);
    expect(middle).toBeCloseTo(3, 1);
    expect(spread).toBeCloseTo(2, 1);
    const lopsided = Float64Array.from(draw(20_000), (value) => (value > 0 ? 9 * value : value));
    expect(describeSpread(lopsided).spread).toBeCloseTo(3.2, 0);
  });
});
