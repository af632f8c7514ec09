import type { Raster } from '../../../src/pixels/plane.js';

/** The picture of `oracle.py`: gradients, an edge and hashed noise whose strength differs by channel. */
export function hashedPicture(width: number, height = width): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++, i++) {
        const mixed = (Math.imul(x, 374761393) + Math.imul(y, 668265263) + Math.imul(c, 1274126177)) >>> 0;
        const hash = Math.imul(mixed ^ (mixed >>> 13), 1274126177) >>> 0;
        const noise = (hash >>> 24) % [24, 16, 40][c];
        data[i] = 30 + Math.floor((2 * x + y) / (4 + c)) + noise + (x > y ? 60 : 0);
      }
    }
  }
  return { width, height, data };
}

/** The raster turned by a quarter, mirrored, or both: `map` gives the source of each target pixel. */
export function rearrange(
  raster: Raster,
  size: { width: number; height: number },
  map: (x: number, y: number) => readonly [number, number],
): Raster {
  const data = new Uint8Array(raster.data.length);
  for (let y = 0, i = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++) {
      const [fromX, fromY] = map(x, y);
      for (let c = 0; c < 3; c++, i++) data[i] = raster.data[(fromY * raster.width + fromX) * 3 + c];
    }
  return { ...size, data };
}
