import type { Claim } from '../../artifacts/claim.js';
import { type ErrorCode, toClaimlensError } from '../../errors.js';
import { resolveLimits } from '../../photo/limits.js';
import type { WorkerOptions } from '../../pool/messages.js';
import { openPool, type PoolOptions } from '../../pool/pool.js';
import { readReference } from '../reference.js';
import type { Task } from './rows.js';

/**
 * A worker without an answer for this many times the limit of an inspection hangs. Twice what the pool takes for a
 * service: nobody waits here, and a row that a loaded machine took for hanging would be lost.
 */
const HANG_FACTOR = 6;

/** What a result line holds beside the id and the columns that pass through. */
export type Outcome =
  /** The report in canonical JSON. */
  { readonly report: string } | { readonly error: { readonly code: ErrorCode; readonly message: string } };

/** Inspects rows on processes of their own. */
interface RowInspector {
  /** @returns the outcome; never rejects: a worker that dies or hangs gives an error outcome and is replaced */
  inspect(task: Task): Promise<Outcome>;
  close(): void;
}

export interface RowInspectorOptions {
  /** Rows inspected side by side, each by a process; 0 where there is none to inspect. */
  readonly jobs: number;
  readonly inspector?: WorkerOptions;
  /** What tests put in the place of the worker. */
  readonly child?: PoolOptions['child'];
}

/** @throws ClaimlensError what opening an inspector throws */
export async function openRowInspector({
  jobs,
  inspector = {},
  child,
}: RowInspectorOptions): Promise<RowInspector> {
  const pool = await openPool({
    size: jobs,
    inspector,
    hangMs: HANG_FACTOR * resolveLimits(inspector.limits).maxDurationMs,
    child: { giveWay: false, ...child },
  });
  return {
    async inspect({ photo, references, claim }) {
      try {
        const pictures = await Promise.all(references.map(readReference));
        // The inspector checks the claim.
        const { report } = await pool.inspect({ photo, references: pictures, claim: claim as Claim });
        return { report };
      } catch (thrown) {
        const { code, message } = toClaimlensError(thrown, 'internal', 'inspect');
        return { error: { code, message } };
      }
    },
    close: () => pool.close(),
  };
}
