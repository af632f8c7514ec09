import { applyHomography, type Homography, invertHomography } from '../../src/matching/homography.js';
import type { Raster } from '../../src/pixels/plane.js';

/** Deterministic numbers in 0..1 (mulberry32). */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A scene as a function of continuous coordinates, so that every view of it is exact. */
export type Scene = (u: number, v: number) => readonly [number, number, number];

/**
 * A made-up still life: shaded ground, soft-edged discs and bars in several colours and sizes, woven texture.
 *
 * @param seed another seed is another scene
 * @param size the scene fills 0..size in both directions
 */
export function createScene(seed: number, size = 400): Scene {
  const random = randomSource(seed);
  const shapes = Array.from({ length: 36 }, () => ({
    x: random() * size,
    y: random() * size,
    radius: (0.01 + 0.07 * random() ** 2) * size,
    bar: random() < 0.4,
    angle: random() * Math.PI,
    colour: [random() * 160 - 80, random() * 160 - 80, random() * 160 - 80],
  }));
  const waves = Array.from({ length: 10 }, () => {
    const period = 4 + 28 * random();
    const angle = random() * Math.PI * 2;
    return {
      kx: (2 * Math.PI * Math.cos(angle)) / period,
      ky: (2 * Math.PI * Math.sin(angle)) / period,
      phase: random() * 6.28,
      height: 1.5 + 4 * random(),
    };
  });
  return (u, v) => {
    let texture = 0;
    for (const wave of waves) texture += wave.height * Math.sin(wave.kx * u + wave.ky * v + wave.phase);
    let r = 130 + (30 * u) / size + texture;
    let g = 125 - (25 * v) / size + texture;
    let b = 115 + (20 * (u + v)) / size + texture * 0.8;
    for (const shape of shapes) {
      const dx = u - shape.x;
      const dy = v - shape.y;
      const along = dx * Math.cos(shape.angle) + dy * Math.sin(shape.angle);
      const across = -dx * Math.sin(shape.angle) + dy * Math.cos(shape.angle);
      const distance = shape.bar
        ? Math.max(Math.abs(along) / 3, Math.abs(across) * 2) - shape.radius
        : Math.hypot(dx, dy) - shape.radius;
      if (distance > 6) continue;
      const cover = 1 / (1 + Math.exp(distance * 1.5));
      r += cover * shape.colour[0];
      g += cover * shape.colour[1];
      b += cover * shape.colour[2];
    }
    return [r, g, b];
  };
}

/**
 * What a camera sees of a scene.
 *
 * @param homography scene coordinates → pixels. @default identity
 */
export function renderScene(scene: Scene, width: number, height: number, homography?: Homography): Raster {
  const inverse = homography ? invertHomography(homography) : null;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = inverse ? applyHomography(inverse, x, y) : [x, y];
      const colour = scene(u, v);
      for (let c = 0; c < 3; c++)
        data[(y * width + x) * 3 + c] = Math.max(0, Math.min(255, Math.round(colour[c])));
    }
  }
  return { width, height, data };
}

/** Adds noise of the given standard deviation (sum of three uniforms), as recompression or a sensor would. */
export function addNoise(raster: Raster, sigma: number, seed: number): Raster {
  const random = randomSource(seed);
  const data = new Uint8Array(raster.data.length);
  for (let i = 0; i < data.length; i++) {
    const noise = (random() + random() + random() - 1.5) * 2 * sigma;
    data[i] = Math.max(0, Math.min(255, Math.round(raster.data[i] + noise)));
  }
  return { ...raster, data };
}
