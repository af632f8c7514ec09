import type { Box } from '../pixels/crop.js';
import type { Plane, Raster } from '../pixels/plane.js';
import { fitLongSide, shrinkLuma, shrinkPlane } from '../pixels/resize.js';
import { AI_LABELS, type AiLabel, type AiMarkKind, labelPlane, sparklePlane } from './ai-mark-shapes.js';
import {
  normalizeTemplate,
  type PlaceRange,
  prepareSearch,
  removeSlowChanges,
  type SearchPlane,
  type SearchTemplate,
  searchTemplate,
} from './correlation-search.js';

export type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';

/** The best match of one kind of mark in a picture. */
export interface AiMarkMatch {
  readonly kind: AiMarkKind;
  readonly corner: Corner;
  /** Correlation with the shape, 0..1. */
  readonly correlation: number;
  /** Light marks on darker ground, or dark ones on light ground. */
  readonly polarity: 'light' | 'dark';
  /** It has the size and the distances from the edges at which the service prints it. Always false for plain texts. */
  readonly usualPlace: boolean;
  /** Where it stands, in pixels of the picture. */
  readonly box: Box;
}

type Sought = Omit<AiMarkMatch, 'usualPlace'>;

const ALL_CORNERS: readonly Corner[] = ['bottom-right', 'bottom-left', 'top-right', 'top-left'];
// The two services print at the bottom right, or at the top left where something else stands there.
const SERVICE_CORNERS: readonly Corner[] = ['bottom-right', 'top-left'];
// Marks scale with the picture. At this short side their characters are 12 to 40 px high.
const SHORT_SIDE_PX = 480;
/** Marks of smaller pictures are too small to be told apart. */
export const MIN_SHORT_SIDE_PX = 160;
// Heights of a CJK character as shares of the short side. GB 45438-2025 asks for 5 %, the marks of Doubao and Jimeng
// have 3.7 %.
const MIN_EM = 0.026;
const MAX_EM = 0.085;
const SCALE_STEP = 1.12;
// How far from the edges of the picture a label may begin, as a share of the short side.
const MAX_MARGIN = 0.07;
// Widths of the sparkle as shares of the short side: 48 px of 1024, 96 of 1536, and what crops make of them.
const MIN_SPARKLE = 0.03;
const MAX_SPARKLE = 0.13;
// Its centre lies about one width from both edges; crops and other layouts move it.
const SPARKLE_OFFSET = 1;
const SPARKLE_SLACK = 0.65;
// The usual place and size, as measured on 42 pictures with the star: centre 0.93 to 1.11 widths from both edges,
// width 0.052 to 0.075 of the short side. Small blobs in the corner of honest pictures reach 0.6, but are smaller.
const SPARKLE_USUAL = { min: 0.9, max: 1.13, skew: 0.12, minSize: 0.05, maxSize: 0.08 };
// Height and distance from the edges of the marks of Doubao and Jimeng, as shares of the short side.
const SERVICE_USUAL = { minHeight: 0.028, maxHeight: 0.045, maxMargin: 0.05 };
// A coarse match below this never became a good one on the fine plane.
const MIN_COARSE = 0.3;
const FINE_SCALES = [0.9, 0.95, 1, 1.05, 1.1];
const FINE_STRETCHES = [0.94, 1, 1.06];
// A rim is a tenth as wide as a character: two hundredths of the length of the text shift it by its own width.
const RIM_SCALES = [0.9, 0.925, 0.95, 0.975, 1, 1.025, 1.05, 1.075, 1.1];
const RIM_STRETCHES = [0.94, 0.97, 1, 1.03, 1.06];

/**
 * Looks for the marks that AI services print into the corners of their pictures: texts in four corners, the
 * four-pointed star at the bottom right.
 *
 * Normalized correlation with rendered shapes: first over all scales at half size, then around the best places at
 * full working size. Opacity does not matter to it; busy ground behind the mark lowers it.
 *
 * @param raster upright picture, any size
 * @returns the best match of each kind, strongest first; empty for pictures under 160 px
 */
