import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import sharp, { type JpegOptions } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { mutate } from '../../../bench/fuzz/mutate.js';
import { type DctReading, readDct } from '../../../src/bytes/jpeg-dct/dct.js';
import { samplingName } from '../../../src/bytes/jpeg-structure.js';
import { createRandom } from '../../../src/maths/random.js';

interface Vector {
  readonly file: string;
  readonly components: readonly { blocksHigh: number; blocksWide: number; coefficients: string }[];
}

const VECTORS: Record<string, Vector> = JSON.parse(
  readFileSync(new URL('vectors.json', import.meta.url), 'utf8'),
);

function decoded(reading: DctReading) {
  if (reading.status !== 'decoded') throw new Error(`expected coefficients, got ${JSON.stringify(reading)}`);
  return reading;
}

function readVector(name: string) {
  return Buffer.from(VECTORS[name].file, 'base64');
}

/** Drawn pixels with edges, ramps and noise. */
function drawPixels(width: number, height: number, seed: number): Uint8Array {
  const random = createRandom(seed);
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % width;
    const y = Math.floor(i / 3 / width);
    return 128 + 60 * Math.sin(x / 6 + (i % 3)) + (y % 23 > 11 ? 40 : 0) + 20 * (random() - 0.5);
  });
}

async function encode(options: JpegOptions, [width, height] = [83, 61]): Promise<Uint8Array> {
  return sharp(drawPixels(width, height, 5), { raw: { width, height, channels: 3 } })
    .jpeg(options)
    .toBuffer();
}

describe('readDct', () => {
  it.each(Object.keys(VECTORS))('reads the coefficients that libjpeg reads: %s', (name) => {
    const reading = decoded(readDct(readVector(name)));
    const expected = VECTORS[name].components;
    expect(reading.damage).toBeNull();
    expect(reading.components).toHaveLength(expected.length);
    for (const [index, component] of reading.components.entries()) {
      const { blocksWide, blocksHigh, coefficients } = expected[index];
      const bytes = Buffer.from(coefficients, 'base64');
      expect([component.blocksWide, component.blocksHigh]).toEqual([blocksWide, blocksHigh]);
      for (let row = 0; row < blocksHigh; row++) {
        const begin = row * component.stride * 64;
        const own = component.coefficients.slice(begin, begin + blocksWide * 64);
        const theirs = Array.from(own, (_, i) => bytes.readInt16LE((row * blocksWide * 64 + i) * 2));
        expect([...own]).toEqual(theirs);
      }
    }
  });

  it('meets every sampling and mode in these vectors', () => {
    const seen = Object.keys(VECTORS).map((name) => {
      const { structure } = decoded(readDct(readVector(name)));
      return `${structure.mode} ${samplingName(structure)} ${structure.restartInterval > 0}`;
    });
    for (const sampling of ['4:4:4', '4:2:2', '4:2:0', '4:1:1', 'grey'])
      expect(seen).toContain(`baseline ${sampling} false`);
    expect(seen).toContain('progressive 4:2:0 true');
    expect(seen).toContain('baseline 4:4:4 true');
  });

  it.each(['4:2:0', '4:4:4'])(
    'reads the same from baseline, optimized and progressive files, %s',
    async (s) => {
      const modes = [{}, { optimiseCoding: false }, { progressive: true }, { optimiseScans: true }];
      const files = await Promise.all(
        modes.map((mode) => encode({ quality: 88, chromaSubsampling: s, ...mode })),
      );
      const [first, ...others] = files.map((file) => decoded(readDct(file)));
      expect(others.map(({ structure }) => structure.mode)).toEqual([
        'baseline',
        'progressive',
        'progressive',
      ]);
      for (const other of others)
        expect(other.components.map(({ coefficients }) => coefficients)).toEqual(
          first.components.map(({ coefficients }) => coefficients),
        );
    },
  );

  it('tells what it does not read', async () => {
    const file = Buffer.from(await encode({ quality: 80 }));
    const frame = file.indexOf(Buffer.from([0xff, 0xc0]));
    const withFrame = (code: number) => Buffer.from(file.map((byte, i) => (i === frame + 1 ? code : byte)));
    expect(readDct(withFrame(0xc9))).toEqual({ status: 'unsupported', reason: 'arithmetic' });
    expect(readDct(withFrame(0xc3))).toEqual({ status: 'unsupported', reason: 'lossless' });
    expect(readDct(file.map((byte, i) => (i === frame + 5 || i === frame + 6 ? 0 : byte)))).toEqual({
      status: 'unsupported',
      reason: 'unknown-size',
    });
    expect(readDct(file.map((byte, i) => (i === frame + 11 ? 0 : byte)))).toEqual({
      status: 'unsupported',
      reason: 'invalid-frame',
    });
    expect(readDct(Uint8Array.of(1, 2, 3))).toEqual({ status: 'unsupported', reason: 'not-jpeg' });
    expect(readDct(file.subarray(0, file.indexOf(Buffer.from([0xff, 0xda]))))).toEqual({
      status: 'unsupported',
      reason: 'no-scan',
    });
  });

  it('keeps its limits by name', async () => {
    const file = await encode({ quality: 80, progressive: true });
    expect(readDct(file, { maxPixels: 83 * 61 - 1 })).toEqual({
      status: 'limit-exceeded',
      limit: 'maxPixels',
      value: 83 * 61,
    });
    expect(readDct(file, { maxComponents: 2 })).toMatchObject({ limit: 'maxComponents', value: 3 });
    const { scans } = decoded(readDct(file));
    expect(readDct(file, { maxScans: scans })).toMatchObject({ status: 'decoded' });
    expect(readDct(file, { maxScans: scans - 1 })).toMatchObject({ limit: 'maxScans', value: scans });
    expect(readDct(file, { maxBlockVisits: 200 })).toMatchObject({ limit: 'maxBlockVisits' });
  });
});

