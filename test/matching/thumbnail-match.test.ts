import { describe, expect, it } from 'vitest';
import { matchThumbnail } from '../../src/matching/thumbnail-match.js';
import { cropPlane, turnPlane } from '../../src/pixels/crop.js';
import type { Plane } from '../../src/pixels/plane.js';
import { shrinkPlane } from '../../src/pixels/resize.js';

/** A scene of smooth blobs, different for each seed. */
function scene(seed: number, width = 480, height = 360): Plane {
  let state = seed * 2654435761;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const blobs = Array.from({ length: 30 }, () => ({
    x: random() * width,
    y: random() * height,
    r: 15 + random() * 60,
    v: (random() - 0.5) * 160,
  }));
  const data = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      let value = 120;
      for (const blob of blobs)
        value += blob.v * Math.exp(-((x - blob.x) ** 2 + (y - blob.y) ** 2) / (2 * blob.r ** 2));
      data[i] = Math.min(255, Math.max(0, value));
    }
  }
  return { width, height, data };
}

function map(plane: Plane, change: (value: number, x: number, y: number) => number): Plane {
  const data = plane.data.map((value, i) => change(value, i % plane.width, Math.floor(i / plane.width)));
  return { ...plane, data };
}

const picture = scene(1);

describe('matchThumbnail', () => {
  it('finds nothing in a plain thumbnail', () => {
    const match = matchThumbnail(shrinkPlane(picture, 160, 120), picture)!;
    expect(match).toMatchObject({ frame: 'whole', quarterTurns: 0, mirrored: false });
    expect(match.correlation).toBeGreaterThan(0.999);
    expect(match.difference).toBeLessThan(0.5);
  });

  it.each([
    [1, false],
    [2, false],
    [3, false],
    [0, true],
    [3, true],
  ])('undoes %i quarter turns, mirror %s', (turns, mirror) => {
    const upright = shrinkPlane(picture, 160, 120);
    // What undoes "mirror, then n turns": without mirror the opposite turn, with it the same one again.
    const stored = mirror
      ? turnPlane(turnPlane(upright, (4 - turns) % 4), 0, true)
      : turnPlane(upright, (4 - turns) % 4);
    const match = matchThumbnail(stored, picture)!;
    expect(match).toMatchObject({ quarterTurns: turns, mirrored: mirror });
    expect(match.difference).toBeLessThan(0.5);
  });

  it('is not moved by brightness and contrast', () => {
    const toned = map(shrinkPlane(picture, 160, 120), (value) => 0.7 * value + 40);
    const match = matchThumbnail(toned, picture)!;
    expect(match.difference).toBeLessThan(0.5);
    expect(match.correlation).toBeGreaterThan(0.999);
  });

  it('looks past letterbox bars, but not when the picture is dark there itself', () => {
    const wide = scene(3, 480, 270);
    const inner = shrinkPlane(wide, 160, 90);
    const boxed: Plane = { width: 160, height: 120, data: new Float32Array(160 * 120).fill(2) };
    boxed.data.set(inner.data, 15 * 160);
    const match = matchThumbnail(boxed, wide)!;
    expect(match.correlation).toBeGreaterThan(0.98);
    expect(match.difference).toBeLessThan(8);

    const dark = map(picture, (value, _, y) => (y < 40 || y >= 320 ? 3 : value));
    expect(matchThumbnail(shrinkPlane(dark, 160, 120), dark)!.difference).toBeLessThan(0.5);
  });

  it('fits squeezed frames, centre crops of either, and crops elsewhere', () => {
    expect(matchThumbnail(shrinkPlane(scene(4, 480, 320), 160, 120), scene(4, 480, 320))!).toMatchObject({
      frame: 'whole',
    });
    const square = cropPlane(picture, { x: 60, y: 0, width: 360, height: 360 });
    const fromSquare = matchThumbnail(shrinkPlane(square, 120, 120), picture)!;
    expect(fromSquare.frame).toBe('picture-larger');
    expect(fromSquare.difference).toBeLessThan(2);
    const cropped = matchThumbnail(shrinkPlane(picture, 160, 120), square)!;
    expect(cropped.frame).toBe('thumbnail-larger');
    expect(cropped.difference).toBeLessThan(2);
    const corner = cropPlane(picture, { x: 200, y: 130, width: 280, height: 210 });
    const fromCorner = matchThumbnail(shrinkPlane(picture, 160, 120), corner)!;
    expect(fromCorner.frame).toBe('thumbnail-larger');
    expect(fromCorner.correlation).toBeGreaterThan(0.9);
  });

  it('points at a local change', () => {
    const edited = map(picture, (value, x, y) =>
      (x - 360) ** 2 + (y - 120) ** 2 < 45 ** 2 ? value * 0.3 : value,
    );
    const match = matchThumbnail(shrinkPlane(picture, 160, 120), edited)!;
    expect(match.difference).toBeGreaterThan(30);
    expect(match.region.x + match.region.width / 2).toBeCloseTo(360 / 480, 1);
    expect(match.region.y + match.region.height / 2).toBeCloseTo(120 / 360, 1);
  });

  it('tells another picture', () => {
    for (let seed = 10; seed < 13; seed++) {
      const match = matchThumbnail(shrinkPlane(scene(seed), 160, 120), picture)!;
      expect(match.correlation).toBeLessThan(0.9);
      expect(match.difference).toBeGreaterThan(20);
    }
  });

  it('is null for what is too small, and finds no correlation in flat pictures', () => {
    const flat: Plane = { width: 64, height: 64, data: new Float32Array(4096).fill(90) };
    expect(matchThumbnail(shrinkPlane(picture, 12, 9), picture)).toBeNull();
    expect(matchThumbnail(shrinkPlane(picture, 64, 48), flat)?.correlation).toBe(0);
  });
});
