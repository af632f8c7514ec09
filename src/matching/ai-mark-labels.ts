import type { Plane } from '../pixels/plane.js';
import {
  around,
  contrastRadius,
  type Ground,
  groundAround,
  groundWithin,
  scaleBox,
  shapeTemplate,
  within,
} from './ai-mark-grounds.js';
import { type Corner, FINE_SCALES, MIN_COARSE, SCALE_STEP, type Sought } from './ai-mark-match.js';
import { AI_LABELS, type AiLabel, type AiMarkKind, labelPlane } from './ai-mark-shapes.js';
import { type PlaceRange, searchTemplate } from './correlation-search.js';

const ALL_CORNERS: readonly Corner[] = ['bottom-right', 'bottom-left', 'top-right', 'top-left'];
// The two services print at the bottom right, or at the top left where something else stands there.
const SERVICE_CORNERS: readonly Corner[] = ['bottom-right', 'top-left'];
// Heights of a CJK character as shares of the short side. GB 45438-2025 asks for 5 %, the marks of Doubao and Jimeng
// have 3.7 %.
const MIN_EM = 0.026;
const MAX_EM = 0.085;
// How far from the edges of the picture a label may begin, as a share of the short side.
const MAX_MARGIN = 0.07;
const FINE_STRETCHES = [0.94, 1, 1.06];
// A rim is a tenth as wide as a character: two hundredths of the length of the text shift it by its own width.
const RIM_SCALES = [0.9, 0.925, 0.95, 0.975, 1, 1.025, 1.05, 1.075, 1.1];
const RIM_STRETCHES = [0.94, 0.97, 1, 1.03, 1.06];

interface CoarseMatch extends Sought {
  readonly label: AiLabel;
  readonly em: number;
}

/** The best place of each kind of text: coarse over all sizes, then fine around the best. */
export function findLabels(coarse: Plane, fine: Plane): Sought[] {
  const short = Math.min(coarse.width, coarse.height);
  const found = new Map<AiLabel, CoarseMatch>();
  for (const { em, shapes } of coarseTemplates(short)) {
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

interface LabelSize {
  readonly em: number;
  /** One per label, null for a flat one. */
  readonly shapes: readonly ReturnType<typeof labelTemplate>[];
}

// Drawing them takes a fifth of the search, and nearly all pictures have the same short side at the coarse size.
let kept: { readonly short: number; readonly sizes: readonly LabelSize[] } = { short: 0, sizes: [] };

function coarseTemplates(short: number): readonly LabelSize[] {
  if (kept.short === short) return kept.sizes;
  const sizes: LabelSize[] = [];
  for (let em = MIN_EM * short; em <= MAX_EM * short; em *= SCALE_STEP)
    sizes.push({ em, shapes: AI_LABELS.map((label) => labelTemplate(label, em, 1)) });
  kept = { short, sizes };
  return sizes;
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

/** A label at a character height, with a margin of ground around it. */
function labelTemplate(label: AiLabel, em: number, stretch: number) {
  return shapeTemplate(labelPlane(label, em, stretch), contrastRadius(em), Math.max(1, Math.round(em / 5)));
}

/** The rows at the top and at the bottom of a plane in which a label of the height may stand. */
function edgeStrips(plane: Plane, labelHeight: number, em: number): { top: Ground; bottom: Ground } {
  const height = labelHeight + Math.round(MAX_MARGIN * Math.min(plane.width, plane.height));
  const strip = (y: number) =>
    groundWithin(plane, { x: 0, y, width: plane.width, height }, contrastRadius(em));
  return { top: strip(0), bottom: strip(plane.height - height) };
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

function polarityOf(correlation: number): 'light' | 'dark' {
  return correlation < 0 ? 'dark' : 'light';
}
