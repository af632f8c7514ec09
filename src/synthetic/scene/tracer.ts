import type { Product } from './product.js';
import { clamp01, smoothstep } from './random.js';
import type { Ray } from './viewpoint.js';

/**
 * Sphere tracing through a distance function.
 *
 * @param distance to the surface, with any damage; negative inside
 * @param key direction of the window light, length 1
 */
export function createTracer(
  distance: (x: number, y: number, z: number) => number,
  { bound: { y: boundY, radius: boundRadius } }: Product,
  key: readonly [number, number, number],
) {
  /** Distance along the ray to the product, or -1. */
  const march = (ray: Ray): number => {
    const [ox, oy, oz] = ray.origin;
    const b = ox * ray.x + (oy - boundY) * ray.y + oz * ray.z;
    const c = ox * ox + (oy - boundY) ** 2 + oz * oz - (boundRadius + 0.02) ** 2;
    const root = b * b - c;
    if (root < 0) return -1;
    const end = -b + Math.sqrt(root);
    for (let t = Math.max(0, -b - Math.sqrt(root)), i = 0; i < 160 && t < end; i++) {
      const d = distance(ox + ray.x * t, oy + ray.y * t, oz + ray.z * t);
      if (d < 0.0008) return t;
      t += d * 0.85;
    }
    return -1;
  };

  /** Share of the window that a point sees, 0..1. */
  const shadow = (x: number, y: number, z: number): number => {
    const b = x * key[0] + (y - boundY) * key[1] + z * key[2];
    const c = x * x + (y - boundY) ** 2 + z * z - (boundRadius + 0.25) ** 2;
    const root = b * b - c;
    if (root < 0 || -b + Math.sqrt(root) < 0) return 1;
    const end = -b + Math.sqrt(root);
    let lit = 1;
    for (let t = Math.max(0.02, -b - Math.sqrt(root)), i = 0; i < 48 && t < end; i++) {
      const d = distance(x + key[0] * t, y + key[1] * t, z + key[2] * t);
      lit = Math.min(lit, 0.5 + (7 * d) / t);
      if (lit < 0.02) return 0;
      t += Math.min(0.12, Math.max(0.012, Math.abs(d) * 0.8));
    }
    return smoothstep(0, 1, lit);
  };

  /** How open the half-space above a point is, 0..1. */
  const openness = (x: number, y: number, z: number, nx: number, ny: number, nz: number): number => {
    let closed = 0;
    for (let i = 1, weight = 1; i <= 4; i++, weight *= 0.62) {
      const h = 0.055 * i * i * 0.7;
      const px = x + nx * h;
      const py = y + ny * h;
      const pz = z + nz * h;
      const d = Math.min(distance(px, py, pz), Math.max(0, py));
      closed += (weight * Math.max(0, h - d)) / h;
    }
    return clamp01(1 - 0.36 * closed);
  };

  return { march, shadow, openness };
}
