import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readDct } from '../../../src/bytes/jpeg-dct/dct.js';
import { weighBlocks } from '../../../src/forensics/jpeg/block-evidence.js';
import { MAX_LEVEL } from '../../../src/forensics/jpeg/coefficient-histograms.js';
import { fitPrimarySteps } from '../../../src/forensics/jpeg/double-quantization.js';
import { readCompressionHistory } from '../../../src/forensics/jpeg/history.js';
import { findOnceCompressed } from '../../../src/forensics/jpeg/once-compressed.js';
import { quantizeOnce, quantizeTwice } from '../../../src/forensics/jpeg/quantization-model.js';

interface Vector {
  readonly file: string;
  readonly fits: readonly {
    position: number;
    step: number;
    primaryStep: number;
    share: number;
    gain: number;
  }[];
  readonly evidence: readonly (readonly number[])[];
}

const VECTORS: Record<string, Vector> = JSON.parse(
  readFileSync(new URL('vectors.json', import.meta.url), 'utf8'),
);
/** Zigzag positions of the frequencies (0, 4) and (4, 0). */
const TIES = [10, 14];
const PATCHED = 'quality 60 then 90, a patch off the grid';

function bytesOf(name: string): Buffer {
  return Buffer.from(VECTORS[name].file, 'base64');
}

function lumaOf(bytes: Uint8Array) {
  const reading = readDct(bytes);
  if (reading.status !== 'decoded') throw new Error('expected coefficients');
  return reading.components[0];
}

function historyOf(bytes: Uint8Array) {
  return readCompressionHistory(readDct(bytes));
}

const recompress = (bytes: Uint8Array, quality: number) => sharp(bytes).jpeg({ quality }).toBuffer();

describe('fitPrimarySteps', () => {
  it.each(Object.keys(VECTORS))('agrees with an independent implementation: %s', (name) => {
    const luma = lumaOf(bytesOf(name));
    const fits = fitPrimarySteps(luma, luma.quantization!);
    const expected = VECTORS[name].fits;
    expect(fits.map(({ position, step }) => [position, step])).toEqual(
      expected.map(({ position, step }) => [position, step]),
    );
    for (const [i, { position, gain, share, primaryStep }] of fits.entries()) {
      // Sums of whole numbers over √8 √8 often end in exactly .5 at the frequencies (0, 4) and (4, 0), where the last
      // bit of either transform decides the rounding.
      const tolerance = TIES.includes(position) ? 0.03 : 1e-4;
      expect(Math.abs(gain - expected[i].gain)).toBeLessThan(tolerance * Math.max(0.1, expected[i].gain));
      // Where nothing is gained, several steps do as badly.
      if (expected[i].gain < 0.02) continue;
      expect(primaryStep).toBe(expected[i].primaryStep);
      expect(share).toBeCloseTo(expected[i].share, TIES.includes(position) ? 1 : 4);
    }
  });

  it('weighs blocks as the independent implementation does', () => {
    const luma = lumaOf(bytesOf(PATCHED));
    const { data } = weighBlocks(luma, fitPrimarySteps(luma, luma.quantization!));
    const expected = VECTORS[PATCHED].evidence.flat();
    expect(data).toHaveLength(expected.length);
    const furthest = Math.max(...expected.map((value, i) => Math.abs(value - data[i])));
    // Nats of up to ±60 per block.
    expect(furthest).toBeLessThan(0.5);
    expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(40);
  });
});

describe('quantization model', () => {
  const density = Float64Array.from({ length: 200 }, (_, x) => Math.exp(-x / 20));

  it('sums to one without level 0', () => {
    const once = quantizeOnce(density, 3);
    const twice = quantizeTwice(density, 7, 3, once);
    for (const levels of [once, twice]) {
      const sum = levels.reduce((total, value, i) => total + (i === MAX_LEVEL ? 0 : value), 0);
      expect(sum).toBeCloseTo(1, 4);
      expect(levels[MAX_LEVEL + 5]).toBeCloseTo(levels[MAX_LEVEL - 5], 12);
    }
  });

  it('leaves the levels between multiples of a coarser earlier step nearly empty', () => {
    const once = quantizeOnce(density, 2);
    const twice = quantizeTwice(density, 10, 2, once);
    for (const level of [5, 10, 15])
      expect(twice[MAX_LEVEL + level]).toBeGreaterThan(3 * once[MAX_LEVEL + level]);
    for (const level of [2, 3, 7, 8, 12])
      expect(twice[MAX_LEVEL + level]).toBeLessThan(0.1 * once[MAX_LEVEL + level]);
  });
});

