import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  type Samples,
  SHIFTED_FREQUENCIES,
  transformBlock,
  transformShifted,
} from '../../../src/forensics/jpeg/shifted-coefficients.js';
import { findShiftedGrid, type ShiftedGrid } from '../../../src/forensics/jpeg/shifted-grid.js';
import { forwardDct8 } from '../../../src/maths/dct8.js';
import { createRandom } from '../../../src/maths/random.js';

const SIDE = 352;

async function decode(bytes: Uint8Array): Promise<Samples> {
  const { data, info } = await sharp(bytes).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** Waves of many lengths with grain: levels in every low frequency. */
function draw(seed: number, side = SIDE): Samples {
  const random = createRandom(seed);
  const waves = Array.from({ length: 24 }, () => [0.7 * random(), 0.7 * random(), 6 * random()]);
  const data = Uint8Array.from({ length: side * side }, (_, i) => {
    let value = 128 + 10 * (random() - 0.5);
    for (const [x, y, phase] of waves)
      value += 8 * Math.sin(x * (i % side) + y * Math.floor(i / side) + phase);
    return Math.max(4, Math.min(251, value));
  });
  return { width: side, height: side, data };
}

function compress({ width, height, data }: Samples, quality: number) {
  const raw = { width, height, channels: 1 as const };
  return sharp(data, { raw }).toColourspace('b-w').jpeg({ quality }).toBuffer();
}

/** Compressed, cropped by `left` and `top`, and what a second compression leaves. */
async function compressTwice(seed: number, first: number, second: number, left: number, top: number) {
  const once = await compress(draw(seed), first);
  const side = SIDE - 16;
  const cropped = await sharp(once).extract({ left, top, width: side, height: side }).png().toBuffer();
  return compress(await decode(cropped), second);
}

describe('transformShifted', () => {
  it('is the transform of the block at every origin', () => {
    const samples = draw(3, 40);
    const block = new Float64Array(64);
    const low = new Float64Array(SHIFTED_FREQUENCIES.length);
    let rows = 0;
    transformShifted(samples, 5, 20, (y, coefficients) => {
      rows++;
      for (let x = 0; x <= samples.width - 8; x++) {
        for (let i = 0; i < 64; i++)
          block[i] = samples.data[(y + (i >> 3)) * samples.width + x + (i & 7)] - 128;
        forwardDct8(block);
        transformBlock(samples, x, y, low);
        for (const [f, [u, v]] of SHIFTED_FREQUENCIES.entries()) {
          expect(low[f]).toBeCloseTo(block[8 * v + u], 9);
          // Rows are kept as 32-bit floats.
          expect(coefficients[f][x]).toBeCloseTo(block[8 * v + u], 3);
        }
      }
    });
    expect(rows).toBe(15);
  });
});

describe('findShiftedGrid', () => {
  const vectors = JSON.parse(
    readFileSync(new URL('vectors/shifted_grid.json', import.meta.url), 'utf8'),
  ) as Record<string, { png: string; grid: ShiftedGrid | null }>;

  it.each(Object.entries(vectors))('agrees with NumPy and SciPy: %s', async (name, { png, grid }) => {
    const found = findShiftedGrid(await decode(Buffer.from(png, 'base64')));
    expect(found).toMatchObject({ origin: grid!.origin, quality: grid!.quality, steps: grid!.steps });
    // Magnitudes are rounded from 32-bit floats; the sum of squares is not.
    expect(found!.log10Nfa).toBeCloseTo(grid!.log10Nfa, 6);
    for (const [f, contrast] of grid!.contrasts.entries())
      expect(found!.contrasts[f]).toBeCloseTo(contrast, 6);
    expect(found!.log10Nfa < -2).toBe(/75|60/.test(name));
  });

  it('tells by how much a photo was cropped between two compressions', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), fc.nat(7), fc.nat(7), async (seed, left, top) => {
        // On the file's own grid and half a block off it there is nothing to compare with.
        fc.pre(left % 4 > 0 || top % 4 > 0);
        const file = await compressTwice(seed, 70, 92, left, top);
        const found = findShiftedGrid(await decode(file));
        expect(found?.origin).toEqual([(8 - left) % 8, (8 - top) % 8]);
        expect(found?.log10Nfa).toBeLessThan(-2);
        expect(found?.quality).toBeGreaterThan(66);
        expect(found?.quality).toBeLessThan(74);
      }),
      { seed: 5, numRuns: 6 },
    );
  }, 120_000);

  it('finds nothing in what was compressed once, or twice on one grid', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), fc.integer({ min: 60, max: 95 }), async (seed, quality) => {
        const once = await compress(draw(seed), quality);
        const twice = await compressTwice(seed, 70, quality, 8, 8);
        for (const file of [once, twice])
          expect(findShiftedGrid(await decode(file))?.log10Nfa ?? 0).toBeGreaterThan(-2);
      }),
      { seed: 6, numRuns: 6 },
    );
  }, 120_000);

  it('finds nothing after a resize', async () => {
    const file = await compressTwice(9, 70, 92, 3, 5);
    expect(findShiftedGrid(await decode(file))?.log10Nfa).toBeLessThan(-2);
    const smaller = await sharp(file).resize(300, 300).jpeg({ quality: 92 }).toBuffer();
    expect(findShiftedGrid(await decode(smaller))?.log10Nfa ?? 0).toBeGreaterThan(-2);
  });

  it('says nothing of pictures with too few tiles', () => {
    expect(findShiftedGrid(draw(1, 128))).toBeNull();
    expect(findShiftedGrid({ width: 256, height: 256, data: new Uint8Array(256 * 256).fill(90) })).toBeNull();
  });
});
