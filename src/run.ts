import type { ArtifactName, ArtifactValues, GetArtifact } from './artifacts/artifacts.js';
import { ClaimlensError, checkAborted, type ErrorCode } from './errors.js';
import type { Family, Reading, Signal } from './signals/signal.js';

/** A reading with its origin; `failed` is written here and nowhere else. */
export type SignalOutcome = {
  readonly signal: Signal;
  readonly family: Family;
  readonly elapsedMs: number;
  readonly reading:
    | Reading
    | { readonly status: 'failed'; readonly error: { code: ErrorCode; message: string } };
};

/** When a run has to end. */
interface RunOptions {
  /** Milliseconds from the start of the run after which no further signal starts. */
  readonly deadlineMs: number;
  readonly deep: boolean;
  /** Runs the signals that tell the place of capture. @default false */
  readonly gps?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Runs signals one after the other on shared artifacts. The only place that catches: a broken signal becomes a
 * `failed` outcome and the others go on; signals past the deadline fail with `timeout`.
 *
 * @throws ClaimlensError `aborted` when the caller's AbortSignal fires
 */
export async function runSignals(
  signals: readonly Signal[],
  get: GetArtifact,
  { deadlineMs, deep, gps = false, signal: abort }: RunOptions,
): Promise<SignalOutcome[]> {
  const begin = performance.now();
  const outcomes: SignalOutcome[] = [];
  for (const signal of signals) {
    if ((signal.tier === 'deep' && !deep) || (signal.tier === 'gps' && !gps)) continue;
    checkAborted(abort, 'inspect');
    const start = performance.now();
    const late = start - begin > deadlineMs;
    const reading = late ? timedOut() : await measure(signal, get);
    outcomes.push({ signal, family: familyOf(signal), elapsedMs: performance.now() - start, reading });
    // Signals are mostly synchronous number work: let timers, sockets and the AbortSignal have their turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return outcomes;
}

/** The part of the id before the slash. */
export function familyOf(signal: Signal): Family {
  return signal.id.slice(0, signal.id.indexOf('/')) as Family;
}

async function measure(signal: Signal, get: GetArtifact): Promise<SignalOutcome['reading']> {
  try {
    const artifacts: Partial<Record<ArtifactName, unknown>> = {};
    for (const name of signal.needs) artifacts[name] = await get(name);
    return await signal.measure(artifacts as unknown as ArtifactValues);
  } catch (error) {
    const code = error instanceof ClaimlensError ? error.code : 'internal';
    return {
      status: 'failed',
      error: { code, message: error instanceof Error ? error.message : String(error) },
    };
  }
}

function timedOut(): SignalOutcome['reading'] {
  return {
    status: 'failed',
    error: {
      code: 'timeout',
      message: 'the time limit of the inspection passed before this signal (limits.maxDurationMs)',
    },
  };
}
