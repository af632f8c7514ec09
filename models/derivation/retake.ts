import {
  applyHomography,
  fitHomography,
  type Homography,
  invertHomography,
} from '../../src/matching/homography.js';
import type { Raster } from '../../src/pixels/plane.js';

// Taking a picture again, on the computer: what differs between two photographs of one thing.

/** A smooth random field over the unit square: a few low-frequency waves, about −1..1. */
function createField(random: () => number, waves: number, highest: number): (u: number, v: number) => number {
  const terms = Array.from({ length: waves }, () => ({
    ku: (random() - 0.5) * 2 * highest * Math.PI,
    kv: (random() - 0.5) * 2 * highest * Math.PI,
    phase: random() * 2 * Math.PI,
    height: 1.6 / waves,
  }));
  return (u, v) => terms.reduce((sum, t) => sum + t.height * Math.sin(t.ku * u + t.kv * v + t.phase), 0);
}

/** Reads a raster between its pixels, bilinear, edges repeated. */
function sample({ data, width, height }: Raster, x: number, y: number, channel: number): number {
  const cx = Math.max(0, Math.min(width - 1.001, x));
  const cy = Math.max(0, Math.min(height - 1.001, y));
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const fx = cx - x0;
  const fy = cy - y0;
  const i = (y0 * width + x0) * 3 + channel;
  const top = data[i] * (1 - fx) + data[i + 3] * fx;
  const bottom = data[i + width * 3] * (1 - fx) + data[i + width * 3 + 3] * fx;
  return top * (1 - fy) + bottom * fy;
}

function remap(raster: Raster, at: (x: number, y: number) => readonly [number, number]): Raster {
  const { width, height } = raster;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [u, v] = at(x, y);
      for (let c = 0; c < 3; c++) data[(y * width + x) * 3 + c] = sample(raster, u, v, c) + 0.5;
    }
  return { width, height, data };
}

/** A homography that moves the corners of a frame by up to `share` of its long side. */
function jitter({ width, height }: Raster, random: () => number, share: number): Homography {
  const reach = share * Math.max(width, height);
  const corners = [0, 0, width, 0, 0, height, width, height];
  const moved = corners.map((value) => value + (random() * 2 - 1) * reach);
  return fitHomography(corners, moved) ?? [1, 0, 0, 0, 1, 0, 0, 0, 1];
}

/**
 * Another viewpoint: objects at several depths shift against each other (a step at each outline, a slope within)
 * by 4 to 24 px at 1100 px, and the frame turns.
 */
export function moveViewpoint(raster: Raster, random: () => number): Raster {
  const { width, height } = raster;
  const long = Math.max(width, height);
  const reach = long * (0.004 + 0.018 * random());
  const direction = random() * 2 * Math.PI;
  const depth = createField(random, 5, 2);
  const objects = Array.from({ length: 4 }, () => ({
    x: random() * width,
    y: random() * height,
    rx: (0.1 + 0.2 * random()) * long,
    ry: (0.1 + 0.2 * random()) * long,
    depth: random() * 2 - 1,
  }));
  const inverse = invertHomography(jitter(raster, random, 0.03));
  return remap(raster, (x, y) => {
    const [px, py] = applyHomography(inverse, x, y);
    let shift = 0.5 * depth(px / long, py / long);
    for (const o of objects) {
      if (((px - o.x) / o.rx) ** 2 + ((py - o.y) / o.ry) ** 2 < 1) shift += o.depth;
    }
    return [px + reach * shift * Math.cos(direction), py + reach * shift * Math.sin(direction)];
  });
}

/**
 * Hand movement between two frames of a burst: the frame turns by up to half a per cent.
 *
 * @param parallaxPx additional uneven shift from depth, standard about this many pixels at 1100 px; 0 turns only
 */
export function turnSlightly(raster: Raster, random: () => number, parallaxPx: number): Raster {
  const inverse = invertHomography(jitter(raster, random, 0.005 + 0.02 * random()));
  const long = Math.max(raster.width, raster.height);
  const reach = parallaxPx * (0.5 + 2 * random());
  const right = createField(random, 6, 5);
  const down = createField(random, 6, 5);
  return remap(raster, (x, y) => {
    const [px, py] = applyHomography(inverse, x, y);
    return [px + reach * right(px / long, py / long), py + 0.4 * reach * down(px / long, py / long)];
  });
}

