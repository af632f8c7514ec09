import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createArtifacts } from '../../../src/artifacts/artifacts.js';
import { ingestPhoto } from '../../../src/photo/ingest.js';
import { runSignals } from '../../../src/run.js';
import { doubleCompression } from '../../../src/signals/jpeg/double-compression.js';
import { localDoubleCompression } from '../../../src/signals/jpeg/local-double-compression.js';

const VECTORS: Record<string, { file: string }> = JSON.parse(
  readFileSync(new URL('../../forensics/jpeg/vectors.json', import.meta.url), 'utf8'),
);
const PATCHED = Buffer.from(VECTORS['quality 60 then 90, a patch off the grid'].file, 'base64');
const HONEST = Buffer.from(VECTORS['quality 85 then 92'].file, 'base64');
const ONCE = Buffer.from(VECTORS['quality 88 once'].file, 'base64');

async function read(bytes: Uint8Array) {
  const get = createArtifacts({ photo: await ingestPhoto(bytes), claim: {}, references: [] });
  const outcomes = await runSignals([doubleCompression, localDoubleCompression], get, {
    deadlineMs: 60_000,
    deep: false,
  });
  const [history, local] = outcomes.map(({ reading }) => reading);
  return { history, local };
}

describe('jpeg/double-compression', () => {
  it('states the history of an honest photo', async () => {
    const { history, local } = await read(HONEST);
    expect(history).toMatchObject({ status: 'measured', details: { primaryQuality: 85, frequencies: 20 } });
    expect(local).toMatchObject({ status: 'measured', value: 0, details: { regionCount: 0 } });
  });

  it('finds next to nothing in a photo compressed once', async () => {
    const { history, local } = await read(ONCE);
    expect(history.status === 'measured' && history.value).toBeLessThan(3);
    expect(local).toEqual({ status: 'not-applicable', reason: 'no-earlier-compression' });
  });

  it('says why it cannot tell', async () => {
    const png = await sharp(ONCE).png().toBuffer();
    expect((await read(png)).history).toEqual({ status: 'not-applicable', reason: 'not-jpeg' });
    expect((await read(png)).local).toEqual({ status: 'not-applicable', reason: 'not-jpeg' });
    const small = await sharp(ONCE).resize(120).jpeg().toBuffer();
    expect((await read(small)).history).toEqual({ status: 'not-applicable', reason: 'too-small' });
    const coarse = await sharp(ONCE).jpeg({ quality: 2 }).toBuffer();
    expect((await read(coarse)).history).toEqual({ status: 'not-applicable', reason: 'compressed-strongly' });
    const flat = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer();
    expect((await read(flat)).history).toEqual({ status: 'not-applicable', reason: 'too-flat' });
    const unread = { status: 'unsupported', reason: 'arithmetic' } as const;
    expect(await doubleCompression.measure({ jpegCoefficients: unread, compressionHistory: null })).toEqual({
      status: 'not-applicable',
      reason: 'unread-coefficients',
    });
  });
});

describe('jpeg/local-double-compression', () => {
  it('does not take the padding of partial blocks for a part of its own', async () => {
    const whole = await sharp(ONCE).resize(404, 404).png().toBuffer();
    const first = await sharp(whole).jpeg({ quality: 75 }).toBuffer();
    const { local } = await read(await sharp(first).jpeg({ quality: 90 }).toBuffer());
    expect(local).toMatchObject({ status: 'measured', value: 0 });
  });

  it('points at the patch, upright', async () => {
    // Orientation 6: the camera was turned; the upright picture is the stored one turned right.
    const exif = Buffer.from('45786966000049492a0008000000010012010300010000000600000000000000', 'hex');
    const app1 = Buffer.concat([Buffer.from([0xff, 0xe1, 0, exif.length + 2]), exif]);
    const turned = Buffer.concat([PATCHED.subarray(0, 2), app1, PATCHED.subarray(2)]);
    for (const [bytes, box] of [
      [PATCHED, [59, 75, 133, 141]],
      [turned, [208 - 141, 59, 208 - 75, 133]],
    ] as const) {
      const { local } = await read(bytes);
      if (local.status !== 'measured') throw new Error(JSON.stringify(local));
      expect(local.value).toBeLessThan(-20);
      expect(local.regions).toHaveLength(1);
      const [{ polygon, kind, confidence }] = local.regions!;
      expect([kind, confidence]).toEqual(['once-compressed', 1]);
      const xs = polygon.map(([x]) => x);
      const ys = polygon.map(([, y]) => y);
      const found = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
      // Two blocks.
      for (const [i, edge] of found.entries()) expect(Math.abs(edge - box[i])).toBeLessThanOrEqual(16);
    }
  });
});
