// Exact binomial tails by summing log-probabilities: n stays below a few hundred thousand here, and a plain sum
// is easier to check than an incomplete beta function.

/** ln(n!) by Stirling's series above 20, exact products below. */
export function logFactorial(n: number): number {
  if (n < 2) return 0;
  if (n <= 20) {
    let product = 1;
    for (let i = 2; i <= n; i++) product *= i;
    return Math.log(product);
  }
  const inverse = 1 / n;
  const series = inverse * (1 / 12 - inverse * inverse * (1 / 360 - (inverse * inverse) / 1260));
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + series;
}

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
 * Log10 of the upper tail P(X >= k), X binomial(n, p), without underflow: the false-alarm side of a-contrario tests.
 *
 * @returns 0 for k <= 0, -Infinity for k > n
 */
export function log10BinomialTail(k: number, n: number, p: number): number {
  if (k <= 0) return 0;
  if (k > n || p <= 0) return Number.NEGATIVE_INFINITY;
  if (p >= 1) return 0;
  const logP = Math.log(p);
  const logQ = Math.log1p(-p);
  let logTerm = logFactorial(n) - logFactorial(k) - logFactorial(n - k) + k * logP + (n - k) * logQ;
  const first = logTerm;
  let sum = 1;
  for (let i = k + 1; i <= n; i++) {
    logTerm += Math.log((n - i + 1) / i) + logP - logQ;
    const term = Math.exp(logTerm - first);
    sum += term;
    // Terms fall geometrically past the mode: the rest is below double precision.
    if (term < 1e-17 * sum && i > n * p) break;
  }
  return Math.min(0, (first + Math.log(sum)) / Math.LN10);
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
