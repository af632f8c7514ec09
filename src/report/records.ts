import { createPublicKey, type KeyLike, KeyObject, verify } from 'node:crypto';
import { type Check, failed, notChecked, passed } from './check.js';
import type { Difference } from './differences.js';
import { type Evidence, type EvidenceRecord, hashRecord, signedMessage } from './evidence.js';
import { stampsDigest } from './timestamp.js';

/**
 * Checks the chain of records of an envelope, its signatures and its time stamps.
 *
 * @param trustedKeys public keys whose signatures count; without any, signatures are only held against the key
 *   that stands beside them
 */
export function checkRecords(evidence: Evidence, trustedKeys: readonly KeyLike[]): Check[] {
  const checks: Check[] = [];
  const broken: Difference[] = [];
  let previous = evidence.sha256;
  for (const [i, record] of evidence.records.entries()) {
    const path = `$.records[${i}]`;
    if (record.index !== i) broken.push({ path: `${path}.index`, expected: i, actual: record.index });
    if (record.previous !== previous)
      broken.push({ path: `${path}.previous`, expected: previous, actual: record.previous });
    const digest = hashRecord(record);
    if (record.sha256 !== digest)
      broken.push({ path: `${path}.sha256`, expected: digest, actual: record.sha256 });
    if (record.kind === 'signature') checks.push(checkSignature(record, trustedKeys, path));
    if (record.kind === 'timestamp') checks.push(checkTimestamp(record, path));
    previous = record.sha256;
  }
  if (evidence.head !== previous) broken.push({ path: '$.head', expected: previous, actual: evidence.head });
  const chain =
    broken.length === 0
      ? passed('records', `${evidence.records.length} linked records, head ${evidence.head}`)
      : failed('records', 'the chain of records is broken', broken);
  return [chain, ...checks];
}

function checkSignature(
  record: Extract<EvidenceRecord, { kind: 'signature' }>,
  trustedKeys: readonly KeyLike[],
  path: string,
): Check {
  try {
    const der = Buffer.from(record.publicKey, 'base64');
    const key = createPublicKey({ key: der, type: 'spki', format: 'der' });
    const valid =
      key.asymmetricKeyType === 'ed25519' &&
      verify(null, signedMessage(record.previous), key, Buffer.from(record.signature, 'base64'));
    if (!valid) return failed('signature', `${path}: the signature does not fit the key and the content`);
    if (trustedKeys.length === 0)
      return notChecked('signature', `${path}: fits the key in the file; whose key it is was not checked`);
    if (trustedKeys.some((trusted) => spki(trusted).equals(der)))
      return passed('signature', `${path}: by a trusted key`);
    return failed('signature', `${path}: by a key that is not among the trusted ones`);
  } catch (error) {
    return failed('signature', `${path}: ${error instanceof Error ? error.message : error}`);
  }
}

function spki(key: KeyLike): Buffer {
  const object =
    key instanceof KeyObject && key.type === 'public' ? key : createPublicKey(key as string | Buffer);
  return object.export({ type: 'spki', format: 'der' }) as Buffer;
}

function checkTimestamp(record: Extract<EvidenceRecord, { kind: 'timestamp' }>, path: string): Check {
  return stampsDigest(Buffer.from(record.token, 'base64'), record.previous)
    ? notChecked(
        'timestamp',
        `${path}: made for this content; the authority's signature is checked with "openssl ts -verify"`,
      )
    : failed('timestamp', `${path}: the token was made for other content`);
}
