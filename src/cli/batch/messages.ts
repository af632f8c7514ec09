import type { ErrorCode } from '../../errors.js';
import type { Limits } from '../../photo/limits.js';
import type { Report } from '../../report/schema.js';
import type { Task } from './rows.js';

/** What the batch sends to a worker. */
export type Request =
  | {
      readonly kind: 'open';
      readonly policy?: string;
      /** Certificates (PEM). */
      readonly c2paTrust?: string;
      readonly deep?: boolean;
      /** As on the command line. */
      readonly registry?: string;
      readonly register?: boolean;
      readonly limits: Partial<Limits>;
    }
  | { readonly kind: 'inspect'; readonly task: Task };

/** What a result line holds beside the id and the columns that pass through. */
export type Outcome =
  | { readonly report: Report }
  | { readonly error: { readonly code: ErrorCode; readonly message: string } };

/** What a worker answers: once `opened`, then one `outcome` per task. */
export type Response =
  | { readonly kind: 'opened' }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string }
  | { readonly kind: 'outcome'; readonly outcome: Outcome };
