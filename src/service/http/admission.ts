import { ClaimlensError } from '../../errors.js';

/** Holds what requests keep in memory within bounds. */
export interface Admission {
  /** Requests whose body is being read, or whose input waits for a worker. */
  readonly requests: number;
  readonly bytes: number;
  /** @throws ClaimlensError `busy` */
  enter(): Ticket;
}

export interface Ticket {
  /**
   * Counts bytes that arrived.
   *
   * @throws ClaimlensError `limit-exceeded` when the request holds too much, `busy` when all together do
   */
  grow(bytes: number): void;
  /** Gives everything back; once is enough and twice does no harm. */
  release(): void;
}

interface AdmissionLimits {
  /** Requests taken in side by side. */
  readonly maxRequests: number;
  /** Bytes held by all of them. */
  readonly maxBytes: number;
  /** Bytes held by one. */
  readonly maxRequestBytes: number;
}

export function openAdmission({ maxRequests, maxBytes, maxRequestBytes }: AdmissionLimits): Admission {
  let requests = 0;
  let bytes = 0;
  return {
    get requests() {
      return requests;
    },
    get bytes() {
      return bytes;
    },
    enter() {
      if (requests >= maxRequests)
        throw new ClaimlensError('busy', `requests: expected at most ${maxRequests} at a time; try later`);
      requests++;
      let held = 0;
      let released = false;
      return {
        grow(more) {
          if (released) return;
          if (held + more > maxRequestBytes)
            throw new ClaimlensError(
              'limit-exceeded',
              `request size: expected at most ${maxRequestBytes} bytes (maxRequestBytes)`,
            );
          if (bytes + more > maxBytes)
            throw new ClaimlensError(
              'busy',
              `memory: uploads hold the ${maxBytes} bytes they may; try later`,
            );
          held += more;
          bytes += more;
        },
        release() {
          if (released) return;
          released = true;
          requests--;
          bytes -= held;
        },
      };
    },
  };
}
