import { ClaimlensError, checkAborted, toClaimlensError } from './errors.js';
import type { InspectionInput, InspectionOptions } from './inspect.js';
import type { Report } from './report/schema.js';

/** How many claims are inspected, in which order, and how each of them is. */
export interface InspectAllOptions extends InspectionOptions {
  /**
   * Claims that are open at a time: being inspected, or inspected and not taken yet. In one process two overlap the
   * decoding of one claim with the measurements of another; with a pool, give its size.
   * @default 1
   */
  readonly concurrency?: number;
  /** Gives outcomes in the order of the claims; else in the order in which they are ready. @default true */
  readonly ordered?: boolean;
}

/** What became of one claim. An error of one claim is a value; the others go on. */
export type InspectionOutcome<Input = InspectionInput, Result = Report> =
  | { readonly status: 'inspected'; readonly index: number; readonly input: Input; readonly report: Result }
  | {
      readonly status: 'failed';
      readonly index: number;
      readonly input: Input;
      readonly error: ClaimlensError;
    };

/**
 * Inspects many claims, as many at a time as asked for. A claim is taken from `claims` only when there is room for it,
 * so a list of any length, or a stream that never ends, needs no more memory than `concurrency` claims.
 *
 * @param inspector what `createInspector` gave, or the pool of `claimlens/service` (processes; then `report` is what its
 *   `inspect` gives)
 * @param claims a list, a generator or a stream; fields beside those of a claim come back in `input`
 * @returns one outcome per claim; leaving the loop ends what is still running
 * @throws ClaimlensError `aborted`, `invalid-argument`; and what `claims` itself throws
 * @example
 * const claims = [{ photo: 'a.jpg' }, { photo: 'b.jpg', references: ['listing.jpg'] }];
 * for await (const outcome of inspectAll(inspector, claims)) {
 *   if (outcome.status === 'inspected') console.log(outcome.index, outcome.report.verdict);
 *   else console.log(outcome.index, outcome.error.code);
 * }
 */
export async function* inspectAll<Input extends InspectionInput, Result>(
  inspector: { inspect(input: InspectionInput, options: InspectionOptions): Promise<Result> },
  claims: Iterable<Input> | AsyncIterable<Input>,
  { concurrency = 1, ordered = true, signal, ...options }: InspectAllOptions = {},
): AsyncGenerator<InspectionOutcome<Input, Result>, void, undefined> {
  if (!Number.isInteger(concurrency) || concurrency < 1)
    throw new ClaimlensError(
      'invalid-argument',
      `concurrency: expected a whole number of at least 1, got ${concurrency}`,
    );
  const left = new AbortController();
  const either = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
  const source = Symbol.asyncIterator in claims ? claims[Symbol.asyncIterator]() : claims[Symbol.iterator]();
  const open = new Map<number, Promise<InspectionOutcome<Input, Result>>>();
  /** The next claim that is on its way; null when none is asked for. */
  let coming: Promise<{ readonly arrived: IteratorResult<Input> }> | null = null;
  let ended = false;

  const inspectOne = (input: Input, index: number) =>
    inspector.inspect(input, { ...options, signal: either }).then(
      (report) => ({ status: 'inspected', index, input, report }) as const,
      (thrown: unknown) =>
        ({ status: 'failed', index, input, error: toClaimlensError(thrown, 'internal', 'inspect') }) as const,
    );

  const stopped = new Promise<'stopped'>((resolve) => {
    if (either.aborted) resolve('stopped');
    else either.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  try {
    for (let next = 0; ; ) {
      checkAborted(signal, 'inspectAll');
      if (!ended && !coming && open.size < concurrency)
        coming = Promise.resolve(source.next()).then((arrived) => ({ arrived }));
      if (!coming && open.size === 0) return;
      // Insertion order is the order of the claims.
      const ready = ordered ? [...open.values()].slice(0, 1) : [...open.values()];
      const first = await Promise.race([...ready, ...(coming ? [coming] : []), stopped]);
      if (first === 'stopped') continue;
      if ('arrived' in first) {
        coming = null;
        if (first.arrived.done) ended = true;
        else open.set(next, inspectOne(first.arrived.value, next++));
        continue;
      }
      checkAborted(signal, 'inspectAll');
      open.delete(first.index);
      yield first;
    }
  } finally {
    left.abort();
    coming?.catch(() => undefined);
    await Promise.allSettled(open.values());
    // A source that still owes us a claim answers later, or never: nobody waits for it.
    const closed = ended ? undefined : Promise.resolve(source.return?.());
    if (coming) closed?.catch(() => undefined);
    else await closed;
  }
}
