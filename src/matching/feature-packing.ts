import { ClaimlensError } from '../errors.js';
import { DESCRIPTOR_WORDS, type Features } from './features.js';

// Enough for a registration (unrelated pictures reach 12 inliers, true pairs of this many features a third of
// them) and 12 kB of base64.
const MOST_FEATURES = 192;
// Position in 1/32 px (working views are at most 1024 px), scale in 1/16 octave, angle in 1/256 turn.
const POSITION_STEPS = 32;
const SCALE_STEPS = 16;
const ANGLE_STEPS = 256;
const HEADER_BYTES = 6;
const FEATURE_BYTES = HEADER_BYTES + DESCRIPTOR_WORDS * 4;

/**
 * Packs the strongest features, little-endian: x, y (uint16, 1/32 px), scale (uint8, 1/16 octave above 0.5 px),
 * angle (uint8, 1/256 turn), descriptor words.
 *
 * @returns base64
 */
export function packFeatures(features: Features): string {
  const count = Math.min(features.count, MOST_FEATURES);
  const bytes = Buffer.alloc(count * FEATURE_BYTES);
  for (let i = 0, offset = 0; i < count; i++, offset += FEATURE_BYTES) {
    bytes.writeUInt16LE(toRange(features.x[i] * POSITION_STEPS, 65_535), offset);
    bytes.writeUInt16LE(toRange(features.y[i] * POSITION_STEPS, 65_535), offset + 2);
    bytes.writeUInt8(toRange(Math.log2(features.scale[i] * 2) * SCALE_STEPS, 255), offset + 4);
    const turn = features.angle[i] / (2 * Math.PI);
    bytes.writeUInt8(Math.round((turn - Math.floor(turn)) * ANGLE_STEPS) % ANGLE_STEPS, offset + 5);
    for (let word = 0; word < DESCRIPTOR_WORDS; word++) {
      const value = features.descriptors[i * DESCRIPTOR_WORDS + word];
      bytes.writeUInt32LE(value, offset + HEADER_BYTES + word * 4);
    }
  }
  return bytes.toString('base64');
}

/**
 * The inverse of `packFeatures`, up to rounding.
 *
 * @throws ClaimlensError `invalid-report` when the length is not whole features or a point lies outside the view
 */
export function unpackFeatures(
  base64: string,
  view: { width: number; height: number },
  what: string,
): Features {
  const bytes = Buffer.from(base64, 'base64');
  const count = bytes.length / FEATURE_BYTES;
  if (!Number.isInteger(count) || count > MOST_FEATURES)
    throw new ClaimlensError(
      'invalid-report',
      `${what}: expected at most ${MOST_FEATURES} records of ${FEATURE_BYTES} bytes, got ${bytes.length} bytes`,
    );
  const features = {
    count,
    x: new Float32Array(count),
    y: new Float32Array(count),
    scale: new Float32Array(count),
    angle: new Float32Array(count),
    descriptors: new Uint32Array(count * DESCRIPTOR_WORDS),
  };
  for (let i = 0, offset = 0; i < count; i++, offset += FEATURE_BYTES) {
    features.x[i] = bytes.readUInt16LE(offset) / POSITION_STEPS;
    features.y[i] = bytes.readUInt16LE(offset + 2) / POSITION_STEPS;
    if (features.x[i] > view.width || features.y[i] > view.height)
      throw new ClaimlensError(
        'invalid-report',
        `${what}: expected points within ${view.width} x ${view.height}, got ${features.x[i]}, ${features.y[i]}`,
      );
    features.scale[i] = 2 ** (bytes.readUInt8(offset + 4) / SCALE_STEPS) / 2;
    const turn = bytes.readUInt8(offset + 5) / ANGLE_STEPS;
    features.angle[i] = 2 * Math.PI * (turn > 0.5 ? turn - 1 : turn);
    for (let word = 0; word < DESCRIPTOR_WORDS; word++)
      features.descriptors[i * DESCRIPTOR_WORDS + word] = bytes.readUInt32LE(
        offset + HEADER_BYTES + word * 4,
      );
  }
  return features;
}

function toRange(value: number, largest: number): number {
  return Math.max(0, Math.min(largest, Math.round(value)));
}
