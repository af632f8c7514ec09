import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/maths/random.js';
import { eigenSymmetric } from '../../src/maths/symmetric-eigen.js';

describe('eigenSymmetric', () => {
  it('solves a matrix by hand', () => {
    // [[2, 1], [1, 2]]: 3 along (1, 1), 1 along (1, −1).
    const { values, vectors } = eigenSymmetric(Float64Array.of(2, 1, 1, 2), 2);
    expect([...values]).toEqual([expect.closeTo(3, 12), expect.closeTo(1, 12)]);
    expect(vectors[0]).toBeCloseTo(Math.SQRT1_2, 12);
    expect(vectors[1]).toBeCloseTo(Math.SQRT1_2, 12);
    expect(Math.abs(vectors[2])).toBeCloseTo(Math.SQRT1_2, 12);
    expect(vectors[2] * vectors[3]).toBeCloseTo(-0.5, 12);
  });

  it('gives orthonormal vectors that put the matrix together again, largest value first', () => {
    const n = 12;
    const random = createRandom(4);
    const matrix = new Float64Array(n * n);
    for (let r = 0; r < n; r++)
      for (let c = 0; c <= r; c++) matrix[r * n + c] = matrix[c * n + r] = random() - 0.5;
    const { values, vectors } = eigenSymmetric(matrix, n);
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
    for (let r = 0; r < n; r++)
      for (let c = 0; c < n; c++) {
        let sum = 0;
        let product = 0;
        for (let k = 0; k < n; k++) {
          sum += values[k] * vectors[k * n + r] * vectors[k * n + c];
          product += vectors[r * n + k] * vectors[c * n + k];
        }
        expect(sum).toBeCloseTo(matrix[r * n + c], 10);
        expect(product).toBeCloseTo(r === c ? 1 : 0, 10);
      }
  });

  it('stands a matrix of zeros', () => {
    expect([...eigenSymmetric(new Float64Array(9), 3).values]).toEqual([0, 0, 0]);
  });
});
