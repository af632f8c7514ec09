import type { ClaimResult } from '../../src/bench/result.js';

/** A result of the benchmark, honest and silent unless told otherwise. */
export function makeResult(fields: Partial<ClaimResult> & { readonly id: string }): ClaimResult {
  return {
    forged: false,
    kind: 'pristine-damage',
    generator: '',
    channel: 'chat',
    source: fields.id,
    pictures: ['0'.repeat(64)],
    references: 0,
    log10Lr: 0,
    verdict: 'no-evidence',
    mask: null,
    readings: {},
    elapsedMs: 1,
    ...fields,
  };
}

/** Ten honest and ten forged claims whose scores overlap by two. */
export function makeSet(): ClaimResult[] {
  return Array.from({ length: 20 }, (_, i) => {
    const forged = i >= 10;
    const log10Lr = forged ? (i - 10) / 10 : (i - 8) / 10;
    return makeResult({
      id: `c${i}`,
      forged,
      kind: forged ? 'generated' : 'pristine-damage',
      generator: forged ? (i % 2 ? 'odd' : 'even') : '',
      channel: i % 2 ? 'chat' : 'webp',
      source: `s${i % 5}`,
      log10Lr,
      verdict: log10Lr >= 0.5 ? 'review' : 'no-evidence',
      mask: forged ? { f1: 0.5, iou: 0.4, mcc: 0.45 } : null,
      readings: {
        'neural/generated': {
          status: 'measured',
          value: log10Lr * 2,
          log10Lr,
          fusedWithout: 0,
        },
        'metadata/thumbnail': { status: 'not-applicable', value: null, log10Lr: 0 },
      },
    });
  });
}
