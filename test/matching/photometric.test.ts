import { describe, expect, it } from 'vitest';
import { IDENTITY } from '../../src/matching/homography.js';
import { estimateNoise, makeNonDecreasing, measureActivity } from '../../src/matching/noise-model.js';
import { predictPhoto } from '../../src/matching/photometric.js';
import { warpRaster } from '../../src/matching/warp.js';
import { computeChroma, computeLuma } from '../../src/pixels/luma.js';
import { createPlane, type Raster } from '../../src/pixels/plane.js';
import { addNoise, createScene, randomSource, renderScene } from './scene.js';

const WIDTH = 200;
const HEIGHT = 160;
const reference = renderScene(createScene(11, WIDTH), WIDTH, HEIGHT);

function change(raster: Raster, map: (value: number, c: number, x: number, y: number) => number): Raster {
  const data = raster.data.map((value, i) => {
    const p = Math.floor(i / 3);
    return Math.max(0, Math.min(255, Math.round(map(value, i % 3, p % WIDTH, Math.floor(p / WIDTH)))));
  });
  return { ...raster, data };
}

/** Median absolute luma error of the prediction. */
function predictionError(photo: Raster): number {
  const warped = warpRaster(reference, IDENTITY, photo);
  const { luma } = predictPhoto(warped, photo);
  const seen = computeLuma(photo);
  const errors = seen.data.map((value, i) => Math.abs(value - luma.data[i])).sort();
  return errors[errors.length >> 1];
}

describe('predictPhoto', () => {
  it.each([
    ['identity', (v: number) => v],
    ['contrast and offset', (v: number) => 0.7 * v + 30],
    ['gamma', (v: number) => 255 * (v / 255) ** 1.4],
    ['gamma that lifts the darks', (v: number) => 255 * (v / 255) ** 0.6],
    ['brightness that clips', (v: number) => v + 50],
    ['a curve that no gamma follows', (v: number) => v + 18 * Math.sin((v / 255) * 2 * Math.PI)],
    ['white balance', (v: number, c: number) => v * [1.1, 1, 0.85][c]],
    [
      'light from a side',
      (v: number, _c: number, x: number, y: number) => v * (0.8 + (0.3 * x) / WIDTH + (0.1 * y) / HEIGHT),
    ],
  ])('predicts %s to within a level', (_name, map) => {
    expect(predictionError(change(reference, map))).toBeLessThan(1);
  });

  it('predicts stronger colours, chroma included', () => {
    const { data } = reference;
    const photo = change(reference, (v, _c, x, y) => {
      const i = (y * WIDTH + x) * 3;
      const luma = 0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2];
      return luma + 1.4 * (v - luma);
    });
    expect(predictionError(photo)).toBeLessThan(1);
    const { cr } = predictPhoto(warpRaster(reference, IDENTITY, photo), photo);
    const seen = computeChroma(photo).cr;
    const errors = seen.data.map((value, i) => Math.abs(value - cr.data[i])).sort();
    expect(errors[errors.length >> 1]).toBeLessThan(1);
  });

  it('sees no uneven light where only the tones were changed', () => {
    const photo = change(reference, (v) => v + 40);
    expect(predictPhoto(warpRaster(reference, IDENTITY, photo), photo).illuminationRatio).toBeLessThan(1.02);
  });

  it('predicts through a stain on a fifth of the frame', () => {
    const photo = change(reference, (v, _c, x, y) => (x < 90 && y < 70 ? 0.4 * v : 0.9 * v + 10));
    expect(predictionError(photo)).toBeLessThan(1);
  });

  it('tells blur from sharpening', () => {
    const blurred: Raster = { ...reference, data: reference.data.slice() };
    const row = WIDTH * 3;
    for (let i = row; i < blurred.data.length - row; i++) {
      const d = reference.data;
      blurred.data[i] = (4 * d[i] + d[i - 3] + d[i + 3] + d[i - row] + d[i + row]) / 8;
    }
    const soft = predictPhoto(warpRaster(reference, IDENTITY, blurred), blurred);
    const sharp = predictPhoto(warpRaster(blurred, IDENTITY, blurred), reference);
    expect(soft.sharpening).toBeLessThan(-0.2);
    expect(sharp.sharpening).toBeGreaterThan(0.1);
    expect(predictionError(blurred)).toBeLessThan(0.8);
  });
});

describe('estimateNoise', () => {
  it('finds the noise it was given, also with a third of the picture changed', () => {
    const luma = computeLuma(reference);
    const noisy = computeLuma(addNoise(reference, 5, 3));
    const residual = createPlane(WIDTH, HEIGHT);
    for (let i = 0; i < residual.data.length; i++)
      residual.data[i] = noisy.data[i] - luma.data[i] + (i % WIDTH < WIDTH / 3 ? 40 : 0);
    const valid = new Uint8Array(residual.data.length).fill(1);
    const quiet = residual.data.filter((_, i) => i % WIDTH > WIDTH / 2);
    const truth = Math.sqrt(quiet.reduce((sum, v) => sum + v * v, 0) / quiet.length);
    const { level } = estimateNoise(residual, measureActivity(luma), luma, valid);
    expect(level).toBeGreaterThan(0.8 * truth);
    expect(level).toBeLessThan(2.5 * truth);
  });

  it('never goes below its floor', () => {
    const flat = createPlane(64, 64);
    const { sigma } = estimateNoise(flat, flat, flat, new Uint8Array(64 * 64).fill(1), 0.75);
    expect(Math.min(...sigma.data)).toBe(0.75);
  });
});

describe('makeNonDecreasing', () => {
  it('pools violators by weight and leaves order alone', () => {
    const values = Float64Array.from([1, 3, 2, 2, 5, 4]);
    makeNonDecreasing(values, Float64Array.from([1, 1, 1, 2, 3, 1]));
    expect([...values]).toEqual([1, 2.25, 2.25, 2.25, 4.75, 4.75]);
    const random = randomSource(5);
    const noisy = Float64Array.from({ length: 50 }, () => random());
    makeNonDecreasing(noisy, new Float64Array(50).fill(1));
    for (let i = 1; i < 50; i++) expect(noisy[i]).toBeGreaterThanOrEqual(noisy[i - 1] - 1e-12);
  });
});
