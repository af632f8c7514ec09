import { z } from 'zod';
import { ClaimlensError } from '../../errors.js';
import {
  type Fingerprint,
  fingerprintSchema,
  isFingerprint,
  parseFingerprint,
} from '../../matching/fingerprint.js';
import type { Ticket } from './admission.js';
import type { Context } from './context.js';
import type { Request } from './fastify.js';
import { HttpError } from './problem.js';
import { readUpload } from './upload.js';

const pictureUrlSchema = z.strictObject({
  url: z.url().max(4096).describe('On the allow-list of the service'),
});

/** A request that names pictures by URL. */
export const inspectionUrlsSchema = z.strictObject({
  photo: pictureUrlSchema,
  references: z.array(z.union([pictureUrlSchema, fingerprintSchema])).optional(),
  claim: z.record(z.string(), z.unknown()).optional(),
});

export const referenceUrlsSchema = z.strictObject({ references: z.array(pictureUrlSchema).min(1) });

/** Pictures of a request as bytes. */
export interface Material {
  readonly photos: readonly Uint8Array[];
  readonly references: readonly (Uint8Array | Fingerprint)[];
  readonly claim: unknown;
}

/**
 * Reads the pictures of a request: uploaded, or fetched where the request names URLs.
 *
 * @throws ClaimlensError as `readUpload` and the fetcher; HttpError 415 for another content type
 */
export async function readMaterial(
  request: Request,
  context: Context,
  ticket: Ticket,
  signal: AbortSignal,
): Promise<Material> {
  if (request.isMultipart()) return readUpload(request, context.limits, ticket);
  const type = request.headers['content-type'];
  if (type === undefined || !/^application\/json\b/i.test(type))
    throw new HttpError(
      415,
      'invalid-argument',
      'content-type: expected multipart/form-data or application/json',
    );
  if (!context.fetcher)
    throw new HttpError(
      415,
      'forbidden-url',
      'content-type: expected multipart/form-data; JSON with URLs needs an allow-list of hosts (--allow-host)',
    );
  const wanted = readWanted(request);
  if (wanted.references.length > context.limits.maxReferences)
    throw new ClaimlensError(
      'limit-exceeded',
      `references: expected at most ${context.limits.maxReferences} (limits.maxReferences), got ${wanted.references.length}`,
    );
  const { fetcher } = context;
  const fetchPicture = (url: string) => fetcher.fetch(url, { signal, onBytes: (n) => ticket.grow(n) });
  const photos = wanted.photo === null ? [] : [await fetchPicture(wanted.photo)];
  const references: (Uint8Array | Fingerprint)[] = [];
  // One after the other: twenty downloads at once are a load that the caller aims at someone else.
  for (const [i, reference] of wanted.references.entries())
    references.push(
      'url' in reference
        ? await fetchPicture(reference.url)
        : parseFingerprint(reference, `references[${i}]`),
    );
  return { photos, references, claim: wanted.claim };
}

interface Wanted {
  readonly photo: string | null;
  readonly references: readonly ({ readonly url: string } | Fingerprint)[];
  readonly claim: unknown;
}

function readWanted(request: Request): Wanted {
  const schema = request.routeOptions.url === '/v1/references' ? referenceUrlsSchema : inspectionUrlsSchema;
  const result = schema.safeParse(request.body);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new ClaimlensError('invalid-argument', `${['body', ...issue.path].join('.')}: ${issue.message}`);
  }
  const body = result.data;
  return 'photo' in body
    ? { photo: body.photo.url, references: body.references ?? [], claim: body.claim }
    : { photo: null, references: body.references, claim: undefined };
}

/** The bytes of a request's references alone. @throws ClaimlensError `invalid-argument` for fingerprints */
export function requireBytes(references: Material['references']): readonly Uint8Array[] {
  return references.map((reference, i) => {
    if (reference instanceof Uint8Array) return reference;
    const got = isFingerprint(reference) ? 'a fingerprint' : 'JSON';
    throw new ClaimlensError('invalid-argument', `references[${i}]: expected a picture, got ${got}`);
  });
}
