import { asMissing } from './http/fastify.js';
import type { JobOutcome } from './jobs/jobs.js';

// The only file that imports prom-client.

/** Seconds; an inspection takes from a tenth to ten. */
const INSPECTION_BUCKETS = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32];
const REQUEST_BUCKETS = [0.005, 0.02, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30];

/** What a gauge asks for when it is read. */
interface Gauges {
  readonly workers: number;
  readonly busy: number;
  readonly queued: number;
  readonly lost: number;
  readonly requests: number;
  readonly bufferedBytes: number;
}

/** Figures of a service in the Prometheus text format. No label holds anything that a caller chose. */
export interface Metrics {
  readonly contentType: string;
  /** @param route the pattern, never the path */
  countRequest(route: string, method: string, status: number, seconds: number): void;
  countInspection(outcome: JobOutcome, elapsedMs: number): void;
  render(): Promise<string>;
}

/** @throws ClaimlensError `missing-package` */
export async function openMetrics(read: () => Gauges): Promise<Metrics> {
  const { default: client } = await import('prom-client').catch(asMissing);
  const registry = new client.Registry();
  const registers = [registry];
  client.collectDefaultMetrics({ register: registry, prefix: 'claimlens_' });
  const requests = new client.Histogram({
    name: 'claimlens_http_request_seconds',
    help: 'Time from the first byte of a request to the end of its answer',
    labelNames: ['route', 'method', 'status'],
    buckets: REQUEST_BUCKETS,
    registers,
  });
  const inspections = new client.Histogram({
    name: 'claimlens_inspection_seconds',
    help: 'Time of an inspection in its worker, by verdict or error code',
    labelNames: ['outcome'],
    buckets: INSPECTION_BUCKETS,
    registers,
  });
  const gauges: Record<keyof Gauges, string> = {
    workers: 'Worker processes',
    busy: 'Workers that inspect now',
    queued: 'Inspections that wait for a worker',
    lost: 'Workers that crashed or hung since the start',
    requests: 'Requests whose pictures are held now',
    bufferedBytes: 'Bytes of pictures held now',
  };
  for (const [name, help] of Object.entries(gauges))
    new client.Gauge({
      name: `claimlens_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
      help,
      registers,
      collect() {
        this.set(read()[name as keyof Gauges]);
      },
    });
  return {
    contentType: registry.contentType,
    countRequest(route, method, status, seconds) {
      requests.observe({ route, method, status }, seconds);
    },
    countInspection(outcome, elapsedMs) {
      const label = outcome.status === 'done' ? outcome.result.verdict : outcome.error.code;
      inspections.observe({ outcome: label }, elapsedMs / 1000);
    },
    render: () => registry.metrics(),
  };
}
