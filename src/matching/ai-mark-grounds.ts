import { subtractBoxMean } from '../pixels/box-mean.js';
import type { Box } from '../pixels/crop.js';
import type { Plane } from '../pixels/plane.js';
import {
  normalizeTemplate,
  type PlaceRange,
  prepareSearch,
  type SearchPlane,
  type SearchTemplate,
} from './correlation-search.js';

// What the searches for labels and for the star share: templates with their contrast, parts of the picture made ready.

/** A shape with a margin of ground around it; null for a flat one. */
export function shapeTemplate(
  shape: Plane,
  radius: number,
  pad: number,
): { template: SearchTemplate; pad: number } | null {
  // Padded by the radius first: what the ground outside does to the contrast near the rim is known only there.
  const wide = padPlane(shape, pad + radius);
  const cut = cropCentre(subtractBoxMean(wide, radius), shape.width + 2 * pad, shape.height + 2 * pad);
  const template = normalizeTemplate(cut);
  return template && { template, pad };
}

/** The radius over which contrast is measured: large enough to keep whole characters. */
export function contrastRadius(em: number): number {
  return Math.max(2, Math.round(em * 0.7));
}

function padPlane(plane: Plane, pad: number): Plane {
  const width = plane.width + 2 * pad;
  const height = plane.height + 2 * pad;
  const data = new Float32Array(width * height);
  for (let y = 0; y < plane.height; y++)
    data.set(plane.data.subarray(y * plane.width, (y + 1) * plane.width), (y + pad) * width + pad);
  return { width, height, data };
}

function cropCentre(plane: Plane, width: number, height: number): Plane {
  return copyBox(plane, {
    x: Math.floor((plane.width - width) / 2),
    y: Math.floor((plane.height - height) / 2),
    width,
    height,
  });
}

function copyBox(plane: Plane, { x, y, width, height }: Box): Plane {
  const data = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    const offset = (y + row) * plane.width + x;
    data.set(plane.data.subarray(offset, offset + width), row * width);
  }
  return { width, height, data };
}

/** Part of a plane made ready for a search, and where it lies in it. */
export interface Ground {
  readonly search: SearchPlane;
  readonly x: number;
  readonly y: number;
}

/** The part of a plane that a refinement touches. */
export function groundAround(plane: Plane, box: Box, radius: number): Ground {
  return groundWithin(plane, box, radius, Math.ceil(Math.max(8, box.width * 0.2)));
}

/** A box of a plane, cut to what lies inside, and as much around it as its contrast and `slack` ask for. */
export function groundWithin(plane: Plane, box: Box, radius: number, slack = 0): Ground {
  const reach = radius + slack;
  const x = Math.max(0, Math.floor(box.x - reach));
  const y = Math.max(0, Math.floor(box.y - reach));
  const width = Math.min(plane.width, Math.ceil(box.x + box.width + reach)) - x;
  const height = Math.min(plane.height, Math.ceil(box.y + box.height + reach)) - y;
  const part = copyBox(plane, { x, y, width, height });
  return { search: prepareSearch(subtractBoxMean(part, radius)), x, y };
}

/** A range of places in the coordinates of a ground. */
export function within(range: PlaceRange, { x, y }: Ground): PlaceRange {
  return { left: range.left - x, right: range.right - x, top: range.top - y, bottom: range.bottom - y };
}

/** Places within a distance of one, rounded to whole pixels. */
export function around(x: number, y: number, slack: number): PlaceRange {
  return {
    left: Math.round(x - slack),
    right: Math.round(x + slack),
    top: Math.round(y - slack),
    bottom: Math.round(y + slack),
  };
}

export function centredBox(x: number, y: number, size: number): Box {
  return { x: x - size / 2, y: y - size / 2, width: size, height: size };
}

export function scaleBox(box: Box, scale: number): Box {
  return { x: box.x * scale, y: box.y * scale, width: box.width * scale, height: box.height * scale };
}
