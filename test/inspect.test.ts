import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInspector, type Inspector, type Report, reportSchema } from '../src/index.js';

let inspector: Inspector;
let photo: Uint8Array;
let reference: Uint8Array;

beforeAll(async () => {
  inspector = await createInspector({ limits: { maxDurationMs: 60_000 } });
  photo = await renderTexture(640, 480, 1);
  reference = await renderTexture(480, 480, 2);
});
afterAll(() => inspector.close());

/** Smoothed noise: enough texture for every signal, no content to align. */
async function renderTexture(width: number, height: number, seed: number): Promise<Uint8Array> {
  const data = new Uint8Array(width * height * 3);
  let state = seed * 2654435761;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = state >>> 24;
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .blur(2)
    .jpeg({ quality: 90 })
    .toBuffer();
}

const withoutTiming = ({ timing: _, ...report }: Report) => JSON.stringify(report);

describe('inspect', () => {
  it('returns a report that follows its schema', async () => {
    const report = await inspector.inspect({ photo, references: [reference], claim: { id: 'c-1' } });
    expect(reportSchema.safeParse(report).error).toBeUndefined();
    expect(report.claim.id).toBe('c-1');
    expect(report.photo).toMatchObject({ format: 'jpeg', width: 640, height: 480, bytes: photo.length });
    expect(report.references).toHaveLength(1);
    expect(report.readings.filter(({ status }) => status === 'failed')).toEqual([]);
    const sum = Object.values(report.contributions).reduce((total, value) => total + value, 0);
    expect(sum).toBeCloseTo(report.log10Lr ?? 0, 3);
  });

  it('gives the same report for the same bytes, alone or beside others', async () => {
    const [first, second] = await Promise.all([
      inspector.inspect({ photo, references: [reference] }),
      inspector.inspect({ photo, references: [reference] }),
    ]);
    expect(withoutTiming(second)).toBe(withoutTiming(first));
  });

  it('tells the place of capture only to callers that ask', async () => {
    const gps = {
      GPSLatitudeRef: 'N',
      GPSLatitude: '31/1 13/1 48/1',
      GPSLongitudeRef: 'E',
      GPSLongitude: '121/1 28/1 26/1',
    };
    const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="31,13.8N" exif:GPSLongitude="121,28.43E"/></rdf:RDF></x:xmpmeta>`;
    const located = await sharp(photo)
      .resize(160)
      .withExif({ IFD0: { Make: 'Canon', Model: 'Canon EOS 40D' }, IFD3: gps })
      .withXmp(xmp)
      .jpeg()
      .toBuffer();
    const coordinate = /31\.2|121\.4|31,13|121,28|GPSL|"(?:latitude|longitude)"/i;
    const silent = await inspector.inspectFully({ photo: located });
    expect((await silent.artifacts('exif'))?.gpsPresent).toBe(true);
    expect(JSON.stringify(silent.report)).not.toMatch(coordinate);
    expect(silent.report.readings.map(({ id }) => id)).not.toContain('metadata/capture-place');
    for (const name of ['exif', 'xmp', 'texts', 'capturePlace'] as const)
      expect(JSON.stringify(await silent.artifacts(name))).not.toMatch(coordinate);

    const asked = await createInspector({ limits: { maxDurationMs: 60_000 }, gps: true });
    const report = await asked.inspect({ photo: located });
    await asked.close();
    expect(report.readings.find(({ id }) => id === 'metadata/capture-place')).toMatchObject({
      status: 'measured',
      log10Lr: 0,
      details: { latitude: 31.23, longitude: 121.474 },
    });
    expect(reportSchema.safeParse(report).error).toBeUndefined();
  });

  it('never asks to reject', async () => {
    const { nextStep } = await inspector.inspect({ photo });
    expect(['continue', 'ask-for-more', 'human-review']).toContain(nextStep);
  });

  it('names the reference that cannot be read', async () => {
    const inspection = inspector.inspect({ photo, references: [reference, new Uint8Array([1, 2, 3])] });
    await expect(inspection).rejects.toMatchObject({
      code: 'unreadable-photo',
      message: expect.stringContaining('references[1]'),
    });
  });

  it('refuses more references than the limit, and a claim with a bad date', async () => {
    const references = Array.from({ length: 21 }, () => reference);
    await expect(inspector.inspect({ photo, references })).rejects.toThrow(/limits\.maxReferences/);
    await expect(inspector.inspect({ photo, claim: { orderedAt: 'soon' } })).rejects.toThrow(
      /claim\.orderedAt/,
    );
  });

  it('stops at once when the signal was fired before', async () => {
    const inspection = inspector.inspect({ photo }, { signal: AbortSignal.abort() });
    await expect(inspection).rejects.toMatchObject({ code: 'aborted' });
  });

  it('marks signals past the time limit as failed and still reports', async () => {
    const hurried = await createInspector({ limits: { maxDurationMs: 1 } });
    const report = await hurried.inspect({ photo });
    await hurried.close();
    expect(report.readings.some(({ reason }) => reason?.startsWith('timeout'))).toBe(true);
    expect(report.limits.map(({ code }) => code)).toContain('time-limit');
  });

  it('refuses work after close', async () => {
    const other = await createInspector();
    await other.close();
    await expect(other.inspect({ photo })).rejects.toMatchObject({ code: 'closed' });
  });
});
