import { describe, expect, it } from 'vitest';
import { makeBundle } from '../../src/report/bundle.js';
import { serializeReport } from '../../src/report/canonical.js';
import { appendDecision, createEvidence } from '../../src/report/evidence.js';
import { verifyReport } from '../../src/report/verify.js';
import { hash, sampleReport } from './sample.js';
import { unpackZip } from './unzip.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

describe('makeBundle', () => {
  it('holds the report for machines and people, and the hash of every file', async () => {
    const originals = [encoder.encode('reference'), encoder.encode('photo')];
    const files = unpackZip(makeBundle(sampleReport(), null, { originals }));
    expect([...files.keys()]).toEqual([
      'report.json',
      'evidence.json',
      'report.html',
      'summary.html',
      'pictures/reference-1.jpeg',
      'pictures/photo.jpeg',
      'manifest.json',
      'SHA256SUMS',
    ]);
    expect(decoder.decode(files.get('report.json'))).toBe(serializeReport(sampleReport()));
    expect((await verifyReport(files.get('evidence.json') ?? '', originals)).ok).toBe(true);

    const manifest = JSON.parse(decoder.decode(files.get('manifest.json')));
    expect(manifest).toMatchObject({
      schema: 'claimlens/bundle/1',
      photo: { sha256: hash('photo') },
      references: [{ sha256: hash('reference') }],
    });
    for (const { path, bytes, sha256 } of manifest.files) {
      expect(files.get(path)).toHaveLength(bytes);
      expect(hash(files.get(path) ?? '')).toBe(sha256);
    }
    const sums = decoder.decode(files.get('SHA256SUMS')).trimEnd().split('\n');
    expect(sums).toHaveLength(files.size - 1);
    for (const line of sums) expect(hash(files.get(line.slice(66)) ?? '')).toBe(line.slice(0, 64));
  });

  it('keeps the decisions of an envelope', () => {
    const decision = { by: 'r', at: '2026-11-20T09:00:00Z', decision: 'honoured', reason: '' };
    const evidence = appendDecision(createEvidence(sampleReport()), decision);
    const files = unpackZip(makeBundle(evidence, null));
    expect(JSON.parse(decoder.decode(files.get('evidence.json'))).records).toHaveLength(1);
    expect(JSON.parse(decoder.decode(files.get('manifest.json'))).report.head).toBe(evidence.head);
  });

  it('is the same bytes for the same input', () => {
    expect(Buffer.from(makeBundle(sampleReport(), null)).equals(makeBundle(sampleReport(), null))).toBe(true);
  });

  it('refuses a file that is not of this report, and never takes a name from it', () => {
    const stranger = () => makeBundle(sampleReport(), null, { originals: [encoder.encode('other')] });
    expect(stranger).toThrowError(expect.objectContaining({ code: 'invalid-argument' }));
    const hostile = sampleReport((report) => {
      report.photo.format = '../../x';
    });
    const files = unpackZip(makeBundle(hostile, null, { originals: [encoder.encode('photo')] }));
    expect([...files.keys()]).toContain('pictures/photo.bin');
  });
});
