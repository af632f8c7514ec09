import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashReport } from '../../src/report/canonical.js';
import {
  appendDecision,
  appendTimestamp,
  createEvidence,
  evidenceJsonSchema,
  evidenceSchema,
  hashRecord,
  signEvidence,
} from '../../src/report/evidence.js';
import { sampleReport } from './sample.js';

const decision = {
  by: 'reviewer-7',
  at: '2026-11-20T09:00:00Z',
  decision: 'asked-for-more',
  reason: '请补拍',
};

describe('evidence', () => {
  it('starts at the hash of the report', () => {
    const evidence = createEvidence(sampleReport());
    expect(evidence.sha256).toBe(hashReport(sampleReport()));
    expect(evidence.head).toBe(evidence.sha256);
    expect(evidenceSchema.parse(evidence)).toEqual(evidence);
  });

  it('links records, and never edits what was there', () => {
    const first = createEvidence(sampleReport());
    const second = appendDecision(first, decision);
    const third = appendTimestamp(second, Uint8Array.of(48, 3, 2, 1, 0));
    expect(first.records).toHaveLength(0);
    expect(third.records.map(({ index, kind }) => [index, kind])).toEqual([
      [0, 'decision'],
      [1, 'timestamp'],
    ]);
    expect(third.records[0].previous).toBe(first.sha256);
    expect(third.records[1].previous).toBe(second.head);
    expect(third.head).toBe(hashRecord(third.records[1]));
    expect(third.report).toEqual(first.report);
    expect(evidenceSchema.parse(third)).toEqual(third);
  });

  it('refuses decisions that do not fit and keys that are no Ed25519 private keys', () => {
    const evidence = createEvidence(sampleReport());
    const invalid = expect.objectContaining({ code: 'invalid-argument' });
    expect(() => appendDecision(evidence, { ...decision, at: 'yesterday' })).toThrowError(invalid);
    expect(() => appendDecision(evidence, { ...decision, by: '' })).toThrowError(invalid);
    const at = '2026-11-20T09:00:00Z';
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const { publicKey } = generateKeyPairSync('ed25519');
    expect(() => signEvidence(evidence, { privateKey: rsa.privateKey, at })).toThrowError(invalid);
    expect(() => signEvidence(evidence, { privateKey: publicKey, at })).toThrowError(invalid);
    expect(() => signEvidence(evidence, { privateKey: 'no pem', at })).toThrowError(invalid);
  });

  it('signs with a key as PEM or as object alike: Ed25519 is deterministic', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const evidence = createEvidence(sampleReport());
    const at = '2026-11-20T09:00:00Z';
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    expect(signEvidence(evidence, { privateKey: pem, at })).toEqual(
      signEvidence(evidence, { privateKey, at }),
    );
  });

  it('has a JSON Schema', () => {
    expect(evidenceJsonSchema()).toMatchObject({ $id: 'urn:claimlens:evidence:1', type: 'object' });
  });
});
