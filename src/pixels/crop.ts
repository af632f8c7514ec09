import { ClaimlensError } from '../errors.js';
import type { Plane } from './plane.js';

/** A rectangle in whole pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Copies a rectangle out of a plane.
 *
 * @returns a new plane; the input itself when the box covers it whole
 * @throws ClaimlensError `invalid-argument` when the box is empty or leaves the plane
 */
export function cropPlane(plane: Plane, box: Box): Plane {
  const { x, y, width, height } = box;
  if (width < 1 || height < 1 || x < 0 || y < 0 || x + width > plane.width || y + height > plane.height)
    throw new ClaimlensError(
      'invalid-argument',
      `crop: expected a box within ${plane.width} x ${plane.height}, got ${width} x ${height} at ${x}, ${y}`,
    );
  if (width === plane.width && height === plane.height) return plane;
  const data = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    const offset = (y + row) * plane.width + x;
    data.set(plane.data.subarray(offset, offset + width), row * width);
  }
  return { width, height, data };
}

/**
 * Turns a plane clockwise, after mirroring it left to right when asked.
 *
 * @param quarterTurns 0..3
 */
export function turnPlane(plane: Plane, quarterTurns: number, mirror = false): Plane {
  const { width, height, data } = plane;
  const swap = quarterTurns % 2 === 1;
  const out = { width: swap ? height : width, height: swap ? width : height };
  const turned = new Float32Array(data.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let column = 0; column < width; column++, i++) {
      const x = mirror ? width - 1 - column : column;
      let toX = x;
      let toY = y;
      if (quarterTurns === 1) [toX, toY] = [height - 1 - y, x];
      else if (quarterTurns === 2) [toX, toY] = [width - 1 - x, height - 1 - y];
      else if (quarterTurns === 3) [toX, toY] = [y, width - 1 - x];
      turned[toY * out.width + toX] = data[i];
    }
  }
  return { ...out, data: turned };
}
