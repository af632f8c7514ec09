import { createPrivateKey, createPublicKey, type KeyLike, KeyObject, sign } from 'node:crypto';
import { z } from 'zod';
import { ClaimlensError } from '../errors.js';
import { canonicalJson, hashReport, makeWellFormed, sha256Hex } from './canonical.js';
import { type Report, reportSchema } from './schema.js';

// The envelope in which a report is kept. The report never changes; whatever happens afterwards (a signature, a time
// stamp, the decision of a reviewer) is a record that carries the hash of what stood before it. `head` is the hash
// of the last record, so that none can be taken away unnoticed by whoever holds `head`.

/** Name and version of the envelope's schema. */
export const EVIDENCE_SCHEMA = 'claimlens/evidence/1';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const base64 = z.base64().min(4).max(200_000);
const instant = z.iso.datetime({ offset: true });

const link = {
  /** 0, 1, 2 … */
  index: z.int().nonnegative(),
  /** `sha256` of the record before; of the report for the first. */
  previous: sha256,
  /** Hash of this record without this field, as canonical JSON. */
  sha256,
};

const recordSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('signature'),
    ...link,
    at: instant,
    algorithm: z.literal('Ed25519'),
    /** SubjectPublicKeyInfo, DER. */
    publicKey: base64,
    /** Over `signedMessage(previous)`. */
    signature: base64,
  }),
  z.strictObject({
    kind: z.literal('timestamp'),
    ...link,
    /** RFC 3161 TimeStampToken (or whole response), DER, whose message imprint is `previous` as SHA-256. */
    token: base64,
  }),
  z.strictObject({
    kind: z.literal('decision'),
    ...link,
    /** Who decided; the platform's own identifier. */
    by: z.string().min(1).max(200),
    at: instant,
    decision: z.string().min(1).max(200),
    reason: z.string().max(4000),
  }),
]);

/** Checks an envelope: `evidenceSchema.safeParse(JSON.parse(text))`. */
export const evidenceSchema = z.strictObject({
  schema: z.literal(EVIDENCE_SCHEMA),
  report: reportSchema,
  /** Hash of the report as canonical JSON. */
  sha256,
  records: z.array(recordSchema).max(1000),
  /** `sha256` of the last record, or of the report when there is none. */
  head: sha256,
});

/** One link of the chain: a decision, a time stamp or a signature. */
export type EvidenceRecord = z.infer<typeof recordSchema>;
/** A report in its envelope, with the records that were appended to it. */
export type Evidence = z.infer<typeof evidenceSchema>;

/** What a reviewer decided; never an edit of the report. */
export type Decision = Pick<
  Extract<EvidenceRecord, { kind: 'decision' }>,
  'by' | 'at' | 'decision' | 'reason'
>;

/**
 * Puts a report into an envelope without records.
 *
 * @param report as `inspect` gave it
 * @returns an envelope whose `head` is the report's hash
 * @example
 * const evidence = createEvidence(report);
 * console.log(evidence.head === hashReport(report)); // true
 */
export function createEvidence(report: Report): Evidence {
  const digest = hashReport(report);
  return {
    schema: EVIDENCE_SCHEMA,
    report: makeWellFormed(report),
    sha256: digest,
    records: [],
    head: digest,
  };
}

/**
 * Appends a reviewer's decision.
 *
 * @param evidence the envelope so far
 * @param decision who, when, what and why
 * @returns a new envelope; the one given is left as it is
 * @throws ClaimlensError `invalid-argument` when a field is missing, too long or no ISO 8601 instant
 * @example
 * const reason = 'A second photo shows the same crack.';
 * const decided = appendDecision(createEvidence(report), { by: 'reviewer-7', at, decision: 'honoured', reason });
 */
export function appendDecision(evidence: Evidence, decision: Decision): Evidence {
  const { by, at, decision: outcome, reason } = makeWellFormed(decision);
  return append(evidence, { kind: 'decision', by, at, decision: outcome, reason });
}

