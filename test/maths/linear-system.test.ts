import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solveLinearSystem } from '../../src/maths/linear-system.js';

describe('solveLinearSystem', () => {
  it('solves a system that needs a row exchange', () => {
    // 2y = 4, 3x + y = 5
    expect([...(solveLinearSystem(Float64Array.of(0, 2, 3, 1), Float64Array.of(4, 5)) ?? [])]).toEqual([
      1, 2,
    ]);
  });

  it('gives back the vector that made the right-hand side', () => {
    const entry = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 16, maxLength: 16 }),
        fc.array(entry, { minLength: 4, maxLength: 4 }),
        (a, x) => {
          // A dominant diagonal keeps the system well conditioned.
          const matrix = Float64Array.from(a, (value, i) => value + (i % 5 === 0 ? 60 : 0));
          const right = Float64Array.from(x, (_, row) =>
            x.reduce((sum, value, column) => sum + matrix[row * 4 + column] * value, 0),
          );
          const solution = solveLinearSystem(matrix, right);
          for (const [i, value] of x.entries()) expect(solution?.[i]).toBeCloseTo(value, 9);
        },
      ),
    );
  });

  it('returns null for singular and for undefined systems', () => {
    expect(solveLinearSystem(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 2))).toBeNull();
    expect(solveLinearSystem(Float64Array.of(Number.NaN, 1, 1, 1), Float64Array.of(1, 2))).toBeNull();
    expect(solveLinearSystem(new Float64Array(9), new Float64Array(3))).toBeNull();
  });
});