/** A photograph of the flat thing lying on another ground, filling 45 to 85 % of the frame. */
export function copyFlat(raster: Raster, ground: Raster, random: () => number): Raster {
  const { width, height } = raster;
  const data = new Uint8Array(width * height * 3);
  const share = 0.62 + 0.3 * random();
  const corners = [0, 0, width, 0, 0, height, width, height];
  const placed = corners.map((value, i) => {
    const size = i % 2 === 0 ? width : height;
    return size * (1 - share) * 0.5 + value * share + (random() * 2 - 1) * 0.04 * size;
  });
  const inverse = fitHomography(placed, corners) ?? [1, 0, 0, 0, 1, 0, 0, 0, 1];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [u, v] = applyHomography(inverse, x, y);
      const inside = u >= 0 && v >= 0 && u < width && v < height;
      for (let c = 0; c < 3; c++)
        data[(y * width + x) * 3 + c] = inside
          ? sample(raster, u, v, c)
          : sample(ground, (x / width) * ground.width, (y / height) * ground.height, c);
    }
  return { width, height, data };
}

/** Light from one side and a warmer or colder tone, as an editor's slider adds them. */
export function relight(raster: Raster, random: () => number): Raster {
  const { width, height } = raster;
  const angle = random() * 2 * Math.PI;
  const slope = 0.1 + 0.25 * random();
  const gamma = 0.8 + 0.45 * random();
  const tint = [1 + 0.08 * (random() - 0.5), 1, 1 + 0.08 * (random() - 0.5)];
  const data = new Uint8Array(raster.data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const u = x / width - 0.5;
      const v = y / height - 0.5;
      const light = 1 + slope * (u * Math.cos(angle) + v * Math.sin(angle)) * 2;
      for (let c = 0; c < 3; c++) {
        const i = (y * width + x) * 3 + c;
        data[i] = Math.max(0, Math.min(255, 255 * (raster.data[i] / 255) ** gamma * light * tint[c]));
      }
    }
  return { width, height, data };
}

/** A change of tone over the whole frame, as an editor's presets make it: one of five, at a drawn strength. */
export function retone(raster: Raster, random: () => number): Raster {
  const kind = Math.floor(5 * random());
  const strength = 2 * random() - 1;
  if (kind === 0) return mapTones(raster, (value) => 255 * (value / 255) ** Math.exp(0.5 * strength));
  if (kind === 1) return mapTones(raster, (value) => value + 50 * strength);
  if (kind === 2) return mapTones(raster, (value) => 128 + (value - 128) * (1.05 + 0.3 * strength));
  if (kind === 3) return saturate(raster, 1.05 + 0.55 * strength);
  return mapTones(raster, (value, c) => {
    const share = value / 255;
    const curved = share + 0.35 * (share * share * (3 - 2 * share) - share);
    return 255 * curved * [1 + 0.15 * strength, 1, 1 - 0.15 * strength][c];
  });
}

function mapTones({ width, height, data }: Raster, tone: (value: number, channel: number) => number): Raster {
  const tables = [0, 1, 2].map((c) => Uint8ClampedArray.from({ length: 256 }, (_, value) => tone(value, c)));
  return { width, height, data: Uint8Array.from(data, (value, i) => tables[i % 3][value]) };
}

function saturate({ width, height, data }: Raster, factor: number): Raster {
  const out = new Uint8ClampedArray(data.length);
  for (let i = 0; i < data.length; i += 3) {
    const luma = 0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2];
    for (let c = i; c < i + 3; c++) out[c] = luma + factor * (data[c] - luma);
  }
  return { width, height, data: new Uint8Array(out.buffer) };
}

/**
 * What the camera does each time anew: exposure, uneven light, softer optics, and noise that is never the same
 * twice. The noise of the source is smoothed away first, else both pictures would share it.
 */
export function retake(raster: Raster, random: () => number): Raster {
  const { width, height } = raster;
  const soft = blur(raster, 0.7 + 0.8 * random());
  const sigma = 1 + 4 * random();
  const lit = relight({ width, height, data: soft }, random);
  const data = new Uint8Array(lit.data.length);
  for (let i = 0; i < data.length; i += 3) {
    // Shared by the channels as demosaicing leaves it; three uniforms are close to normal.
    const shared = (random() + random() + random() - 1.5) * 1.6 * sigma;
    for (let c = 0; c < 3; c++) {
      const own = (random() - 0.5) * sigma;
      data[i + c] = Math.max(0, Math.min(255, lit.data[i + c] + shared + own + 0.5));
    }
  }
  return { width, height, data };
}

/** 3 × 3 binomial blur, `strength` of it mixed in twice. */
function blur({ width, data }: Raster, strength: number): Uint8Array {
  let current = Float32Array.from(data);
  for (let round = 0; round < 2; round++) {
    const mixShare = Math.min(1, strength);
    for (const step of [3, width * 3]) {
      const next = current.slice();
      for (let i = step; i < current.length - step; i++) {
        const smooth = 0.25 * current[i - step] + 0.5 * current[i] + 0.25 * current[i + step];
        next[i] = current[i] + mixShare * (smooth - current[i]);
      }
      current = next;
    }
  }
  return Uint8Array.from(current);
}
