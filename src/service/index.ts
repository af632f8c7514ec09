export type { InspectionResult, WorkerOptions } from '../pool/messages.js';
export {
  type InspectionPool,
  openPool,
  type PoolLoad,
  type PoolOptions,
  type TaskOptions,
} from '../pool/pool.js';
export type { UrlOptions } from './fetch/allow-list.js';
export { type Job, type JobOutcome, type Jobs, type JobsLoad, type NewJob, TRANSIENT } from './jobs/jobs.js';
export { type LocalJobsOptions, openLocalJobs } from './jobs/local-jobs.js';
export { openQueueJobs, type QueueJobsOptions } from './jobs/queue-jobs.js';
export { type Idempotency, type JobStore, type MemoryStoreOptions, openMemoryStore } from './jobs/store.js';
export type { ServiceOptions } from './options.js';
export { type ClaimWorker, type ClaimWorkerOptions, startClaimWorker } from './queue/claim-worker.js';
export type {
  ClaimOutcome,
  ClaimQueue,
  Delivery,
  JobError,
  ParkedJob,
  QueueCounts,
} from './queue/contract.js';
export type { NewClaimJob, PictureName } from './queue/job.js';
export { openQueue, type QueueOptions } from './queue/open-queue.js';
export { openPictureFolder, type PictureStore } from './queue/pictures.js';
export type { ResultStore } from './queue/results.js';
export { type Service, startService } from './service.js';
