import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { type C2paFacts, computeC2pa } from '../../../src/artifacts/c2pa.js';
import { walkContainer } from '../../../src/bytes/walk.js';
import { readXmp } from '../../../src/bytes/xmp.js';
import { c2pa } from '../../../src/signals/provenance/c2pa.js';
import { c2paIntegrity } from '../../../src/signals/provenance/c2pa-integrity.js';

const fixture = (name: string) => new URL(`../../../fixtures/files/c2pa/${name}`, import.meta.url);

async function factsOf(
  name: string,
  change?: (bytes: Uint8Array) => void,
  trustAnchors?: string,
): Promise<C2paFacts> {
  const bytes = new Uint8Array(readFileSync(fixture(name)));
  change?.(bytes);
  const container = walkContainer(bytes, 'jpeg');
  const packets = readXmp(container.blocks.filter(({ kind }) => kind === 'xmp'));
  return computeC2pa(bytes, container, packets, { trustAnchors });
}

const touchPixels = (bytes: Uint8Array) => {
  bytes[bytes.length - 40] ^= 1;
};

describe('provenance/c2pa', () => {
  it.each([
    ['generated.jpg', 2, 'generated', false],
    ['edited.jpg', 2, 'partly-generated', true],
    ['cropped-generated.jpg', 2, 'generated', false],
    ['captured.jpg', 1, 'not-declared', true],
    ['redacted.jpg', 1, 'not-declared', true],
    ['remote-only.jpg', 0, 'not-declared', false],
  ])('%s measures %i, ai %s', async (name, value, ai, capture) => {
    const reading = await c2pa.measure({ c2pa: await factsOf(name) });
    expect(reading).toMatchObject({ status: 'measured', value, details: { ai, capture } });
    expect(reading.status === 'measured' && reading.marks?.length).toBe(value > 0 ? 1 : 0);
  });

  it('does not take a declaration from a record that no longer fits the file', async () => {
    const reading = await c2pa.measure({ c2pa: await factsOf('generated.jpg', touchPixels) });
    expect(reading).toMatchObject({ value: 1, details: { ai: 'generated', intact: false } });
  });

  it('says of an unknown signer that no list given names it, and never that the file was changed', async () => {
    const anchors = readFileSync(fixture('anchor.pem'), 'utf8');
    const unknown = await factsOf('captured.jpg');
    expect(await c2pa.measure({ c2pa: unknown })).toMatchObject({
      value: 1,
      details: { intact: true, trusted: false, trust: 'a signer on no trust list given' },
    });
    expect(await c2paIntegrity.measure({ c2pa: unknown })).toMatchObject({
      value: 0,
      details: { mismatches: [] },
    });
    expect(await c2pa.measure({ c2pa: await factsOf('captured.jpg', undefined, anchors) })).toMatchObject({
      details: { trusted: true, trust: 'a signer on the trust list given' },
    });
    // Under a list that does not name it, c2pa-rs reports the credential; that is a problem, no mismatch.
    const stranger = await factsOf('captured.jpg', undefined, rootCertificates[0]);
    expect(stranger.problems.map(({ code }) => code)).toContain('signingCredential.untrusted');
    expect(await c2paIntegrity.measure({ c2pa: stranger })).toMatchObject({ value: 0 });
  });

  it('does not apply without manifest or without the package', async () => {
    const none = await factsOf('plain.jpg');
    expect(await c2pa.measure({ c2pa: none })).toMatchObject({ reason: 'no-manifest' });
    expect(await c2pa.measure({ c2pa: { ...none, state: 'unchecked' } })).toMatchObject({
      reason: 'missing-part',
    });
  });
});

describe('provenance/c2pa-integrity', () => {
  it('is 0 for an intact file and counts what changed', async () => {
    expect(await c2paIntegrity.measure({ c2pa: await factsOf('captured.jpg') })).toMatchObject({ value: 0 });
    expect(await c2paIntegrity.measure({ c2pa: await factsOf('captured.jpg', touchPixels) })).toMatchObject({
      value: 1,
      details: { mismatches: ['assertion.dataHash.mismatch'] },
    });
  });

  it('never counts credentials, time stamps or ingredients', async () => {
    const facts = await factsOf('captured.jpg');
    const codes = ['signingCredential.expired', 'timeStamp.mismatch', 'ingredient.manifest.missing'];
    const problems = codes.map((code) => ({ code, explanation: '', of: 'active' as const }));
    expect(await c2paIntegrity.measure({ c2pa: { ...facts, problems } })).toMatchObject({
      value: 0,
      details: { problems: codes },
    });
  });

  it('does not apply to files without a readable manifest', async () => {
    for (const name of ['plain.jpg', 'remote-only.jpg'])
      expect(await c2paIntegrity.measure({ c2pa: await factsOf(name) })).toMatchObject({
        status: 'not-applicable',
        reason: 'no-manifest',
      });
  });
});
