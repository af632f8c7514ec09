import { z } from 'zod';
import { ClaimlensError } from '../errors.js';

// The fusion model ships as three files that belong together: model.onnx (the arithmetic), fusion.json (what goes
// in and what comes out, this schema) and policy.json (thresholds and calibration). All are written by
// models/fusion/train.py.

const featureSchema = z.strictObject({
  /** Reading id, e.g. `reference/derivation`. */
  reading: z.string(),
  /** `value`, or the name of a numeric or boolean detail. */
  field: z.string(),
  family: z.string(),
  /** Where more evidence of forgery lies; the model never falls in this direction. */
  direction: z.enum(['up', 'down']),
  /** The value counts as far as a second reading speaks: not at all at `from`, in full at `to`. */
  times: z
    .strictObject({ reading: z.string(), field: z.string(), from: z.number(), to: z.number() })
    .optional(),
});

const fusionSchema = z.strictObject({
  schema: z.literal('claimlens/fusion/1'),
  id: z.string(),
  features: z.array(featureSchema).min(1),
  /** Families in the order of the model's `families` output. */
  families: z.array(z.string()).min(1),
  /** Readings of which at least one must be measured before a score is given. */
  pillars: z.array(z.string()).min(1),
});

export type FusionSpec = z.infer<typeof fusionSchema>;
export type FusionFeature = z.infer<typeof featureSchema>;

/**
 * Reads fusion.json.
 *
 * @throws ClaimlensError `invalid-model`
 */
export function parseFusionSpec(json: unknown): FusionSpec {
  const result = fusionSchema.safeParse(json);
  if (result.success) return result.data;
  throw new ClaimlensError('invalid-model', `fusion.json: ${z.prettifyError(result.error)}`);
}
