import { describe, expect, it } from 'vitest';
import { computeView } from '../../../src/artifacts/view.js';
import type { Raster } from '../../../src/pixels/plane.js';
import { copyMove } from '../../../src/signals/noise/copy-move.js';
import { randomSource } from '../../matching/scene.js';

/** Grains of 4 px: finer ones would not outlive the working size. */
function texture(width: number, height: number, seed = 5): Raster {
  const random = randomSource(seed);
  const grains = Float32Array.from({ length: width * height }, () => 40 + 170 * random());
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) data.fill(grains[(y >> 2) * width + (x >> 2)], 3 * i, 3 * i + 3);
  return { width, height, data };
}

function copySquare(raster: Raster, side: number, from: [number, number], to: [number, number]): Raster {
  const data = raster.data.slice();
  for (let y = 0; y < side; y++) {
    const source = ((from[1] + y) * raster.width + from[0]) * 3;
    data.set(raster.data.subarray(source, source + side * 3), ((to[1] + y) * raster.width + to[0]) * 3);
  }
  return { ...raster, data };
}

const measure = (raster: Raster) => copyMove.measure({ view: computeView(raster) });

describe('noise/copy-move', () => {
  it('points at both parts, in pixels of the photo', () => {
    const reading = measure(copySquare(texture(1000, 400), 150, [150, 120], [700, 190]));
    expect(reading).toMatchObject({ status: 'measured', details: { pairCount: 1, turnDegrees: 0, zoom: 1 } });
    if (!('regions' in reading) || reading.status !== 'measured') throw new Error('no regions');
    expect(reading.value).toBeLessThan(-10);
    const corners = reading.regions?.map(({ polygon }) =>
      polygon.reduce(([x, y], [u, v]) => [Math.min(x, u), Math.min(y, v)]),
    );
    const [left, right] = [...(corners ?? [])].sort((a, b) => a[0] - b[0]);
    // The rim of a copy agrees only in part of its windows: up to two windows of 9 px at 768/1000.
    expect(Math.hypot(left[0] - 150, left[1] - 120)).toBeLessThan(20);
    expect(Math.hypot(right[0] - 700, right[1] - 190)).toBeLessThan(20);
  });

  it('reads 0 where nothing was copied', () => {
    expect(measure(texture(400, 300))).toMatchObject({ status: 'measured', value: 0, regions: [] });
  });

  it('does not apply to small or flat pictures', () => {
    expect(measure(texture(400, 90))).toEqual({ status: 'not-applicable', reason: 'too-small' });
    const flat = { width: 300, height: 300, data: new Uint8Array(270_000).fill(240) };
    expect(measure(flat)).toEqual({ status: 'not-applicable', reason: 'too-flat' });
  });
});
