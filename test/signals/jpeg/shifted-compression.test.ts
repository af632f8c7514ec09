import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawNoiseLayer } from '../../../bench/speed/noise-layer.js';
import { readDct } from '../../../src/bytes/jpeg-dct/dct.js';
import { toUpright } from '../../../src/forensics/jpeg/upright.js';
import { createRandom } from '../../../src/maths/random.js';
import { ingestPhoto } from '../../../src/photo/ingest.js';
import { shiftedCompression } from '../../../src/signals/jpeg/shifted-compression.js';

/** Coloured noise of two sizes. */
async function draw(width: number, height: number): Promise<Buffer> {
  const random = createRandom(width);
  const noise = (w: number, h: number, spread: number) =>
    drawNoiseLayer(random, [w, h], spread, { width, height });
  const [coarse, fine] = await Promise.all([noise(20, 14, 150), noise(width >> 2, height >> 2, 60)]);
  return sharp(
    coarse.map((value, i) => Math.max(3, Math.min(252, value + fine[i] - 128))),
    { raw: { width, height, channels: 3 } },
  )
    .png()
    .toBuffer();
}

async function measure(bytes: Uint8Array) {
  return shiftedCompression.measure({ photo: await ingestPhoto(bytes), jpegCoefficients: readDct(bytes) });
}

describe('jpeg/shifted-compression', () => {
  it('names origin and quality of an earlier compression that was cropped', async () => {
    const first = await sharp(await draw(480, 400))
      .jpeg({ quality: 75 })
      .toBuffer();
    const cropped = sharp(first).extract({ left: 13, top: 6, width: 440, height: 370 });
    const reading = await measure(await cropped.jpeg({ quality: 90 }).toBuffer());
    expect(reading).toMatchObject({ status: 'measured', details: { gridOrigin: [3, 2] } });
    if (reading.status !== 'measured') return;
    expect(reading.value).toBeLessThan(-4);
    expect(reading.details?.primaryQuality).toBeGreaterThan(72);
    expect(reading.details?.primaryQuality).toBeLessThan(78);
  });

  it('outlines a part that was put in between the two compressions, however the photo is turned', async () => {
    const first = await sharp(await draw(480, 400))
      .jpeg({ quality: 60 })
      .toBuffer();
    const part = await sharp(await draw(160, 128))
      .png()
      .toBuffer();
    const pasted = await sharp(first)
      .composite([{ input: part, left: 200, top: 120 }])
      .removeAlpha()
      .png()
      .toBuffer();
    const cropped = sharp(pasted).extract({ left: 13, top: 6, width: 440, height: 370 });
    for (const orientation of [1, 3, 6, 8]) {
      const file = await cropped.clone().withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
      const reading = await measure(file);
      if (reading.status !== 'measured') throw new Error(reading.reason);
      expect(reading.details).toMatchObject({ gridOrigin: [3, 2], missingCount: 1 });
      const [{ kind, polygon }] = reading.regions ?? [];
      expect(kind).toBe('missing-grid');
      const photo = await ingestPhoto(file);
      const stored = { width: 440, height: 370, orientation };
      const corners = [toUpright([187, 114], stored), toUpright([347, 242], stored)];
      for (const axis of [0, 1]) {
        const found = polygon.map((corner) => corner[axis]);
        const truth = corners.map((corner) => corner[axis]);
        expect(Math.abs(Math.min(...found) - Math.min(...truth))).toBeLessThanOrEqual(16);
        expect(Math.abs(Math.max(...found) - Math.max(...truth))).toBeLessThanOrEqual(16);
        expect(Math.max(...found)).toBeLessThanOrEqual(axis === 0 ? photo.width : photo.height);
      }
    }
  });

  it('measures 0 where there is none', async () => {
    const once = await sharp(await draw(480, 400))
      .jpeg({ quality: 85 })
      .toBuffer();
    expect(await measure(once)).toEqual({
      status: 'measured',
      value: 0,
      details: { gridOrigin: null, primaryQuality: null, primarySteps: null, missingCount: null },
    });
  });

  it('does not apply to other formats, small pictures and strong compression', async () => {
    const png = await draw(240, 240);
    const jpeg = (quality: number, side: number) =>
      sharp(png).resize(side, side).jpeg({ quality }).toBuffer();
    const reason = async (bytes: Uint8Array) => {
      const reading = await measure(bytes);
      return reading.status === 'not-applicable' ? reading.reason : null;
    };
    expect(await reason(png)).toBe('not-jpeg');
    expect(await reason(await jpeg(90, 160))).toBe('too-small');
    expect(await reason(await jpeg(25, 240))).toBe('compressed-strongly');
    expect(await reason(await jpeg(35, 240))).toBeNull();
  });
});
