import { describe, expect, it } from 'vitest';
import { createArtifacts } from '../../../src/artifacts/artifacts.js';
import type { Photo } from '../../../src/photo/photo.js';
import type { Raster } from '../../../src/pixels/plane.js';
import { runSignals } from '../../../src/run.js';
import { change } from '../../../src/signals/reference/change.js';
import { derivation } from '../../../src/signals/reference/derivation.js';
import { recapture } from '../../../src/signals/reference/recapture.js';
import { redrawn } from '../../../src/signals/reference/redrawn.js';
import { ssim } from '../../../src/signals/reference/ssim.js';
import { addNoise, createScene, renderScene } from '../../matching/scene.js';
import { photoOf } from '../../photo/raster-photo.js';

const SIGNALS = [derivation, change, ssim, recapture, redrawn];

function toPhoto(raster: Raster, name: string): Photo {
  return photoOf(raster, { sha256: name.padStart(64, '0') });
}

async function read(photo: Raster, references: readonly Raster[]) {
  const get = createArtifacts({
    photo: toPhoto(photo, 'f'),
    references: references.map((raster, index) => toPhoto(raster, String(index))),
    claim: {},
  });
  const outcomes = await runSignals(SIGNALS, get, { deadlineMs: 60_000, deep: true });
  return Object.fromEntries(outcomes.map(({ signal, reading }) => [signal.id, reading]));
}

const [width, height] = [320, 240];
const reference = renderScene(createScene(21, width), width, height);

function darken(raster: Raster, left: number, top: number, side: number): Raster {
  const data = raster.data.slice();
  for (let y = top; y < top + side; y++)
    for (let x = left; x < left + side; x++)
      for (let c = 0; c < 3; c++) data[(y * raster.width + x) * 3 + c] *= 0.45;
  return { ...raster, data };
}

function measuredValue(reading: object): unknown {
  return 'value' in reading ? reading.value : undefined;
}

/** A screen that shows the picture, seen at an angle: perspective, other tones, light that falls off, soft focus. */
function photographPicture({ data, width, height }: Raster): Raster {
  const out = new Uint8Array(width * height * 3).fill(28);
  const soft = (x: number, y: number, c: number): number => {
    let sum = 0;
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++) {
        const u = Math.max(0, Math.min(width - 1, Math.round(x) + dx));
        const v = Math.max(0, Math.min(height - 1, Math.round(y) + dy));
        sum += data[(v * width + u) * 3 + c];
      }
    return sum / 9;
  };
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const w = 1 + 0.0004 * x + 0.0002 * y;
      const u = (1.22 * (x - 24) + 0.05 * y) / w;
      const v = (1.26 * (y - 18) - 0.04 * x) / w;
      if (u < 0 || v < 0 || u > width - 1 || v > height - 1) continue;
      const light = 1.05 - 0.35 * (x / width) ** 2;
      for (let c = 0; c < 3; c++)
        out[(y * width + x) * 3 + c] = Math.min(255, light * (18 + 235 * (soft(u, v, c) / 255) ** 1.25));
    }
  return addNoise({ width, height, data: out }, 5, 3);
}

describe('reference signals on pixels', () => {
  it('calls a painted copy derived and points at the paint, whichever place the reference has', async () => {
    const photo = addNoise(darken(reference, 180, 60, 50), 2, 1);
    const other = renderScene(createScene(22, width), width, height);
    for (const references of [[reference], [other, reference]]) {
      const readings = await read(photo, references);
      const derived = readings['reference/derivation'];
      const changed = readings['reference/change'];
      const similar = readings['reference/ssim'];
      if (derived.status !== 'measured' || changed.status !== 'measured' || similar.status !== 'measured')
        throw new Error(`expected readings, got ${JSON.stringify(readings)}`);
      expect(derived.value).toBeGreaterThan(1);
      expect(derived.details?.reference).toBe(references.length - 1);
      expect(changed.value).toBeLessThan(-10);
      const polygon = changed.regions?.[0].polygon ?? [];
      const centre = [0, 1].map((k) => polygon.reduce((sum, corner) => sum + corner[k], 0) / polygon.length);
      expect(Math.abs(centre[0] - 205)).toBeLessThan(15);
      expect(Math.abs(centre[1] - 85)).toBeLessThan(15);
      expect(changed.map?.width).toBe(width);
      expect(similar.value).toBeGreaterThan(0.9);
      expect(readings['reference/redrawn']).toEqual({
        status: 'not-applicable',
        reason: 'derived-from-reference',
      });
    }
  });

  it('says "not comparable" and nothing else when the pictures share nothing', async () => {
    const readings = await read(renderScene(createScene(23, width), width, height), [reference]);
    for (const id of ['reference/derivation', 'reference/change', 'reference/ssim', 'reference/recapture'])
      expect(readings[id]).toEqual({ status: 'not-applicable', reason: 'not-comparable' });
  });

  it('finds a picture of the whole reference in one plane, and no copy of the file', async () => {
    const readings = await read(photographPicture(reference), [reference]);
    expect(measuredValue(readings['reference/derivation'])).toBeLessThan(0);
    expect(measuredValue(readings['reference/recapture'])).toBeGreaterThan(0.5);
    const [visible] = /(?<="visiblePercent":)\d+/.exec(JSON.stringify(readings['reference/recapture'])) ?? [];
    expect(Number(visible)).toBeGreaterThan(90);
  });

  it('reads no picture of a picture in a copy of the file', async () => {
    const readings = await read(addNoise(reference, 2, 1), [reference]);
    expect(measuredValue(readings['reference/recapture'])).toBeLessThan(0.1);
  });

  it('is not applicable without references', async () => {
    for (const reading of Object.values(await read(reference, [])))
      expect(reading).toEqual({ status: 'not-applicable', reason: 'no-reference' });
  });
});
