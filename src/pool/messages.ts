import type { ErrorCode } from '../errors.js';
import type { InspectionInput, InspectorOptions } from '../inspect.js';
import type { Fingerprint } from '../matching/fingerprint.js';
import type { PhotoSource } from '../photo/source.js';
import type { Language } from '../report/fill.js';
import type { Verdict } from '../report/schema.js';

/** How an inspector works, as far as it can be told to another process. */
export type WorkerOptions = Omit<InspectorOptions, 'registry'> & {
  /** Location of a registry of earlier claims, as `openRegistry` takes it: each worker opens it. @default none */
  readonly registry?: string;
  /** Adds photos of claims that have an id to the registry. @default false */
  readonly register?: boolean;
  /** As `openRegistry` takes it: also looks in what other platforms shared under this key. @default none */
  readonly sharingKey?: Uint8Array;
  /** Also runs the slower signals. @default false */
  readonly deep?: boolean;
};

/** One piece of work for a worker. */
export type Task =
  | {
      readonly kind: 'inspect';
      readonly input: InspectionInput;
      /** Language in which the HTML report opens; null draws none. */
      readonly html: Language | null;
    }
  | { readonly kind: 'fingerprint'; readonly pictures: readonly PhotoSource[] };

/** What the pool sends to a worker: `open` once, then tasks one at a time. */
export type Request =
  | {
      readonly kind: 'open';
      readonly options: WorkerOptions;
      /** It takes the place of one that was lost: a registry that is down at the moment does not keep it from opening. */
      readonly replaces: boolean;
    }
  | { readonly kind: 'task'; readonly task: Task }
  /** Ends the running task between two signals; it is answered with `aborted`. */
  | { readonly kind: 'abort' };

/** A finished inspection as text, so that whoever passes it on need not parse it. */
export interface InspectionResult {
  /** The report in canonical JSON. */
  readonly report: string;
  readonly verdict: Verdict;
  /** The report with pictures as one HTML file, where it was asked for. */
  readonly html: string | null;
}

export type TaskResult = InspectionResult | readonly Fingerprint[];

/** What a worker answers, once per request other than `abort`. */
export type Response =
  | { readonly kind: 'opened' }
  | { readonly kind: 'done'; readonly result: TaskResult }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };
