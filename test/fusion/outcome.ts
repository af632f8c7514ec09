import type { SignalOutcome } from '../../src/run.js';
import { defineSignal, type Signal } from '../../src/signals/signal.js';

const TEXT = { en: 'x', zh: 'x' };

/** An outcome as the runner would return it. */
export function outcomeOf(id: Signal['id'], reading: SignalOutcome['reading']): SignalOutcome {
  const signal = defineSignal({
    id,
    needs: [],
    unit: 'count',
    tier: 'default',
    source: 'test',
    text: { title: TEXT, measured: TEXT, meaning: TEXT },
    measure: () => ({ status: 'not-applicable', reason: 'too-small' }),
  });
  return { signal, family: 'noise', elapsedMs: 0, reading };
}
