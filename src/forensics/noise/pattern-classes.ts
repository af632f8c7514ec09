/** Runs of four symbols 0..2 for −1, 0, 1. */
const RUNS = 81;

/** The class of each run: a run, its negative, its reverse and both count as one. */
export const PATTERN_CLASSES: Uint8Array = (() => {
  const classes = new Uint8Array(RUNS).fill(255);
  let next = 0;
  for (let run = 0; run < RUNS; run++) {
    if (classes[run] < 255) continue;
    const digits = [Math.floor(run / 27), Math.floor(run / 9) % 3, Math.floor(run / 3) % 3, run % 3];
    const negative = digits.map((digit) => 2 - digit);
    for (const like of [digits, negative, [...digits].reverse(), [...negative].reverse()])
      classes[like.reduce((code, digit) => code * 3 + digit, 0)] = next;
    next++;
  }
  return classes;
})();

/** Number of classes: 25. */
export const PATTERN_COUNT = Math.max(...PATTERN_CLASSES) + 1;
