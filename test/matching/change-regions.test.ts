import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePixels } from '../../src/artifacts/pixel-comparison.js';
import { computeView } from '../../src/artifacts/view.js';
import { cellTailLog10 } from '../../src/matching/change-cells.js';
import { type Homography, IDENTITY } from '../../src/matching/homography.js';
import type { Registration } from '../../src/matching/registration.js';
import type { Raster } from '../../src/pixels/plane.js';
import { addNoise, createScene, renderScene } from './scene.js';

const WIDTH = 240;
const HEIGHT = 192;

function compare(reference: Raster, photo: Raster, homography: Homography = IDENTITY) {
  const registration: Registration = {
    homography,
    mirrored: false,
    method: 'keypoints',
    inliers: 50,
    matches: 60,
    rmsePx: 0.5,
    coverage: 1,
    overlap: { reference: 1, photo: 1 },
  };
  const compared = comparePixels(
    { index: 0, registration, view: computeView(reference) },
    computeView(photo),
  );
  if (!compared) throw new Error('expected a comparison');
  return compared;
}

/** Fills a box with a colour mixed half and half, as a translucent stain does. */
function stain(raster: Raster, left: number, top: number, side: number): Raster {
  const data = raster.data.slice();
  for (let y = top; y < top + side; y++)
    for (let x = left; x < left + side; x++)
      for (let c = 0; c < 3; c++) {
        const i = (y * raster.width + x) * 3 + c;
        data[i] = (data[i] + [70, 40, 20][c]) >> 1;
      }
  return { ...raster, data };
}

/** A dark line two pixels wide. */
function scratch(raster: Raster, x0: number, y0: number, length: number): Raster {
  const data = raster.data.slice();
  for (let k = 0; k < length; k++)
    for (let w = 0; w < 2; w++) {
      const i = ((y0 + Math.floor(k / 2)) * raster.width + x0 + k + w) * 3;
      data.fill(20, i, i + 3);
    }
  return { ...raster, data };
}

function overlapWithBox(mask: Uint8Array, left: number, top: number, side: number) {
  let inside = 0;
  let total = 0;
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue;
    total++;
    const x = i % WIDTH;
    const y = (i - x) / WIDTH;
    if (x >= left && y >= top && x < left + side && y < top + side) inside++;
  }
  return { precision: total > 0 ? inside / total : 0, recall: inside / (side * side) };
}

const scene = createScene(5, WIDTH);
const reference = renderScene(scene, WIDTH, HEIGHT);

/** Lifts all colours of a box by some grey levels. */
function lift(raster: Raster, left: number, top: number, side: number, levels: number): Raster {
  const data = raster.data.slice();
  for (let y = top; y < top + side; y++)
    for (let x = left * 3; x < (left + side) * 3; x++) {
      const i = y * raster.width * 3 + x;
      data[i] = Math.min(255, data[i] + levels);
    }
  return { ...raster, data };
}

