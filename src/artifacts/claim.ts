import { z } from 'zod';
import { ClaimlensError } from '../errors.js';

const instant = z.iso.datetime({ offset: true, local: true }).or(z.iso.date());

/**
 * What the refund service knows about the claim. Times are ISO 8601; a time without offset is read as local time
 * of unknown zone and compared with the width of all zones.
 */
export const claimSchema = z.object({
  id: z.string().max(200).optional(),
  orderedAt: instant.optional(),
  shippedAt: instant.optional(),
  deliveredAt: instant.optional(),
  claimedAt: instant.optional(),
  /** Opaque key of the buyer; never a name. */
  buyer: z.string().max(200).optional(),
  /** Opaque key of the product. */
  product: z.string().max(200).optional(),
});

/** Facts about the claim that an inspection may use; all are optional. Times are ISO 8601. */
export type Claim = z.infer<typeof claimSchema>;

/**
 * Checks a claim given by a caller.
 *
 * @throws ClaimlensError `invalid-argument` naming the first field that does not fit
 */
export function parseClaim(claim: unknown): Claim {
  const result = claimSchema.safeParse(claim ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new ClaimlensError('invalid-argument', `claim.${issue.path.join('.')}: ${issue.message}`);
}
