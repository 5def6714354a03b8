/** Exact one-sided upper bound of a proportion (Clopper and Pearson 1934): found in a sample → at most this share. */

const STEPS = 60;

/** 95 % upper bound for `found` of `size`. Known: 0 of 59 → 0.0495; 0 of 299 → 0.00997. 1 for an empty sample. */
export function clopperPearsonUpper(found: number, size: number, confidence = 0.95): number {
  if (size <= 0 || found >= size) return 1;
  let low = 0;
  let high = 1;
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (binomialAtMost(found, size, middle) > 1 - confidence) low = middle;
    else high = middle;
  }
  return high;
}

/** P(X ≤ k) for X ~ Binomial(n, p), by summing terms in logarithms. */
function binomialAtMost(k: number, n: number, p: number): number {
  if (p <= 0) return 1;
  if (p >= 1) return k >= n ? 1 : 0;
  let logTerm = n * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let i = 1; i <= k; i += 1) {
    logTerm += Math.log((n - i + 1) / i) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}
