import { z } from 'zod';
import { claimSchema } from '../../artifacts/claim.js';
import { fingerprintSchema } from '../../matching/fingerprint.js';
import { reportSchema } from '../../report/schema.js';
import { inspectionUrlsSchema, referenceUrlsSchema } from './body.js';
import { problemSchema } from './problem.js';

/** An inspection that was taken on and has not ended. */
export const jobSchema = z.object({
  id: z.string(),
  state: z.enum(['queued', 'running']),
  href: z.string().describe('Where the report will be'),
});

const fingerprintsSchema = z.object({ fingerprints: z.array(fingerprintSchema) });

const statusSchema = z.object({ status: z.enum(['ok', 'ready']) });

/** Every body that the interface takes or gives, by the name that its description uses. */
export const SCHEMAS = {
  Report: reportSchema,
  Claim: claimSchema,
  Fingerprint: fingerprintSchema,
  Fingerprints: fingerprintsSchema,
  InspectionUrls: inspectionUrlsSchema,
  ReferenceUrls: referenceUrlsSchema,
  Job: jobSchema,
  Problem: problemSchema,
  Status: statusSchema,
} as const;

export type SchemaName = keyof typeof SCHEMAS;