describe('readCompressionHistory', () => {
  it('tells the earlier quality', () => {
    expect(historyOf(bytesOf(PATCHED))).toMatchObject({ primaryQuality: 60 });
    expect(historyOf(bytesOf('quality 85 then 92'))).toMatchObject({ primaryQuality: 85 });
    expect(historyOf(bytesOf('quality 85 then 92'))!.agreement).toBeGreaterThan(0.9);
    expect(historyOf(bytesOf('quality 85 then 92'))!.strength).toBeGreaterThan(100);
  });

  it('finds nothing in a file compressed once, or twice with the same tables', async () => {
    const once = bytesOf('quality 88 once');
    expect(historyOf(once)!.strength).toBeLessThan(3);
    expect(historyOf(await recompress(once, 88))!.strength).toBeLessThan(3);
  });

  it('loses the trace when the picture is cropped off the grid or resized in between', async () => {
    const first = bytesOf('quality 88 once');
    const on = await sharp(first).extract({ left: 8, top: 16, width: 168, height: 168 }).png().toBuffer();
    const off = await sharp(first).extract({ left: 5, top: 16, width: 168, height: 168 }).png().toBuffer();
    const small = await sharp(first).resize(170).png().toBuffer();
    const strengthOf = async (bytes: Uint8Array) => historyOf(await recompress(bytes, 95))!.strength;
    expect(await strengthOf(on)).toBeGreaterThan(50);
    expect(await strengthOf(off)).toBeLessThan(5);
    expect(await strengthOf(small)).toBeLessThan(5);
  });

  it('says nothing of small, flat and unreadable pictures', async () => {
    const flat = { create: { width: 300, height: 300, channels: 3 as const, background: '#888' } };
    expect(historyOf(await sharp(flat).jpeg().toBuffer())).toBeNull();
    expect(historyOf(await sharp(bytesOf('quality 88 once')).resize(100).jpeg().toBuffer())).toBeNull();
    expect(historyOf(Uint8Array.of(1, 2, 3))).toBeNull();
  });
});

describe('findOnceCompressed', () => {
  const none = (bytes: Uint8Array) => {
    const { blocksWide, blocksHigh } = lumaOf(bytes);
    return new Uint8Array(blocksWide * blocksHigh);
  };

  it('outlines the patch, and nothing else', () => {
    const bytes = bytesOf(PATCHED);
    const found = findOnceCompressed(historyOf(bytes)!, none(bytes))!;
    expect(found.regions).toHaveLength(1);
    expect(found.regions[0].log10Nfa).toBeLessThan(-20);
    const xs = found.regions[0].polygon.map(([x]) => x);
    const ys = found.regions[0].polygon.map(([, y]) => y);
    // The patch covers 59..133 by 75..141; blocks at its border hold both.
    for (const [actual, expected] of [
      [Math.min(...xs), 59],
      [Math.max(...xs), 133],
      [Math.min(...ys), 75],
      [Math.max(...ys), 141],
    ])
      expect(Math.abs(actual - expected)).toBeLessThanOrEqual(16);
    expect(found.map.data[12 * found.map.width + 12]).toBeGreaterThan(0.9);
    expect(found.map.data[2 * found.map.width + 2]).toBe(0);
  });

  it('finds nothing in honest double compression', () => {
    const bytes = bytesOf('quality 85 then 92');
    expect(findOnceCompressed(historyOf(bytes)!, none(bytes))!.regions).toEqual([]);
  });

  it('does not let clipped blocks speak', () => {
    const bytes = bytesOf(PATCHED);
    const found = findOnceCompressed(historyOf(bytes)!, none(bytes).fill(1))!;
    expect(found.regions).toEqual([]);
  });

  it('is not applicable without an earlier compression, and after a coarser last one', async () => {
    for (const bytes of [bytesOf('quality 88 once'), await recompress(bytesOf(PATCHED), 50)])
      expect(findOnceCompressed(historyOf(bytes)!, none(bytes))).toBeNull();
  });
});
