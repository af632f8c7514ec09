import { createPlane, type Plane } from '../pixels/plane.js';
import { shrinkPlane } from '../pixels/resize.js';
import labels from './label-templates.json' with { type: 'json' };

/** Marks that are looked for. */
export type AiMarkKind = 'ai-shengcheng' | 'shengcheng' | 'doubao' | 'jimeng' | 'ai-generated' | 'sparkle';

/** One drawing of a text mark. */
export interface AiLabel {
  readonly kind: Exclude<AiMarkKind, 'sparkle'>;
  /** Its entry in label-templates.json, `kind/font`. */
  readonly id: string;
  /** What remains of light letters on ground as light as they are: their dark rim alone. */
  readonly rimOnly?: true;
}

/** All drawings that are looked for. One weight of each serves: at these sizes JPEG moves more than weights do. */
export const AI_LABELS: readonly AiLabel[] = [
  { kind: 'ai-shengcheng', id: 'ai-shengcheng/noto' },
  { kind: 'shengcheng', id: 'shengcheng/noto' },
  { kind: 'doubao', id: 'doubao/noto' },
  { kind: 'doubao', id: 'doubao/noto', rimOnly: true },
  { kind: 'jimeng', id: 'jimeng/noto' },
  { kind: 'ai-generated', id: 'ai-generated/noto' },
  { kind: 'ai-generated', id: 'ai-generated/liberation' },
];

/** Height of a CJK character in the stored templates, in pixels. */
const STORED_EM_PX = 40;
/** Sub-samples per pixel and side of the drawn star. */
const OVERSAMPLING = 4;
// The outline |x|^p + |y|^p = 1; found on pictures that carry the star of Gemini: 22 of 42 correlate above 0.95 with it.
const SPARKLE_EXPONENT = 0.6;

// The rim of Doubao's mark as it stands on white ground (one 2048 px picture): a line of 1/70 em, 20 grey levels
// deep, and a shadow that starts at 8 levels and is gone at a fifth of an em.
const RIM_LINE_PX = 0.03 * STORED_EM_PX;
const RIM_SHADOW_PX = 0.075 * STORED_EM_PX;
const RIM_LINE_SHARE = 0.6;
const RIM_MARGIN_PX = 0.1 * STORED_EM_PX;

const unpacked = new Map<string, Plane>();
const rims = new Map<string, Plane>();

/**
 * A text mark drawn at a size: 0 outside, 1 on the letters; of a rim 0 on the letters, down to -1 around them.
 *
 * @param em height of a CJK character, in pixels, up to 40 (larger ones are drawn at 40)
 * @param stretch horizontal scale
 */
export function labelPlane({ id, rimOnly }: AiLabel, em: number, stretch: number): Plane {
  const stored = rimOnly ? drawRim(id) : unpack(id);
  const scale = Math.min(1, em / STORED_EM_PX);
  const width = Math.max(2, Math.min(stored.width, Math.round(stored.width * scale * stretch)));
  const height = Math.max(2, Math.round(stored.height * scale));
  return shrinkPlane(stored, width, height);
}

/**
 * The four-pointed star, drawn at a size: 0 outside, 1 inside, antialiased.
 *
 * @param size tip to tip, in pixels
 */
export function sparklePlane(size: number): Plane {
  const side = Math.max(3, Math.round(size));
  const plane = createPlane(side, side);
  const centre = side / 2;
  // |x|^p of every sub-sample; the star is as high as wide.
  const powers = Float64Array.from(
    { length: side * OVERSAMPLING },
    (_, k) =>
      (Math.abs(Math.floor(k / OVERSAMPLING) + ((k % OVERSAMPLING) + 0.5) / OVERSAMPLING - centre) /
        centre) **
      SPARKLE_EXPONENT,
  );
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++, i++) {
      let inside = 0;
      for (let sy = 0; sy < OVERSAMPLING; sy++) {
        const high = powers[y * OVERSAMPLING + sy];
        for (let sx = 0; sx < OVERSAMPLING; sx++) if (powers[x * OVERSAMPLING + sx] + high < 1) inside++;
      }
      plane.data[i] = inside / OVERSAMPLING ** 2;
    }
  }
  return plane;
}

function drawRim(id: string): Plane {
  const known = rims.get(id);
  if (known) return known;
  const letters = unpack(id);
  const rim = createPlane(letters.width + 2 * RIM_MARGIN_PX, letters.height + 2 * RIM_MARGIN_PX);
  const distances = distancesFrom(letters, rim.width, rim.height, RIM_MARGIN_PX);
  for (let i = 0; i < rim.data.length; i++) {
    const distance = distances[i];
    if (distance === 0) continue;
    const line = RIM_LINE_SHARE * Math.exp(-distance / RIM_LINE_PX);
    rim.data[i] = -line - (1 - RIM_LINE_SHARE) * Math.exp(-distance / RIM_SHADOW_PX);
  }
  rims.set(id, rim);
  return rim;
}

/** Distance of every pixel of a wider plane from the letters in its middle, by two chamfer passes. */
function distancesFrom(letters: Plane, width: number, height: number, margin: number): Float32Array {
  const distances = new Float32Array(width * height).fill(width + height);
  for (let y = 0; y < letters.height; y++)
    for (let x = 0; x < letters.width; x++)
      if (letters.data[y * letters.width + x] >= 0.5) distances[(y + margin) * width + x + margin] = 0;
  const relax = (at: number, from: number, step: number) => {
    if (distances[from] + step < distances[at]) distances[at] = distances[from] + step;
  };
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      relax(at, at - 1, 1);
      relax(at, at - width, 1);
      relax(at, at - width - 1, Math.SQRT2);
      relax(at, at - width + 1, Math.SQRT2);
    }
  for (let y = height - 2; y > 0; y--)
    for (let x = width - 2; x > 0; x--) {
      const at = y * width + x;
      relax(at, at + 1, 1);
      relax(at, at + width, 1);
      relax(at, at + width + 1, Math.SQRT2);
      relax(at, at + width - 1, Math.SQRT2);
    }
  return distances;
}

function unpack(id: string): Plane {
  const known = unpacked.get(id);
  if (known) return known;
  const label = labels.find((entry) => entry.id === id);
  if (!label) throw new Error(`label templates: expected ${id}`);
  const packed = Buffer.from(label.data, 'base64');
  const plane = createPlane(label.width, label.height);
  for (let i = 0; i < plane.data.length; i++)
    plane.data[i] = (i % 2 === 0 ? packed[i >> 1] >> 4 : packed[i >> 1] & 15) / 15;
  unpacked.set(id, plane);
  return plane;
}
