import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { readDct } from '../../../src/bytes/jpeg-dct/dct.js';
import { measureErrorLevels } from '../../../src/forensics/jpeg/error-levels.js';
import { findGhosts } from '../../../src/forensics/jpeg/ghosts.js';
import { measureRecompression } from '../../../src/forensics/jpeg/recompression.js';
import { scaledTable } from '../../../src/maths/jpeg-quality.js';
import { createRandom } from '../../../src/maths/random.js';
import { ingestPhoto } from '../../../src/photo/ingest.js';
import { errorLevels } from '../../../src/signals/jpeg/error-levels.js';
import { ghosts } from '../../../src/signals/jpeg/ghosts.js';

const SIDE = 512;
const RAW = { raw: { width: SIDE, height: SIDE, channels: 1 as const } };

/** Grey waves of many lengths with grain. */
function drawGrey(seed: number): Uint8Array {
  const random = createRandom(seed);
  const waves = Array.from({ length: 24 }, () => ({
    x: 0.6 * random(),
    y: 0.6 * random(),
    phase: 6 * random(),
  }));
  return Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
    let value = 128 + 14 * (random() - 0.5);
    for (const { x, y, phase } of waves)
      value += 6 * Math.sin(x * (i % SIDE) + y * Math.floor(i / SIDE) + phase);
    return Math.max(0, Math.min(255, value));
  });
}

const compress = (grey: Uint8Array, quality: number) =>
  sharp(grey, RAW).toColourspace('b-w').jpeg({ quality }).toBuffer();

async function paste(
  background: Uint8Array,
  quality: number,
  left: number,
  top: number,
): Promise<Uint8Array> {
  const decoded = await sharp(await compress(drawGrey(2), quality))
    .extractChannel(0)
    .raw()
    .toBuffer();
  const part = await sharp(decoded, RAW).extract({ left, top, width: 160, height: 144 }).png().toBuffer();
  return sharp(background, RAW)
    .composite([{ input: part, left, top }])
    .extractChannel(0)
    .raw()
    .toBuffer();
}

function lumaOf(bytes: Uint8Array) {
  const reading = readDct(bytes);
  if (reading.status !== 'decoded') throw new Error('expected coefficients');
  const [luma] = reading.components;
  return { reading, luma, steps: luma.quantization! };
}

describe('measureRecompression', () => {
  it('is the mean square that a real recompression changes', async () => {
    const first = await compress(drawGrey(1), 92);
    const { luma, steps } = lumaOf(first);
    const predicted = measureRecompression(luma, steps, scaledTable(70, 'luma'));
    const before = await sharp(first).extractChannel(0).raw().toBuffer();
    const after = await sharp(await compress(before, 70))
      .extractChannel(0)
      .raw()
      .toBuffer();
    let actual = 0;
    for (let y = 64; y < 80; y++)
      for (let x = 96; x < 112; x++) actual += (before[y * SIDE + x] - after[y * SIDE + x]) ** 2 / 256;
    // Samples are rounded twice on the way: within 3 %.
    expect(predicted.data[4 * predicted.width + 6] / actual).toBeCloseTo(1, 1);
    expect(actual).toBeGreaterThan(5);
  });

  it('changes nothing at the quality of the file', async () => {
    const { luma, steps } = lumaOf(await compress(drawGrey(1), 80));
    expect(Math.max(...measureRecompression(luma, steps, scaledTable(80, 'luma')).data)).toBe(0);
  });
});

describe('ghosts', () => {
  let background: Uint8Array;
  beforeAll(() => {
    background = drawGrey(1);
  });

  it('finds a part that was compressed before, and its quality', async () => {
    const { luma, steps } = lumaOf(await compress(await paste(background, 65, 192, 128), 90));
    const { best, map } = findGhosts(luma, steps);
    expect(best).toMatchObject({ quality: 65, box: [12, 8, 21, 16] });
    expect(best!.log10Nfa).toBeLessThan(-4);
    expect(map.data[12 * map.width + 16]).toBeGreaterThan(0.3);
    expect(map.data[2 * map.width + 2]).toBe(0);
  });

  it.each([
    ['an even history', async () => compress(drawGrey(1), 90)],
    [
      'a whole that was compressed before',
      async () =>
        compress(
          await sharp(await compress(drawGrey(1), 65))
            .extractChannel(0)
            .raw()
            .toBuffer(),
          90,
        ),
    ],
    [
      'a part off the grid',
      async () => compress(await paste(drawGrey(1), 65, 192, 128).then(shiftRight), 90),
    ],
    ['a coarser last compression', async () => compress(await paste(drawGrey(1), 80, 192, 128), 60)],
  ])('finds nothing in %s', async (_, make) => {
    const { luma, steps } = lumaOf(await make());
    expect(findGhosts(luma, steps).best).toBeNull();
  });

  it('become a reading with a region', async () => {
    const bytes = await compress(await paste(background, 65, 192, 128), 90);
    const reading = await ghosts.measure({
      photo: await ingestPhoto(bytes),
      jpegCoefficients: lumaOf(bytes).reading,
    });
    expect(reading).toMatchObject({
      status: 'measured',
      details: { quality: 65 },
      regions: [
        {
          kind: 'compression-ghost',
          polygon: [
            [192, 128],
            [352, 128],
            [352, 272],
            [192, 272],
          ],
        },
      ],
    });
  });
});

describe('error levels', () => {
  it('are highest where the picture was not compressed yet, of equal texture', async () => {
    const once = await sharp(await compress(drawGrey(1), 60))
      .extractChannel(0)
      .raw()
      .toBuffer();
    const mixed = Uint8Array.from(once, (value, i) => (i % SIDE >= 256 ? drawn[i] : value));
    const { luma, steps } = lumaOf(await compress(mixed, 97));
    const { map, median, high } = measureErrorLevels(luma, steps);
    const mean = (from: number, to: number) => {
      let sum = 0;
      for (let y = 0; y < map.height; y++) for (let x = from; x < to; x++) sum += map.data[y * map.width + x];
      return sum / (map.height * (to - from));
    };
    expect(mean(17, 32)).toBeGreaterThan(1.15 * mean(0, 15));
    expect(high).toBeGreaterThan(median);
  });

  it('do not apply to other formats and to flat pictures', async () => {
    const flat = await compress(new Uint8Array(SIDE * SIDE).fill(90), 80);
    expect(
      await errorLevels.measure({ photo: await ingestPhoto(flat), jpegCoefficients: lumaOf(flat).reading }),
    ).toEqual({ status: 'not-applicable', reason: 'too-flat' });
    const png = await ingestPhoto(await sharp(flat).png().toBuffer());
    const none = { status: 'unsupported', reason: 'not-jpeg' } as const;
    for (const signal of [errorLevels, ghosts])
      expect(await signal.measure({ photo: png, jpegCoefficients: none })).toEqual({
        status: 'not-applicable',
        reason: 'not-jpeg',
      });
  });
});

const drawn = drawGrey(1);

function shiftRight(grey: Uint8Array): Uint8Array {
  return Uint8Array.from(grey, (_, i) => grey[i % SIDE < 3 ? i : i - 3]);
}
