import type { Corner } from '../../matching/outline.js';
import { createPlane, type Plane } from '../../pixels/plane.js';

/** How a file's own geometry becomes the upright picture: EXIF orientation 1..8 and the stored size in pixels. */
export interface StoredGeometry {
  readonly width: number;
  readonly height: number;
  readonly orientation: number;
}

/**
 * Where a corner of the stored picture lies in the upright one.
 *
 * @returns pixels; points on a border stay on a border
 * @see EXIF 3.0, tag 0x0112
 */
export function toUpright([x, y]: Corner, { width, height, orientation }: StoredGeometry): Corner {
  switch (orientation) {
    case 2:
      return [width - x, y];
    case 3:
      return [width - x, height - y];
    case 4:
      return [x, height - y];
    case 5:
      return [y, x];
    case 6:
      return [height - y, x];
    case 7:
      return [height - y, width - x];
    case 8:
      return [y, width - x];
    default:
      return [x, y];
  }
}

/** Turns a map over the stored picture upright. */
export function turnUpright(map: Plane, orientation: number): Plane {
  if (orientation <= 1) return map;
  const { width, height, data } = map;
  const upright = orientation >= 5 ? createPlane(height, width) : createPlane(width, height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const [centreX, centreY] = toUpright([x + 0.5, y + 0.5], { width, height, orientation });
      upright.data[Math.floor(centreY) * upright.width + Math.floor(centreX)] = data[i];
    }
  }
  return upright;
}
