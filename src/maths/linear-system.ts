/**
 * Solves a square system by Gaussian elimination with partial pivoting.
 *
 * @param matrix n × n coefficients, row-major; overwritten
 * @param right n right-hand sides; overwritten
 * @returns the solution, or null when the system is singular (pivot below 1e-12 of the largest coefficient)
 */
export function solveLinearSystem(matrix: Float64Array, right: Float64Array): Float64Array | null {
  const n = right.length;
  let largest = 0;
  for (let i = 0; i < matrix.length; i++) largest = Math.max(largest, Math.abs(matrix[i]));
  const smallestPivot = largest * 1e-12;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(matrix[row * n + column]) > Math.abs(matrix[pivot * n + column])) pivot = row;
    }
    // Negated so that NaN counts as singular too.
    if (!(Math.abs(matrix[pivot * n + column]) > smallestPivot)) return null;
    if (pivot !== column) swapRows(matrix, right, pivot, column);
    for (let row = column + 1; row < n; row++) {
      const factor = matrix[row * n + column] / matrix[column * n + column];
      if (factor === 0) continue;
      for (let k = column; k < n; k++) matrix[row * n + k] -= factor * matrix[column * n + k];
      right[row] -= factor * right[column];
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    let sum = right[row];
    for (let k = row + 1; k < n; k++) sum -= matrix[row * n + k] * right[k];
    right[row] = sum / matrix[row * n + row];
  }
  return right;
}

function swapRows(matrix: Float64Array, right: Float64Array, a: number, b: number): void {
  const n = right.length;
  for (let k = 0; k < n; k++) {
    const kept = matrix[a * n + k];
    matrix[a * n + k] = matrix[b * n + k];
    matrix[b * n + k] = kept;
  }
  const kept = right[a];
  right[a] = right[b];
  right[b] = kept;
}
