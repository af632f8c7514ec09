import type { Readable } from 'node:stream';
import { ClaimlensError } from '../../errors.js';
import { type Fingerprint, parseFingerprint } from '../../matching/fingerprint.js';
import type { Limits } from '../../photo/limits.js';
import type { Ticket } from './admission.js';
import type { Request } from './fastify.js';

/** Largest text field: a stored fingerprint has up to 65 kB, a claim far less. */
const MAX_FIELD_BYTES = 100_000;
const BRACE = 0x7b;

/** What a multipart request holds, in the order in which it came. */
interface Upload {
  readonly photos: readonly Uint8Array[];
  readonly references: readonly (Uint8Array | Fingerprint)[];
  /** The claim as sent, not checked yet. */
  readonly claim: unknown;
}

/**
 * Reads a multipart request part by part, within the limits: `photo` and `reference` (files; a reference may be a
 * stored fingerprint), `claim` (JSON).
 *
 * @throws ClaimlensError `invalid-argument` for other fields and broken multipart, `limit-exceeded`, `busy`,
 *   `invalid-report` for a bad fingerprint
 */
export async function readUpload(request: Request, limits: Limits, ticket: Ticket): Promise<Upload> {
  try {
    return await readParts(request, limits, ticket);
  } catch (error) {
    // The multipart parser tells limits by a status; what it says of broken bytes has none.
    if (error instanceof ClaimlensError || (error instanceof Error && 'statusCode' in error)) throw error;
    throw new ClaimlensError(
      'invalid-argument',
      'multipart: expected whole parts, got broken or truncated ones',
      {
        cause: error,
      },
    );
  }
}

async function readParts(request: Request, limits: Limits, ticket: Ticket): Promise<Upload> {
  const photos: Uint8Array[] = [];
  const references: (Uint8Array | Fingerprint)[] = [];
  let claim: unknown;
  const parts = request.parts({
    limits: {
      // One byte more than allowed, which is how the excess is noticed while it comes.
      fileSize: limits.maxBytes + 1,
      files: limits.maxReferences + 2,
      fields: limits.maxReferences + 2,
      parts: limits.maxReferences + 3,
      fieldSize: MAX_FIELD_BYTES,
      fieldNameSize: 100,
      headerPairs: 20,
    },
  });
  for await (const part of parts) {
    const name = part.fieldname;
    if (part.type === 'file') {
      const what = name === 'reference' ? `references[${references.length}]` : name;
      const bytes = await readPart(part.file, what, limits, ticket);
      if (name === 'photo') photos.push(bytes);
      else if (name === 'reference') references.push(bytes[0] === BRACE ? toFingerprint(bytes, what) : bytes);
      else if (name === 'claim') claim = parseJson(Buffer.from(bytes).toString('utf8'), 'claim');
      else throw unexpected(name);
    } else {
      if (part.valueTruncated)
        throw new ClaimlensError('limit-exceeded', `${name}: expected at most ${MAX_FIELD_BYTES} bytes`);
      const value = typeof part.value === 'string' ? parseJson(part.value, name) : part.value;
      if (name === 'claim') claim = value;
      else if (name === 'reference')
        references.push(parseFingerprint(value, `references[${references.length}]`));
      else throw name === 'photo' ? noFile(name) : unexpected(name);
    }
    if (references.length > limits.maxReferences)
      throw new ClaimlensError(
        'limit-exceeded',
        `references: expected at most ${limits.maxReferences} (limits.maxReferences)`,
      );
  }
  return { photos, references, claim };
}

async function readPart(file: Readable, what: string, limits: Limits, ticket: Ticket): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of file as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limits.maxBytes)
      throw new ClaimlensError(
        'limit-exceeded',
        `${what} size: expected at most ${limits.maxBytes} bytes (limits.maxBytes)`,
      );
    ticket.grow(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toFingerprint(bytes: Uint8Array, what: string): Fingerprint {
  return parseFingerprint(parseJson(Buffer.from(bytes).toString('utf8'), what), what);
}

/** The parser's own message would quote the field. */
function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ClaimlensError('invalid-argument', `${what}: expected JSON`);
  }
}

function noFile(name: string): ClaimlensError {
  return new ClaimlensError(
    'invalid-argument',
    `${name}: expected a file part (with a filename), got a text field`,
  );
}

function unexpected(name: string): ClaimlensError {
  return new ClaimlensError(
    'invalid-argument',
    `multipart: expected photo, reference or claim, got a field of ${name.length} characters`,
  );
}