describe('findChangedRegions', () => {
  it('leaves out an even shift that nobody sees, and keeps one of a few levels', () => {
    expect(compare(reference, lift(reference, 90, 60, 60, 2)).change.regions).toEqual([]);
    expect(compare(reference, lift(reference, 90, 60, 60, 6)).change.regions.length).toBeGreaterThan(0);
  });

  it('finds nothing between a picture and itself', () => {
    const { change } = compare(reference, reference);
    expect(change.regions).toEqual([]);
    expect(change.log10Nfa).toBe(0);
    expect(change.changedShare).toBe(0);
    expect(Math.max(...change.map.data)).toBeLessThan(0.5);
  });

  it('finds nothing after noise, brightness, contrast and a light from the side', () => {
    for (const seed of [1, 2, 3]) {
      const photo = addNoise(reference, 3, seed);
      for (let i = 0; i < photo.data.length; i++) {
        const x = Math.floor(i / 3) % WIDTH;
        photo.data[i] = Math.max(0, Math.min(255, (photo.data[i] * 0.8 + 15) * (0.9 + (0.2 * x) / WIDTH)));
      }
      expect(compare(reference, photo).change.regions).toEqual([]);
    }
  });

  it('finds a stain where it was painted, and says that it is a colour shift', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 170 }),
        fc.integer({ min: 20, max: 120 }),
        fc.integer({ min: 28, max: 48 }),
        (left, top, side) => {
          const photo = addNoise(stain(reference, left, top, side), 2, left);
          const { change } = compare(reference, photo);
          const { precision, recall } = overlapWithBox(change.mask, left, top, side);
          expect(precision).toBeGreaterThan(0.75);
          expect(recall).toBeGreaterThan(0.8);
          expect(change.log10Nfa).toBeLessThan(-5);
          expect(change.regions[0].kind).toBe('colour-shift');
          expect(change.regions[0].contrast).toBeLessThan(-10);
        },
      ),
      { numRuns: 8, seed: 2 },
    );
  });

  it('finds a thin dark line and calls it a line structure', () => {
    const photo = addNoise(scratch(reference, 60, 50, 90), 2, 9);
    const { change } = compare(reference, photo);
    expect(change.regions.length).toBeGreaterThan(0);
    expect(change.regions[0].kind).toBe('line-structure');
    const xs = change.regions.flatMap(({ polygon }) => polygon.map(([x]) => x));
    expect(Math.min(...xs)).toBeGreaterThan(45);
    expect(Math.max(...xs)).toBeLessThan(165);
  });

  it('moves with a mirror and a crop', () => {
    const painted = stain(reference, 60, 70, 36);
    const mirrored: Raster = { ...painted, data: new Uint8Array(painted.data.length) };
    for (let y = 0; y < HEIGHT; y++)
      for (let x = 0; x < WIDTH; x++) {
        const from = (y * WIDTH + WIDTH - 1 - x) * 3;
        mirrored.data.set(painted.data.subarray(from, from + 3), (y * WIDTH + x) * 3);
      }
    const flip = compare(reference, addNoise(mirrored, 2, 1), [-1, 0, WIDTH - 1, 0, 1, 0, 0, 0, 1]).change;
    const box = overlapWithBox(flip.mask, WIDTH - 60 - 36, 70, 36);
    expect(box.precision).toBeGreaterThan(0.75);
    expect(box.recall).toBeGreaterThan(0.8);

    const [cropLeft, cropTop] = [30, 24];
    const cropped: Raster = {
      width: WIDTH - cropLeft,
      height: HEIGHT - cropTop,
      data: new Uint8Array((WIDTH - cropLeft) * (HEIGHT - cropTop) * 3),
    };
    for (let y = 0; y < cropped.height; y++) {
      const from = ((y + cropTop) * WIDTH + cropLeft) * 3;
      cropped.data.set(painted.data.subarray(from, from + cropped.width * 3), y * cropped.width * 3);
    }
    const crop = compare(reference, cropped, [1, 0, -cropLeft, 0, 1, -cropTop, 0, 0, 1]).change;
    const xs = crop.regions[0].polygon.map(([x]) => x);
    const ys = crop.regions[0].polygon.map(([, y]) => y);
    expect(Math.abs(Math.min(...xs) - (60 - cropLeft))).toBeLessThanOrEqual(5);
    expect(Math.abs(Math.max(...xs) - (96 - cropLeft))).toBeLessThanOrEqual(5);
    expect(Math.abs(Math.min(...ys) - (70 - cropTop))).toBeLessThanOrEqual(5);
    expect(Math.abs(Math.max(...ys) - (106 - cropTop))).toBeLessThanOrEqual(5);
  });
});

describe('comparePixels', () => {
  it('scores a copy far above the same scene seen with parallax', () => {
    const copy = compare(reference, addNoise(reference, 3, 4));
    // Things at two depths: discs and bars shift against the ground.
    const moved = renderScene(
      (u, v) => scene(u + 1.2 * Math.sin(v / 15), v + 0.8 * Math.cos(u / 19)),
      WIDTH,
      HEIGHT,
    );
    const other = compare(reference, addNoise(moved, 3, 5));
    expect(copy.derivation.logOdds).toBeGreaterThan(other.derivation.logOdds + 2);
    expect(copy.agreement.shiftPx).toBeLessThan(0.1);
    expect(other.agreement.shiftPx).toBeGreaterThan(0.2);
    expect(copy.unchangedSsim).toBeGreaterThan(other.unchangedSsim);
  });

  it('is null without a registration, without pixels, and without overlap', () => {
    const view = computeView(reference);
    expect(comparePixels(null, view)).toBeNull();
    expect(comparePixels({ index: 0, registration: null, view }, view)).toBeNull();
  });
});

describe('cellTailLog10', () => {
  it('falls with strength and goes on past its table', () => {
    expect(cellTailLog10(0)).toBe(0);
    let last = 0;
    for (let strength = 3.5; strength < 80; strength += 0.5) {
      const value = cellTailLog10(strength);
      expect(value).toBeLessThan(last);
      last = value;
    }
    expect(last).toBeLessThan(-8);
  });
});
