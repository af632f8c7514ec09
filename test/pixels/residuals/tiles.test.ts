import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Raster } from '../../../src/pixels/plane.js';
import { chooseTiles, TILE_PX } from '../../../src/pixels/residuals/tiles.js';
import { hashedPicture } from './picture.js';

describe('chooseTiles', () => {
  it('stays inside the picture, with sides that are multiples of 64 up to 192', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 500 }), (width, height) => {
        const tiles = chooseTiles({ width, height, data: new Uint8Array(width * height * 3) });
        expect(tiles.length > 0).toBe(Math.min(width, height) >= 64);
        for (const tile of tiles) {
          expect(tile.x >= 0 && tile.y >= 0).toBe(true);
          expect(tile.x + tile.width <= width && tile.y + tile.height <= height).toBe(true);
          expect([64, 128, TILE_PX]).toContain(tile.width);
          expect([64, 128, TILE_PX]).toContain(tile.height);
        }
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  it('prefers texture and leaves flat places out', () => {
    const width = 1200;
    const raster: Raster = { width, height: 400, data: new Uint8Array(width * 400 * 3).fill(90) };
    const noisy = hashedPicture(500, 400);
    for (let y = 0; y < 400; y++)
      raster.data.set(noisy.data.subarray(y * 1500, (y + 1) * 1500), (y * width + 700) * 3);
    const tiles = chooseTiles(raster);
    expect(tiles.length).toBeGreaterThan(1);
    for (const { x, width: side, texture } of tiles) {
      expect(x + side).toBeGreaterThan(700);
      expect(texture).toBeGreaterThan(4);
    }
    const textures = tiles.map(({ texture }) => texture);
    expect([...textures].sort((a, b) => b - a)).toEqual(textures);
  });

  it('does not count a small picture several times over', () => {
    expect(chooseTiles(hashedPicture(192)).length).toBe(1);
    expect(chooseTiles(hashedPicture(210)).length).toBeLessThan(4);
    expect(chooseTiles(hashedPicture(1000, 800)).length).toBe(6);
  });
});