describe('readDct on damaged files', () => {
  let whole: Uint8Array;
  beforeAll(async () => {
    whole = await encode({ quality: 90 }, [160, 120]);
  });

  it('keeps what stands before a cut, and tells where the cut is', () => {
    const { components } = decoded(readDct(whole));
    const cut = decoded(readDct(whole.subarray(0, Math.floor(whole.length * 0.6))));
    expect(cut.damage).toMatchObject({ kind: 'truncated', scan: 0 });
    const { mcuRow, offset } = cut.damage!;
    expect(mcuRow).toBeGreaterThan(2);
    expect(mcuRow).toBeLessThan(7);
    expect(Math.abs(offset - whole.length * 0.6)).toBeLessThan(400);
    // Two rows of luma blocks per MCU row.
    const kept = mcuRow * 2 * components[0].stride * 64;
    expect(cut.components[0].coefficients.subarray(0, kept)).toEqual(
      components[0].coefficients.subarray(0, kept),
    );
    expect(cut.structure.end).toBeNull();
  });

  it('goes on at the next restart marker', () => {
    const file = Buffer.from(readVector('restart every row'));
    const { components } = decoded(readDct(file));
    const restart = file.indexOf(Buffer.from([0xff, 0xd1]));
    // Ones are no code of the standard tables.
    file.fill(Buffer.from([0xff, 0x00]), restart + 4, restart + 20);
    const damaged = decoded(readDct(file));
    expect(damaged.damage).toMatchObject({ kind: 'invalid-code', mcuRow: 2 });
    const rows = (blocks: Int16Array, begin: number, end: number) =>
      blocks.subarray(begin * components[0].stride * 64, end * components[0].stride * 64);
    const [own, original] = [damaged.components[0].coefficients, components[0].coefficients];
    expect(rows(own, 0, 2)).toEqual(rows(original, 0, 2));
    expect(rows(own, 2, 3)).not.toEqual(rows(original, 2, 3));
    expect(rows(own, 3, 5)).toEqual(rows(original, 3, 5));
  });

  it('never throws, never hangs, and keeps the shape of its answer', () => {
    const seeds = Object.keys(VECTORS).map(readVector);
    const pick = fc.nat({ max: seeds.length - 1 });
    fc.assert(
      fc.property(pick, pick, fc.integer(), (a, b, seed) => {
        const reading = readDct(mutate(seeds[a], seeds[b], createRandom(seed)), { maxPixels: 1e6 });
        if (reading.status !== 'decoded') return;
        for (const { coefficients, stride, blocksWide, blocksHigh } of reading.components) {
          expect(stride).toBeGreaterThanOrEqual(blocksWide);
          expect(coefficients.length).toBeGreaterThanOrEqual(stride * blocksHigh * 64);
        }
        const { damage } = reading;
        if (damage) expect(damage.offset).toBeGreaterThan(0);
      }),
      { numRuns: 1500, seed: 7 },
    );
  });
});
