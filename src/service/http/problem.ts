import { z } from 'zod';
import { ClaimlensError, type ErrorCode } from '../../errors.js';

/** What HTTP says for a code, and in a few words what it means. */
const PROBLEMS: Readonly<Record<ErrorCode, { readonly status: number; readonly title: string }>> = {
  'invalid-argument': { status: 400, title: 'The request has the wrong shape' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'unreadable-photo': { status: 422, title: 'The picture cannot be decoded' },
  'unsupported-format': { status: 415, title: 'The format is not supported' },
  'limit-exceeded': { status: 413, title: 'A limit is exceeded' },
  timeout: { status: 503, title: 'The time limit passed' },
  aborted: { status: 503, title: 'The inspection was given up' },
  'missing-decoder': { status: 415, title: 'An optional decoder is not installed here' },
  'missing-runtime': { status: 500, title: 'No ONNX runtime is installed here' },
  'invalid-model': { status: 500, title: 'A model or policy file is damaged' },
  'invalid-report': { status: 400, title: 'A fingerprint or report does not follow its schema' },
  closed: { status: 503, title: 'The service is closing' },
  'missing-package': { status: 500, title: 'An optional package is not installed here' },
  busy: { status: 503, title: 'Too much work is waiting' },
  'worker-lost': { status: 503, title: 'The worker ended before it answered' },
  unauthorized: { status: 401, title: 'A known key is required' },
  'idempotency-mismatch': { status: 422, title: 'The idempotency key belongs to another request' },
  'forbidden-url': { status: 403, title: 'The URL is not allowed' },
  'unreachable-url': { status: 422, title: 'The URL gave no picture' },
  'registry-unavailable': { status: 503, title: 'The registry of earlier claims cannot be reached' },
  'queue-unavailable': { status: 503, title: 'The queue of claims cannot be reached' },
  internal: { status: 500, title: 'A defect of the service' },
};

export const PROBLEM_TYPE = 'application/problem+json';

/** RFC 9457 problem details with the stable code of the error. */
export const problemSchema = z.object({
  type: z.string().describe('urn:claimlens:problem: and the code'),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string(),
  code: z.enum(Object.keys(PROBLEMS) as [ErrorCode, ...ErrorCode[]]),
  requestId: z.string().optional().describe('As in the log of the service'),
});

export type Problem = z.infer<typeof problemSchema>;

/** An error that HTTP tells apart where our codes do not. */
export class HttpError extends ClaimlensError {
  readonly status: number;

  constructor(status: number, code: ErrorCode, message: string) {
    super(code, message);
    this.status = status;
  }
}

/**
 * The answer for anything thrown. What is no error of ours and none of the HTTP layer says nothing about itself.
 *
 * @see RFC 9457
 */
export function toProblem(thrown: unknown, requestId?: string): Problem {
  const { status, code, detail } = describe(thrown);
  return {
    type: `urn:claimlens:problem:${code}`,
    title: PROBLEMS[code].title,
    status: status ?? PROBLEMS[code].status,
    detail,
    code,
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** Statuses of a code that callers see, for the description of the interface. */
export function statusOf(code: ErrorCode): number {
  return PROBLEMS[code].status;
}

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthorized',
  404: 'not-found',
  408: 'timeout',
  413: 'limit-exceeded',
  503: 'closed',
};

function describe(thrown: unknown): { status?: number; code: ErrorCode; detail: string } {
  if (thrown instanceof HttpError)
    return { status: thrown.status, code: thrown.code, detail: thrown.message };
  if (thrown instanceof ClaimlensError) return { code: thrown.code, detail: thrown.message };
  const status = statusCodeOf(thrown);
  // Fastify's own refusals are for the caller to read; its messages quote no body.
  if (status !== null && (status < 500 || status === 503))
    return {
      status,
      code: CODE_OF_STATUS[status] ?? 'invalid-argument',
      detail: (thrown as Error).message,
    };
  return { code: 'internal', detail: 'the service failed; its log has more under this request id' };
}

function statusCodeOf(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !('statusCode' in thrown)) return null;
  const { statusCode } = thrown;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 600 ? statusCode : null;
}