/**
 * Signs the head of the envelope: the report and every record so far.
 *
 * @param evidence the envelope so far
 * @param options.privateKey an Ed25519 key, as KeyObject, PEM or DER/JWK input of node:crypto
 * @param options.at when, ISO 8601; said by the signer, not measured
 * @returns a new envelope; the one given is left as it is
 * @throws ClaimlensError `invalid-argument` when the key is no Ed25519 private key
 * @example
 * const signed = signEvidence(createEvidence(report), { privateKey, at });
 */
export function signEvidence(
  evidence: Evidence,
  { privateKey, at }: { privateKey: KeyLike; at: string },
): Evidence {
  const key = readPrivateKey(privateKey);
  return append(evidence, {
    kind: 'signature',
    at,
    algorithm: 'Ed25519',
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64'),
    signature: sign(null, signedMessage(evidence.head), key).toString('base64'),
  });
}

/**
 * Appends a time stamp token that the caller fetched for `evidence.head`
 * (`openssl ts -query -sha256 -digest HEAD -cert`).
 *
 * @param evidence the envelope whose head was stamped
 * @param token DER of the token or of the whole response
 * @returns a new envelope; the one given is left as it is
 * @example
 * const stamped = appendTimestamp(createEvidence(report), await readFile('response.tsr'));
 */
export function appendTimestamp(evidence: Evidence, token: Uint8Array): Evidence {
  return append(evidence, { kind: 'timestamp', token: Buffer.from(token).toString('base64') });
}

/**
 * The envelope as its file holds it.
 *
 * @param evidence the envelope
 * @returns canonical JSON, without a final newline
 * @example
 * await writeFile('evidence.json', serializeEvidence(createEvidence(report)));
 */
export function serializeEvidence(evidence: Evidence): string {
  return canonicalJson(evidence);
}

/** What a signature signs: the schema's name keeps it apart from everything else that the key may sign. */
export function signedMessage(head: string): Uint8Array {
  return Buffer.from(`${EVIDENCE_SCHEMA} ${head}`, 'utf8');
}

/** Hash of a record without its own hash. */
export function hashRecord({ sha256: _, ...content }: EvidenceRecord): string {
  return sha256Hex(canonicalJson(content));
}

/**
 * The published JSON Schema of the envelope.
 *
 * @returns draft 2020-12
 * @example
 * console.log(evidenceJsonSchema().$id); // urn:claimlens:evidence:1
 */
export function evidenceJsonSchema(): Record<string, unknown> {
  return {
    $id: `urn:${EVIDENCE_SCHEMA.replaceAll('/', ':')}`,
    title: 'Claimlens evidence envelope',
    ...z.toJSONSchema(evidenceSchema, { target: 'draft-2020-12' }),
  };
}

type Unlinked<R> = R extends EvidenceRecord ? Omit<R, 'index' | 'previous' | 'sha256'> : never;

function append(evidence: Evidence, content: Unlinked<EvidenceRecord>): Evidence {
  const linked = {
    ...content,
    index: evidence.records.length,
    previous: evidence.head,
    sha256: evidence.head,
  } as EvidenceRecord;
  const record = { ...linked, sha256: hashRecord(linked) };
  const checked = recordSchema.safeParse(record);
  if (!checked.success) {
    const { path, message } = checked.error.issues[0];
    throw new ClaimlensError('invalid-argument', `${content.kind}.${path.join('.')}: ${message}`);
  }
  return { ...evidence, records: [...evidence.records, record], head: record.sha256 };
}

function readPrivateKey(input: KeyLike): KeyObject {
  let key: KeyObject;
  try {
    key = input instanceof KeyObject ? input : createPrivateKey(input as string | Buffer);
  } catch (error) {
    throw new ClaimlensError('invalid-argument', 'privateKey: expected a readable Ed25519 private key', {
      cause: error,
    });
  }
  if (key.type !== 'private' || key.asymmetricKeyType !== 'ed25519')
    throw new ClaimlensError(
      'invalid-argument',
      `privateKey: expected an Ed25519 private key, got ${key.asymmetricKeyType ?? key.type}`,
    );
  return key;
}
