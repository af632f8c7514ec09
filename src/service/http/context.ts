import type { Limits } from '../../photo/limits.js';
import type { InspectionPool } from '../../pool/pool.js';
import type { PictureFetcher } from '../fetch/fetcher.js';
import type { Jobs } from '../jobs/jobs.js';
import type { Metrics } from '../metrics.js';
import type { Settings } from '../options.js';
import type { Admission } from './admission.js';
import type { Keyring } from './keys.js';

/** What the routes share. */
export interface Context {
  readonly settings: Settings;
  readonly limits: Limits;
  readonly keyring: Keyring;
  readonly admission: Admission;
  readonly pool: InspectionPool;
  readonly jobs: Jobs;
  readonly metrics: Metrics;
  /** Null where no host is allowed. */
  readonly fetcher: PictureFetcher | null;
  /** True once the service is closing: nothing new is taken on. */
  draining(): boolean;
}
