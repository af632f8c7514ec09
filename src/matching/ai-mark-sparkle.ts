import type { Plane } from '../pixels/plane.js';
import {
  around,
  centredBox,
  contrastRadius,
  groundAround,
  groundWithin,
  shapeTemplate,
  within,
} from './ai-mark-grounds.js';
import { FINE_SCALES, MIN_COARSE, SCALE_STEP, type Sought } from './ai-mark-match.js';
import { sparklePlane } from './ai-mark-shapes.js';
import { searchTemplate } from './correlation-search.js';

// Widths of the sparkle as shares of the short side: 48 px of 1024, 96 of 1536, and what crops make of them.
const MIN_SPARKLE = 0.03;
const MAX_SPARKLE = 0.13;
// Its centre lies about one width from both edges; crops and other layouts move it.
const SPARKLE_OFFSET = 1;
const SPARKLE_SLACK = 0.65;

/** The best place of the four-pointed star near the bottom right corner; none where nothing resembles it. */
export function findSparkle(coarse: Plane, fine: Plane): Sought[] {
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

function sparkleTemplate(size: number) {
  if (size < 5) return null;
  return shapeTemplate(sparklePlane(size), contrastRadius(size), Math.max(1, Math.round(size / 5)));
}