export function findAiMarks(raster: Raster): AiMarkMatch[] {
  if (Math.min(raster.width, raster.height) < MIN_SHORT_SIDE_PX) return [];
  const size = fitShortSide(raster, SHORT_SIDE_PX);
  const fine = shrinkLuma(raster, size.width, size.height);
  const half = fitShortSide(fine, Math.min(fine.width, fine.height) / 2);
  const coarse = shrinkPlane(fine, half.width, half.height);
  const scale = raster.width / fine.width;
  const matches = [...findLabels(coarse, fine), ...findSparkle(coarse, fine)];
  return matches
    .sort((a, b) => b.correlation - a.correlation)
    .map((match) => ({
      ...match,
      usualPlace: isUsualPlace(match, fine),
      box: scaleBox(match.box, scale),
    }));
}

function isUsualPlace({ kind, corner, box }: Sought, plane: Plane): boolean {
  if (corner !== 'bottom-right') return false;
  const right = plane.width - box.x - box.width;
  const bottom = plane.height - box.y - box.height;
  if (kind === 'sparkle') {
    const { min, max, skew, minSize, maxSize } = SPARKLE_USUAL;
    const size = box.width / Math.min(plane.width, plane.height);
    if (size < minSize || size > maxSize) return false;
    const offset = (right + bottom) / (2 * box.width) + 0.5;
    return offset >= min && offset <= max && Math.abs(right - bottom) <= skew * box.width;
  }
  if (kind !== 'doubao' && kind !== 'jimeng') return false;
  const short = Math.min(plane.width, plane.height);
  const { minHeight, maxHeight, maxMargin } = SERVICE_USUAL;
  const height = box.height / short;
  return height >= minHeight && height <= maxHeight && Math.max(right, bottom) <= maxMargin * short;
}

interface CoarseMatch extends Sought {
  readonly label: AiLabel;
  readonly em: number;
}

function findLabels(coarse: Plane, fine: Plane): Sought[] {
  const short = Math.min(coarse.width, coarse.height);
  const found = new Map<AiLabel, CoarseMatch>();
  for (let em = MIN_EM * short; em <= MAX_EM * short; em *= SCALE_STEP) {
    const shapes = AI_LABELS.map((label) => labelTemplate(label, em, 1));
    const grounds = edgeStrips(coarse, Math.max(...shapes.map((shape) => shape?.template.height ?? 0)), em);
    for (const [i, label] of AI_LABELS.entries()) {
      const shape = shapes[i];
      if (!shape) continue;
      const { kind } = label;
      for (const corner of kind === 'doubao' || kind === 'jimeng' ? SERVICE_CORNERS : ALL_CORNERS) {
        const ground = corner.startsWith('top') ? grounds.top : grounds.bottom;
        const range = within(cornerRange(coarse, shape.template, shape.pad, corner), ground);
        const place = searchTemplate(ground.search, shape.template, range, { bothSigns: true });
        const correlation = Math.abs(place?.correlation ?? 0);
        if (!place || correlation <= (found.get(label)?.correlation ?? MIN_COARSE)) continue;
        const { width, height } = shape.template;
        const box = { x: place.x + ground.x, y: place.y + ground.y, width, height };
        found.set(label, {
          kind,
          label,
          corner,
          correlation,
          polarity: polarityOf(place.correlation),
          box,
          em,
        });
      }
    }
  }
  const best = new Map<AiMarkKind, Sought>();
  for (const match of found.values()) {
    const refined = refineLabel(match, coarse, fine);
    if (refined.correlation > (best.get(refined.kind)?.correlation ?? 0)) best.set(refined.kind, refined);
  }
  return [...best.values()];
}

