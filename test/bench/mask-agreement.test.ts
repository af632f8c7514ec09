import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { compareRegions, readMask } from '../../src/bench/mask-agreement.js';

const folder = mkdtempSync(join(tmpdir(), 'claimlens-mask-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('readMask', () => {
  it('takes what is more red than not as altered', async () => {
    const path = join(folder, 'mask.png');
    const data = Buffer.from([0, 255, 255, 127, 0, 0, 128, 0, 0, 255, 255, 255]);
    await sharp(data, { raw: { width: 2, height: 2, channels: 3 } })
      .png()
      .toFile(path);
    expect(await readMask(path)).toEqual({ width: 2, height: 2, data: new Uint8Array([0, 0, 1, 1]) });
  });
});

describe('compareRegions', () => {
  // The left half of 8 × 4 px.
  const truth = { width: 8, height: 4, data: Uint8Array.from({ length: 32 }, (_, i) => Number(i % 8 < 4)) };
  const box = (x0: number, x1: number, height: number) => ({
    polygon: [
      [x0, 0],
      [x1, 0],
      [x1, height],
      [x0, height],
    ] as const,
  });

  it('compares at the size of the mask, whatever the size of the photo', () => {
    expect(compareRegions([box(0, 4, 4)], truth, truth)).toEqual({ f1: 1, iou: 1, mcc: 1 });
    expect(compareRegions([box(0, 200, 100)], { width: 400, height: 100 }, truth).f1).toBe(1);
  });

  it('joins regions, and counts what is missed and what is wrong', () => {
    expect(compareRegions([box(0, 2, 4), box(1, 4, 4)], truth, truth).iou).toBe(1);
    // A quarter found rightly, a quarter wrongly, a quarter missed.
    const { f1, iou, mcc } = compareRegions([box(2, 6, 4)], truth, truth);
    expect([f1, iou, mcc]).toEqual([0.5, 1 / 3, 0]);
    expect(compareRegions([], truth, truth).f1).toBe(0);
  });
});
