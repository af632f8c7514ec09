import { z } from 'zod';
import { type Claim, claimSchema } from '../../artifacts/claim.js';
import { ClaimlensError } from '../../errors.js';
import { type Fingerprint, parseFingerprint } from '../../matching/fingerprint.js';
import { canonicalJson, sha256Hex } from '../../report/canonical.js';
import type { Language } from '../../report/fill.js';

/** Bytes of all pictures that one job may carry itself; engines keep jobs in memory or in every backup. */
export const MAX_INLINE_BYTES = 8_000_000;

const storedPicture = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const namedPicture = z.strictObject({ path: z.string().min(1).max(1000) });
const inlinePicture = z.strictObject({ base64: z.base64() });
const picture = z.union([storedPicture, namedPicture, inlinePicture]);

const jobSchema = z.strictObject({
  photo: picture,
  references: z.array(z.union([picture, z.looseObject({ schema: z.string() })])),
  claim: claimSchema,
  html: z.enum(['en', 'zh']).nullable(),
});

/** A picture by the key of its content, or by its name; both below the folder of pictures that all workers see. */
export type PictureName = z.infer<typeof storedPicture> | z.infer<typeof namedPicture>;

/** A picture as a job carries it. */
export type JobPicture = z.infer<typeof picture>;

/** A claim as it lies in the queue: plain JSON. */
export interface ClaimJob {
  readonly photo: JobPicture;
  readonly references: readonly (JobPicture | Fingerprint)[];
  readonly claim: Claim;
  /** Language of the HTML report with pictures; null draws none. */
  readonly html: Language | null;
}

/** What a producer hands in. */
export interface NewClaimJob {
  /**
   * Name of the job, at most 200 characters: the same name is the same job, so that a producer that was interrupted
   * can hand it in again. @default the digest of the job's content
   */
  readonly id?: string;
  /** Bytes travel through the engine (at most 8 MB with the references); names stand for files that workers see. */
  readonly photo: Uint8Array | PictureName;
  readonly references?: readonly (Uint8Array | PictureName | Fingerprint)[];
  readonly claim?: Claim;
  /** @default none is drawn */
  readonly html?: Language;
}

/** Makes the job that lies in the queue. @throws ClaimlensError `invalid-argument`, `limit-exceeded` */
export function toClaimJob({ photo, references = [], claim = {}, html }: NewClaimJob): ClaimJob {
  const inline = [photo, ...references].filter((item) => item instanceof Uint8Array);
  const bytes = inline.reduce((sum, { length }) => sum + length, 0);
  if (bytes > MAX_INLINE_BYTES)
    throw new ClaimlensError(
      'limit-exceeded',
      `job pictures: expected at most ${MAX_INLINE_BYTES} bytes within a job, got ${bytes}; put them into the folder of pictures`,
    );
  return parseClaimJob({
    photo: toPicture(photo),
    references: references.map((reference) =>
      'schema' in reference ? reference : toPicture(reference as Uint8Array | PictureName),
    ),
    claim,
    html: html ?? null,
  });
}

/** Checks what came out of a queue, or is to go in. @throws ClaimlensError `invalid-argument` naming what does not fit */
export function parseClaimJob(value: unknown): ClaimJob {
  const result = jobSchema.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new ClaimlensError('invalid-argument', `job.${issue.path.join('.')}: ${issue.message}`);
  }
  const references = result.data.references.map((reference, i) =>
    'schema' in reference ? parseFingerprint(reference, `job.references[${i}]`) : reference,
  );
  return { ...result.data, references };
}

/** Digest of everything that a job asks for. */
export function digestJob(job: ClaimJob): string {
  return sha256Hex(canonicalJson(job));
}

function toPicture(given: Uint8Array | PictureName): JobPicture {
  return given instanceof Uint8Array ? { base64: Buffer.from(given).toString('base64') } : given;
}
