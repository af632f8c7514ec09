// Below this share of the sum a term no longer changes a double.
const NEGLIGIBLE = 1e-17;

/**
 * log10 of P(X >= k) for X binomial(n, p): how rare k or more successes are by chance. Holds where the probability
 * itself is far below the smallest double.
 *
 * @param k 0..n, whole
 * @param n number of trials, whole
 * @param p success probability, between 0 and 1, both excluded
 * @returns 0 when k is at most the mean n·p (there the tail is about a half or more); minus infinity when k > n
 */
export function log10BinomialTail(k: number, n: number, p: number): number {
  if (k > n) return Number.NEGATIVE_INFINITY;
  if (k <= n * p || k <= 0) return 0;
  const logFirst =
    logFactorial(n) - logFactorial(k) - logFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log1p(-p);
  // Above the mean every term is smaller than the one before by a falling factor.
  const odds = p / (1 - p);
  let sum = 1;
  let term = 1;
  for (let i = k + 1; i <= n; i++) {
    term *= ((n - i + 1) / i) * odds;
    sum += term;
    if (term < NEGLIGIBLE * sum) break;
  }
  return Math.min(0, (logFirst + Math.log(sum)) / Math.LN10);
}

const SMALL = Float64Array.from({ length: 32 }, () => 0);
for (let i = 2; i < SMALL.length; i++) SMALL[i] = SMALL[i - 1] + Math.log(i);

/** Natural logarithm of n!, by Stirling's series from 32 on (error below 1e-12). */
function logFactorial(n: number): number {
  if (n < SMALL.length) return SMALL[n];
  const inverse = 1 / n;
  const series = inverse * (1 / 12 - inverse * inverse * (1 / 360 - (inverse * inverse) / 1260));
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + series;
}
