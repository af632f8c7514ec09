import { PRODUCTS, type ProductName } from '../products/products.js';
import { createDamage, type DamageOptions } from './damage.js';
import { carve, tint } from './damaged.js';
import { type Ground, paintGround } from './ground.js';
import type { Material } from './product.js';
import { createRandom, fractal, mix, smoothstep } from './random.js';
import { createTracer } from './tracer.js';
import { direction, normalize } from './vector.js';
import type { Ray, Viewpoint } from './viewpoint.js';

export interface SceneOptions {
  readonly product: ProductName;
  readonly seed: number;
  readonly viewpoint: Viewpoint;
  readonly damage?: DamageOptions;
  /** @default 'wood' */
  readonly ground?: Ground;
  /** Direction the light comes from, degrees like a viewpoint. @default { azimuth: -50, elevation: 48 } */
  readonly light?: { readonly azimuth: number; readonly elevation: number };
  /** @default 1024 */
  readonly width?: number;
  /** @default 768 */
  readonly height?: number;
}

const WALL_Z = -4.2;
const KEY = [1.0, 0.95, 0.86] as const;
const SKY = [0.42, 0.46, 0.54] as const;

/** Gives the function that writes the light along a ray, linear RGB. */
export function createShader(options: SceneOptions) {
  const { seed, ground = 'wood' } = options;
  const product = PRODUCTS[options.product]();
  const random = createRandom(seed);
  const damage = options.damage ? createDamage(options.damage) : null;
  const distance = damage?.carve ? carve(product, damage) : product.distance;
  const paint = damage?.tint ? tint(product, damage) : null;
  const key = direction(options.light?.azimuth ?? -50, options.light?.elevation ?? 48);
  const cover = direction((options.light?.azimuth ?? -50) + 95 + 30 * random(), 30);
  const { radius: boundRadius } = product.bound;
  const material: Material = { r: 0, g: 0, b: 0, gloss: 0, polish: 0, bumpX: 0, bumpY: 0, bumpZ: 0 };

  const { march, shadow, openness } = createTracer(distance, product, key);

  /** Light from a direction that a mirror would show: a window, a dim room, the table below. */
  const surroundings = (dx: number, dy: number, dz: number, polish: number): number => {
    const soft = mix(0.35, 0.03, polish);
    const toWindow = dx * key[0] + dy * key[1] + dz * key[2];
    const sideways = dx * cover[0] + dy * cover[1] + dz * cover[2];
    const pane = smoothstep(0.93 - soft, 0.95 + soft * 0.1, toWindow);
    const bars = polish > 0.6 ? 1 - 0.7 * smoothstep(0.014, 0.004, Math.abs(sideways - 0.02)) : 1;
    const second = 0.35 * smoothstep(0.9 - soft, 0.97, sideways);
    return mix(0.16, 0.42, smoothstep(-0.2, 0.9, dy)) + 5.5 * pane * bars + second;
  };

  return (ray: Ray, out: Float64Array): void => {
    const [ox, oy, oz] = ray.origin;
    const hit = march(ray);
    const floor = ray.y < -1e-4 ? -oy / ray.y : Number.POSITIVE_INFINITY;
    const wall = ray.z < -1e-4 ? (WALL_Z - oz) / ray.z : Number.POSITIVE_INFINITY;
    material.bumpX = material.bumpY = material.bumpZ = 0;
    let [nx, ny, nz] = [0, 1, 0];
    const onProduct = hit >= 0 && hit < floor;
    const t = onProduct ? hit : Math.min(floor, wall, 60);
    const x = ox + ray.x * t;
    const y = oy + ray.y * t;
    const z = oz + ray.z * t;
    if (onProduct) {
      const e = 0.0012;
      const a = distance(x + e, y - e, z - e);
      const b = distance(x - e, y - e, z + e);
      const c = distance(x - e, y + e, z - e);
      const d = distance(x + e, y + e, z + e);
      [nx, ny, nz] = normalize([a - b - c + d, -a - b + c + d, -a + b - c + d]);
      product.paint(x, y, z, material);
      paint?.(x, y, z, material);
    } else if (floor <= wall) {
      paintGround(ground, x, z, seed, material);
    } else {
      // Studio paper runs up the wall without a fold, so it keeps the light of the ground.
      if (ground !== 'studio') [ny, nz] = [0, 1];
      const paper = ground === 'studio' ? 0.87 : 0.5 + 0.05 * fractal(x * 3, y * 3, 0, 4, seed + 3);
      material.r = paper;
      material.g = paper * 0.985;
      material.b = paper * (ground === 'studio' ? 1 : 0.94);
      material.gloss = material.polish = 0;
    }
    [nx, ny, nz] = normalize([nx + material.bumpX, ny + material.bumpY, nz + material.bumpZ]);

    const near = onProduct || (x * x + z * z < (boundRadius + 2.2) ** 2 && floor <= wall);
    const px = x + nx * 0.006;
    const py = y + ny * 0.006;
    const pz = z + nz * 0.006;
    const facing = Math.max(0, nx * key[0] + ny * key[1] + nz * key[2]);
    const lit = near && facing > 0 ? shadow(px, py, pz) : 1;
    const open = near ? openness(px, py, pz, nx, ny, nz) : 1;
    const sky = open * mix(0.55, 1, 0.5 + 0.5 * ny) + 0.12 * Math.max(0, -ny);
    const falloff = 1 / (1 + 0.015 * (x * x + z * z));

    const back = 2 * (nx * ray.x + ny * ray.y + nz * ray.z);
    const grazing = 1 - Math.min(1, Math.abs(back) / 2);
    const fresnel =
      material.gloss + (1 - material.gloss) * 0.6 * grazing ** 5 * Math.min(1, material.gloss * 22);
    const mirror =
      fresnel > 0.001
        ? fresnel *
          surroundings(ray.x - back * nx, ray.y - back * ny, ray.z - back * nz, material.polish) *
          mix(open, 1, 0.3) *
          mix(0.25, 1, lit)
        : 0;
    out[0] = (material.r * (0.78 * KEY[0] * facing * lit + SKY[0] * sky) + mirror * KEY[0]) * falloff;
    out[1] = (material.g * (0.78 * KEY[1] * facing * lit + SKY[1] * sky) + mirror * KEY[1]) * falloff;
    out[2] = (material.b * (0.78 * KEY[2] * facing * lit + SKY[2] * sky) + mirror * KEY[2]) * falloff;
  };
}
