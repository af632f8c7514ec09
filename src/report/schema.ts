import { z } from 'zod';

// The report is the product: HTML, text, CLI and HTTP only render it. Additions keep the version; renaming or
// removing anything, or changing a meaning, makes `claimlens/report/2`.

export const REPORT_SCHEMA = 'claimlens/report/1';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const bilingual = z.strictObject({ en: z.string(), zh: z.string() });
const json = z.json();

export const verdictSchema = z.enum(['no-evidence', 'inconclusive', 'review', 'strong-evidence']);
export const nextStepSchema = z.enum(['continue', 'ask-for-more', 'human-review']);

const pictureSchema = z.strictObject({
  sha256,
  bytes: z.int().nonnegative(),
  format: z.string(),
  /** Upright size in pixels. */
  width: z.int().positive(),
  height: z.int().positive(),
});

export const regionSchema = z.strictObject({
  /** Corners in pixels of the upright photo, not closed. */
  polygon: z.array(z.tuple([z.number(), z.number()])),
  kind: z.string(),
  /** Id of the reading that points here. */
  reading: z.string(),
  confidence: z.number().min(0).max(1),
});

export const readingSchema = z.strictObject({
  id: z.string(),
  family: z.enum(['metadata', 'provenance', 'reference', 'jpeg', 'noise', 'neural', 'registry']),
  status: z.enum(['measured', 'not-applicable', 'failed']),
  value: z.number().nullable(),
  unit: z.string(),
  /** What this reading alone says: positive for forgery, negative for an honest photo, 0 for nothing. */
  log10Lr: z.number(),
  /** Why nothing was measured, or the error; null when measured. */
  reason: z.string().nullable(),
  details: z.record(z.string(), json),
  /** Share of honest calibration photos that show at least this value: k of n with the exact upper 95 % bound. */
  falseAlarm: z
    .strictObject({ k: z.int().nonnegative(), n: z.int().positive(), upper: z.number().min(0).max(1) })
    .nullable(),
  source: z.string(),
  text: z.strictObject({ title: bilingual, measured: bilingual, meaning: bilingual }),
});

export const markSchema = z.strictObject({ mark: z.string(), value: z.string(), where: z.string() });

export const reportSchema = z.strictObject({
  schema: z.literal(REPORT_SCHEMA),
  claim: z.strictObject({ id: z.string().nullable() }),
  photo: pictureSchema,
  references: z.array(pictureSchema.partial({ bytes: true, format: true })),
  tool: z.strictObject({
    name: z.literal('claimlens'),
    version: z.string(),
    models: z.array(z.strictObject({ id: z.string(), sha256 })),
    policy: z.strictObject({ id: z.string(), sha256 }),
  }),
  /** Calibrated probability of forgery at the policy's prior; null when too little could be measured. */
  score: z.number().min(0).max(1).nullable(),
  log10Lr: z.number().nullable(),
  verdict: verdictSchema,
  nextStep: nextStepSchema,
  /** The result in one sentence each. */
  summary: bilingual,
  readings: z.array(readingSchema),
  marks: z.array(markSchema),
  regions: z.array(regionSchema),
  /** log10Lr by family; sums to `log10Lr`. */
  contributions: z.record(z.string(), z.number()),
  /** What this inspection could not see. */
  limits: z.array(z.strictObject({ code: z.string(), text: bilingual })),
  /** The only fields that differ between two runs on the same input. */
  timing: z.strictObject({ inspectedAt: z.iso.datetime(), elapsedMs: z.number().nonnegative() }),
});

export type Report = z.infer<typeof reportSchema>;
export type Verdict = z.infer<typeof verdictSchema>;
export type NextStep = z.infer<typeof nextStepSchema>;
export type ReportReading = z.infer<typeof readingSchema>;
export type ReportRegion = z.infer<typeof regionSchema>;

/** The published JSON Schema (draft 2020-12) of the report. */
export function reportJsonSchema(): Record<string, unknown> {
  return {
    $id: `urn:${REPORT_SCHEMA.replaceAll('/', ':')}`,
    title: 'Claimlens inspection report',
    ...z.toJSONSchema(reportSchema, { target: 'draft-2020-12' }),
  };
}
