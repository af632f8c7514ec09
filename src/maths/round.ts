/**
 * Rounds for a reader: decimals that runtimes and platforms agree on.
 *
 * @param digits decimals, 0..100
 * @returns the nearest number with so many decimals; never -0
 */
export function roundTo(value: number, digits: number): number {
  return Number(value.toFixed(digits)) + 0;
}
