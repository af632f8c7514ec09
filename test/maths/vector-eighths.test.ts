import fc from 'fast-check';
import { expect, it } from 'vitest';
import { vectorEighths } from '../../src/maths/vector-eighths.js';

it('agrees with atan2 within 0.2°', () => {
  const coordinate = fc.double({ min: -300, max: 300, noNaN: true });
  fc.assert(
    fc.property(coordinate, coordinate, (x, y) => {
      fc.pre(Math.hypot(x, y) > 1e-6);
      const found = vectorEighths(x, y);
      const expected = (Math.atan2(y, x) * 4) / Math.PI;
      const difference = Math.abs(((found - expected + 12) % 8) - 4);
      expect(difference).toBeLessThan(0.005);
      expect(found).toBeGreaterThanOrEqual(0);
      expect(found).toBeLessThanOrEqual(8);
    }),
    { seed: 1 },
  );
});

it('is exact on the axes and diagonals and 0 for the null vector', () => {
  const turn = [
    [1, 0],
    [1, 1],
    [0, 1],
    [-1, 1],
    [-1, 0],
    [-1, -1],
    [0, -1],
    [1, -1],
  ];
  for (const [eighth, [x, y]] of turn.entries()) expect(vectorEighths(5 * x, 5 * y)).toBeCloseTo(eighth, 9);
  expect(vectorEighths(0, 0)).toBe(0);
});