function refineLabel(match: CoarseMatch, coarse: Plane, fine: Plane): Sought {
  const { label, em: coarseEm, ...found } = match;
  const ratio = fine.width / coarse.width;
  let best: Sought = { ...found, correlation: 0, box: scaleBox(match.box, ratio) };
  for (const scale of label.rimOnly ? RIM_SCALES : FINE_SCALES) {
    const em = coarseEm * ratio * scale;
    const ground = groundAround(fine, scaleBox(match.box, ratio), contrastRadius(em));
    for (const stretch of label.rimOnly ? RIM_STRETCHES : FINE_STRETCHES) {
      const shape = labelTemplate(label, em, stretch);
      if (!shape) continue;
      const { width, height } = shape.template;
      const left = (match.box.x + match.box.width / 2) * ratio - width / 2 - ground.x;
      const top = (match.box.y + match.box.height / 2) * ratio - height / 2 - ground.y;
      const place = searchTemplate(ground.search, shape.template, around(left, top, 3), { bothSigns: true });
      const correlation = Math.abs(place?.correlation ?? 0);
      if (!place || correlation <= best.correlation) continue;
      const box = {
        x: place.x + ground.x + shape.pad,
        y: place.y + ground.y + shape.pad,
        width: width - 2 * shape.pad,
        height: height - 2 * shape.pad,
      };
      best = { ...best, correlation, polarity: polarityOf(place.correlation), box };
    }
  }
  return best;
}

function findSparkle(coarse: Plane, fine: Plane): Sought[] {
  const short = Math.min(coarse.width, coarse.height);
  let best: { size: number; x: number; y: number; correlation: number } | null = null;
  for (let size = MIN_SPARKLE * short; size <= MAX_SPARKLE * short; size *= SCALE_STEP) {
    const star = sparkleTemplate(size);
    if (!star) continue;
    const centreX = coarse.width - SPARKLE_OFFSET * size - star.template.width / 2;
    const centreY = coarse.height - SPARKLE_OFFSET * size - star.template.height / 2;
    const range = around(centreX, centreY, SPARKLE_SLACK * size);
    const area = { x: range.left, y: range.top, width: coarse.width, height: coarse.height };
    const ground = groundWithin(coarse, area, contrastRadius(size));
    const place = searchTemplate(ground.search, star.template, within(range, ground));
    if (!place || place.correlation <= (best?.correlation ?? MIN_COARSE)) continue;
    const x = place.x + ground.x + star.template.width / 2;
    const y = place.y + ground.y + star.template.height / 2;
    best = { size, x, y, correlation: place.correlation };
  }
  return best ? [refineSparkle(best, fine, fine.width / coarse.width)] : [];
}

function refineSparkle(found: { size: number; x: number; y: number }, fine: Plane, ratio: number): Sought {
  let best: Sought = {
    kind: 'sparkle',
    corner: 'bottom-right',
    correlation: 0,
    polarity: 'light',
    box: centredBox(found.x * ratio, found.y * ratio, found.size * ratio),
  };
  for (const scale of FINE_SCALES) {
    const size = found.size * ratio * scale;
    const star = sparkleTemplate(size);
    if (!star) continue;
    const ground = groundAround(
      fine,
      centredBox(found.x * ratio, found.y * ratio, size),
      contrastRadius(size),
    );
    const left = found.x * ratio - star.template.width / 2 - ground.x;
    const top = found.y * ratio - star.template.height / 2 - ground.y;
    const place = searchTemplate(ground.search, star.template, around(left, top, 3));
    if (!place || place.correlation <= best.correlation) continue;
    const x = place.x + ground.x + star.template.width / 2;
    const y = place.y + ground.y + star.template.height / 2;
    best = { ...best, correlation: place.correlation, box: centredBox(x, y, size) };
  }
  return best;
}

/** A label at a character height, with a margin of ground around it. */
function labelTemplate(label: AiLabel, em: number, stretch: number) {
  return shapeTemplate(labelPlane(label, em, stretch), contrastRadius(em), Math.max(1, Math.round(em / 5)));
}

