// Exact binomial tails by summing log-probabilities: n stays below a few hundred thousand here, and a plain sum
// is easier to check than an incomplete beta function.

/**
 * P(X <= k) for X binomial(n, p).
 *
 * @param k 0..n
 * @param n number of trials
 * @param p success probability, 0..1
 */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k >= n) return 1;
  if (k < 0) return 0;
  if (p <= 0) return 1;
  if (p >= 1) return 0;
  const logOdds = Math.log(p) - Math.log1p(-p);
  let logTerm = n * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let i = 1; i <= k; i++) {
    logTerm += Math.log((n - i + 1) / i) + logOdds;
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}

/**
 * Exact one-sided Clopper–Pearson upper bound of a proportion.
 *
 * @param k successes seen, 0..n
 * @param n trials, at least 1
 * @param confidence one-sided, 0..1 @default 0.95
 * @returns the p at which P(X <= k) equals 1 - confidence; 1 when k = n
 * @see Clopper & Pearson, Biometrika 26 (1934), doi:10.1093/biomet/26.4.404
 */
export function clopperPearsonUpper(k: number, n: number, confidence = 0.95): number {
  if (k >= n) return 1;
  const alpha = 1 - confidence;
  let low = k / n;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (binomialCdf(k, n, middle) > alpha) low = middle;
    else high = middle;
  }
  return high;
}
