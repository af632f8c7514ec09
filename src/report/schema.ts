import { z } from 'zod';

// The report is the product: HTML, text, CLI and HTTP only render it. Additions keep the version; renaming or
// removing anything, or changing a meaning, makes `claimlens/report/2`.

/** Name and version of the report's schema. */
export const REPORT_SCHEMA = 'claimlens/report/1';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const bilingual = z.strictObject({ en: z.string(), zh: z.string() });
const json = z.json();

export const verdictSchema = z.enum(['no-evidence', 'inconclusive', 'review', 'strong-evidence']);
const nextStepSchema = z.enum(['continue', 'ask-for-more', 'human-review']);

const pictureSchema = z.strictObject({
  sha256,
  bytes: z.int().nonnegative(),
  format: z.string(),
  /** Upright size in pixels. */
  width: z.int().positive(),
  height: z.int().positive(),
});

const regionSchema = z.strictObject({
  /** Corners in pixels of the upright photo, not closed. */
  polygon: z.array(z.tuple([z.number(), z.number()])),
  kind: z.string(),
  /** Id of the reading that points here. */
  reading: z.string(),
  confidence: z.number().min(0).max(1),
});

const readingFields = {
  id: z.string(),
  family: z.enum(['metadata', 'provenance', 'reference', 'jpeg', 'noise', 'neural', 'registry']),
  unit: z.string(),
  details: z.record(z.string(), json),
  source: z.string(),
  text: z.strictObject({ title: bilingual, measured: bilingual, meaning: bilingual }),
};
/** What is the same of readings that measured nothing: they add exactly 0. */
const silentFields = {
  ...readingFields,
  value: z.null(),
  log10Lr: z.literal(0),
  falseAlarm: z.null(),
};

const readingSchema = z.discriminatedUnion('status', [
  z.strictObject({
    ...readingFields,
    status: z.literal('measured'),
    value: z.number(),
    /** What this reading alone says: positive for forgery, negative for an honest photo, 0 for nothing. */
    log10Lr: z.number(),
    /** Share of honest calibration photos that show at least this value: k of n with the exact upper 95 % bound. */
    falseAlarm: z
      .strictObject({ k: z.int().nonnegative(), n: z.int().positive(), upper: z.number().min(0).max(1) })
      .nullable(),
    reason: z.null(),
  }),
  z.strictObject({
    ...silentFields,
    status: z.literal('not-applicable'),
    /** What was missing, by name. */
    reason: z.string(),
  }),
  z.strictObject({
    ...silentFields,
    status: z.literal('failed'),
    /** The error: its code and message. */
    reason: z.string(),
  }),
]);

const markSchema = z.strictObject({ mark: z.string(), value: z.string(), where: z.string() });

/** Checks a report: `reportSchema.safeParse(JSON.parse(text))`. */
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

/** One inspection: verdict, figures and every measurement, as plain JSON. */
export type Report = z.infer<typeof reportSchema>;
/** What the figures amount to at the policy's thresholds; none of them rejects a claim. */
export type Verdict = z.infer<typeof verdictSchema>;
/** What to do next. */
export type NextStep = z.infer<typeof nextStepSchema>;
/** One measurement, told apart by `status`: only `measured` has a number as its `value`. */
export type ReportReading = z.infer<typeof readingSchema>;
/** A part of the photo that a reading points at. */
export type ReportRegion = z.infer<typeof regionSchema>;

/**
 * The published JSON Schema of the report, as `claimlens/report.schema.json` holds it.
 *
 * @returns draft 2020-12
 * @example
 * console.log(reportJsonSchema().$id); // urn:claimlens:report:1
 */
export function reportJsonSchema(): Record<string, unknown> {
  return {
    $id: `urn:${REPORT_SCHEMA.replaceAll('/', ':')}`,
    title: 'Claimlens inspection report',
    ...z.toJSONSchema(reportSchema, { target: 'draft-2020-12' }),
  };
}
