import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { ClaimlensError } from '../errors.js';
import type { WorkerOptions } from '../pool/messages.js';
import type { InspectionPool } from '../pool/pool.js';
import type { UrlOptions } from './fetch/allow-list.js';
import type { Jobs } from './jobs/jobs.js';

const positive = z.int().positive();

const settingsSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.int().min(0).max(65_535).default(8080),
  workers: positive.max(256).default(availableParallelism()),
  maxQueued: z.int().nonnegative().optional(),
  maxRequests: positive.default(64),
  maxRequestBytes: positive.default(200_000_000),
  maxBufferedBytes: positive.default(1_000_000_000),
  maxConnections: positive.default(1024),
  syncWaitMs: positive.default(25_000),
  receiveTimeoutMs: positive.default(60_000),
  headersTimeoutMs: positive.default(10_000),
  drainMs: z.int().nonnegative().default(25_000),
  hangMs: positive.optional(),
});

/** Numbers of a service, complete. */
export type Settings = z.infer<typeof settingsSchema>;

/** How a service works. Every field has a default. */
export interface ServiceOptions {
  /** Address to listen on. Anything but loopback needs keys. @default '127.0.0.1' */
  readonly host?: string;
  /** 0 takes a free port. @default 8080 */
  readonly port?: number;
  /** Bearer keys, each at least 22 characters; none serves loopback alone. @default none */
  readonly keys?: readonly string[];
  /** How the inspectors work: limits, policy, trust list. Plain data. */
  readonly inspector?: WorkerOptions;
  /** Worker processes. @default one per core */
  readonly workers?: number;
  /** Inspections that may wait for a worker; one more is answered 503. @default 16 per worker */
  readonly maxQueued?: number;
  /** Requests taken in side by side, queued ones included; one more is answered 503. @default 64 */
  readonly maxRequests?: number;
  /** Largest request, all parts together. @default 200 MB */
  readonly maxRequestBytes?: number;
  /** Bytes of pictures held by all requests together; more is answered 503. @default 1 GB */
  readonly maxBufferedBytes?: number;
  /** Sockets open at a time; more are closed. @default 1024 */
  readonly maxConnections?: number;
  /** Longest wait of a synchronous request, after which it is answered 202 and goes on. @default 25 s */
  readonly syncWaitMs?: number;
  /** Longest time in which a whole request has to arrive. @default 60 s */
  readonly receiveTimeoutMs?: number;
  /** Longest time in which its headers have to arrive. @default 10 s */
  readonly headersTimeoutMs?: number;
  /** Longest wait for accepted work when the service closes. @default 25 s */
  readonly drainMs?: number;
  /** A worker without an answer for so long is ended. @default three times `inspector.limits.maxDurationMs` */
  readonly hangMs?: number;
  /** Hosts from which pictures may be fetched. @default none: requests with URLs are refused */
  readonly urls?: UrlOptions;
  /** Takes jobs on instead of the workers of this process; these still take fingerprints. */
  readonly jobs?: (pool: InspectionPool) => Jobs;
  /** Where log lines (JSON) go; false for none. @default stdout */
  readonly log?: false | { write(line: string): void };
}

/**
 * Completes the numbers with their defaults.
 *
 * @throws ClaimlensError `invalid-argument` naming the first that does not fit
 */
export function resolveSettings(options: ServiceOptions): Settings {
  const { keys: _, inspector: __, urls: ___, jobs: ____, log: _____, ...numbers } = options;
  const result = settingsSchema.safeParse(numbers);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new ClaimlensError('invalid-argument', `service.${issue.path.join('.')}: ${issue.message}`);
}