function sparkleTemplate(size: number) {
  if (size < 5) return null;
  return shapeTemplate(sparklePlane(size), contrastRadius(size), Math.max(1, Math.round(size / 5)));
}

function shapeTemplate(
  shape: Plane,
  radius: number,
  pad: number,
): { template: SearchTemplate; pad: number } | null {
  // Padded by the radius first: what the ground outside does to the contrast near the rim is known only there.
  const wide = padPlane(shape, pad + radius);
  const cut = cropCentre(removeSlowChanges(wide, radius), shape.width + 2 * pad, shape.height + 2 * pad);
  const template = normalizeTemplate(cut);
  return template && { template, pad };
}

/** The radius over which contrast is measured: large enough to keep whole characters. */
function contrastRadius(em: number): number {
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
interface Ground {
  readonly search: SearchPlane;
  readonly x: number;
  readonly y: number;
}

/** The part of a plane that a refinement touches. */
function groundAround(plane: Plane, box: Box, radius: number): Ground {
  return groundWithin(plane, box, radius, Math.ceil(Math.max(8, box.width * 0.2)));
}

/** The rows at the top and at the bottom of a plane in which a label of the height may stand. */
function edgeStrips(plane: Plane, labelHeight: number, em: number): { top: Ground; bottom: Ground } {
  const height = labelHeight + Math.round(MAX_MARGIN * Math.min(plane.width, plane.height));
  const strip = (y: number) =>
    groundWithin(plane, { x: 0, y, width: plane.width, height }, contrastRadius(em));
  return { top: strip(0), bottom: strip(plane.height - height) };
}

/** A box of a plane, cut to what lies inside, and as much around it as its contrast and `slack` ask for. */
function groundWithin(plane: Plane, box: Box, radius: number, slack = 0): Ground {
  const reach = radius + slack;
  const x = Math.max(0, Math.floor(box.x - reach));
  const y = Math.max(0, Math.floor(box.y - reach));
  const width = Math.min(plane.width, Math.ceil(box.x + box.width + reach)) - x;
  const height = Math.min(plane.height, Math.ceil(box.y + box.height + reach)) - y;
  const part = copyBox(plane, { x, y, width, height });
  return { search: prepareSearch(removeSlowChanges(part, radius)), x, y };
}

/** Places at which a padded label lies within the margin of a corner. */
function cornerRange(plane: Plane, template: Plane, pad: number, corner: Corner): PlaceRange {
  const margin = Math.round(MAX_MARGIN * Math.min(plane.width, plane.height)) - pad;
  const farX = plane.width - template.width;
  const farY = plane.height - template.height;
  const [left, right] = corner.endsWith('left') ? [0, margin] : [farX - margin, farX];
  const [top, bottom] = corner.startsWith('top') ? [0, margin] : [farY - margin, farY];
  return { left, right, top, bottom };
}

function within(range: PlaceRange, { x, y }: Ground): PlaceRange {
  return { left: range.left - x, right: range.right - x, top: range.top - y, bottom: range.bottom - y };
}

function around(x: number, y: number, slack: number): PlaceRange {
  return {
    left: Math.round(x - slack),
    right: Math.round(x + slack),
    top: Math.round(y - slack),
    bottom: Math.round(y + slack),
  };
}

function polarityOf(correlation: number): 'light' | 'dark' {
  return correlation < 0 ? 'dark' : 'light';
}

function centredBox(x: number, y: number, size: number): Box {
  return { x: x - size / 2, y: y - size / 2, width: size, height: size };
}

function scaleBox(box: Box, scale: number): Box {
  return { x: box.x * scale, y: box.y * scale, width: box.width * scale, height: box.height * scale };
}

function fitShortSide(size: { width: number; height: number }, shortSidePx: number) {
  const aspect = Math.max(size.width, size.height) / Math.min(size.width, size.height);
  return fitLongSide(size, shortSidePx * aspect);
}
