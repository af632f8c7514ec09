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
  /** Counts bytes that arrived. @throws ClaimlensError `busy` when all requests together hold too much */
  grow(bytes: number): void;
  /** Gives everything back; once is enough and twice does no harm. */
  release(): void;
}

/** @param options.maxRequests taken in side by side @param options.maxBytes held by all of them */
export function openAdmission({
  maxRequests,
  maxBytes,
}: {
  maxRequests: number;
  maxBytes: number;
}): Admission {
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
