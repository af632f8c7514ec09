import { describe, expect, it } from 'vitest';
import { digestJob, MAX_INLINE_BYTES, parseClaimJob, toClaimJob } from '../../../src/service/queue/job.js';
import { packResult, resultKey, unpackResult } from '../../../src/service/queue/results.js';
import { digestVersions } from '../../../src/service/queue/versions.js';

const job = toClaimJob({ photo: Buffer.from('photo'), claim: { id: 'C-1', orderedAt: '2026-05-06' } });

describe('toClaimJob', () => {
  it('writes bytes as Base64 and leaves names as they are', () => {
    expect(
      toClaimJob({ photo: Buffer.from('ab'), references: [{ path: 'listing.jpg' }], html: 'zh' }),
    ).toEqual({
      photo: { base64: 'YWI=' },
      references: [{ path: 'listing.jpg' }],
      claim: {},
      html: 'zh',
    });
  });

  it('survives the way through the engine', () => {
    expect(parseClaimJob(JSON.parse(JSON.stringify(job)))).toEqual(job);
  });

  it('refuses pictures that are too large to lie in a queue', () => {
    expect(() => toClaimJob({ photo: new Uint8Array(MAX_INLINE_BYTES + 1) })).toThrowError(
      expect.objectContaining({ code: 'limit-exceeded', message: expect.stringContaining('8000000') }),
    );
  });

  it.each([
    ['no photo', { ...job, photo: undefined }],
    ['a key that is no SHA-256', { ...job, photo: { sha256: '../../etc/passwd' } }],
    ['a date that is none', { ...job, claim: { orderedAt: 'yesterday' } }],
    ['more than it knows', { ...job, command: 'rm' }],
    ['a fingerprint that is none', { ...job, references: [{ schema: 'claimlens/fingerprint/9' }] }],
    ['no object', 'job'],
  ])('refuses %s', (_, value) => {
    expect(() => parseClaimJob(value)).toThrow(/^(job|references|fingerprint)/);
  });
});

describe('digestJob', () => {
  it('tells claims apart', () => {
    const other = { ...job, claim: { ...job.claim, orderedAt: '2026-05-07' } };
    expect(digestJob(job)).toMatch(/^[0-9a-f]{64}$/);
    expect(digestJob(other)).not.toBe(digestJob(job));
  });
});

describe('resultKey', () => {
  const subject = { job, photo: 'a'.repeat(64), references: ['b'.repeat(64), 'c'.repeat(64)], versions: 'd' };

  it('does not ask where a picture lay', () => {
    const named = toClaimJob({ photo: { path: 'claim.jpg' }, claim: job.claim });
    expect(resultKey({ ...subject, job: named })).toBe(resultKey(subject));
  });

  it.each([
    ['photo', { photo: 'e'.repeat(64) }],
    ['order of the references', { references: [...subject.references].reverse() }],
    ['versions', { versions: 'e' }],
    ['claim', { job: { ...job, claim: { id: 'C-2' } } }],
    ['language of the HTML report', { job: { ...job, html: 'zh' as const } }],
  ])('differs by %s', (_, change) => {
    expect(resultKey({ ...subject, ...change })).not.toBe(resultKey(subject));
  });
});

describe('digestVersions', () => {
  it('differs by policy and by settings, and is stable', async () => {
    const digests = await Promise.all([
      digestVersions(),
      digestVersions({ policy: { id: 'own' } }),
      digestVersions({ limits: { maxDurationMs: 1 } }),
      digestVersions({ gps: true }),
      digestVersions({ deep: true }),
      digestVersions({ registry: 'claims.db' }),
      digestVersions({ registry: 'claims.db', sharingKey: new Uint8Array(32) }),
    ]);
    expect(new Set(digests).size).toBe(7);
    expect(await digestVersions({})).toBe(digests[0]);
  });
});

describe('packResult', () => {
  it('comes back as it was', async () => {
    const result = { report: '{"verdict":"review"}', verdict: 'review', html: '<p>证据</p>' } as const;
    expect(await unpackResult(await packResult(result))).toEqual(result);
  });
});
