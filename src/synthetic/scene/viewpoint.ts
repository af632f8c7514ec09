import { cross, direction, normalize } from './vector.js';

/** Where the camera stands: around and above the product, looking at its middle. */
export interface Viewpoint {
  /** Degrees around the vertical axis; 0 faces the front. */
  readonly azimuth: number;
  /** Degrees above the ground. */
  readonly elevation: number;
  /** From the middle of the product, in scene units. */
  readonly distance: number;
  /** Degrees of camera roll. @default 0 */
  readonly roll?: number;
  /** Moves the aim sideways and up, in scene units. @default [0, 0] */
  readonly aim?: readonly [number, number];
}

const FIELD_OF_VIEW = 36;

/** Direction of length 1; one object is used for all rays of a camera. */
export interface Ray {
  readonly origin: readonly [number, number, number];
  x: number;
  y: number;
  z: number;
}

/**
 * Gives the ray through a point of the picture.
 *
 * @param middle height of the product's middle, in scene units
 */
export function createCamera(viewpoint: Viewpoint, middle: number, width: number, height: number) {
  const { azimuth, elevation, distance, roll = 0, aim = [0, 0] } = viewpoint;
  const out = direction(azimuth, elevation);
  const target = [aim[0], middle * 0.95 + aim[1], 0];
  const origin = [
    target[0] + out[0] * distance,
    Math.max(0.05, target[1] + out[1] * distance),
    target[2] + out[2] * distance,
  ] as const;
  const turn = (roll * Math.PI) / 180;
  const level = normalize([out[2], 0, -out[0]]);
  const above = cross(out, level);
  const right = level.map((v, i) => v * Math.cos(turn) + above[i] * Math.sin(turn));
  const up = above.map((v, i) => v * Math.cos(turn) - level[i] * Math.sin(turn));
  const scale = (2 * Math.tan((FIELD_OF_VIEW * Math.PI) / 360)) / Math.max(width, height);
  const ray: Ray = { origin, x: 0, y: 0, z: 0 };
  return (px: number, py: number): Ray => {
    const u = (px - width / 2) * scale;
    const v = (height / 2 - py) * scale;
    const x = right[0] * u + up[0] * v - out[0];
    const y = right[1] * u + up[1] * v - out[1];
    const z = right[2] * u + up[2] * v - out[2];
    const length = Math.sqrt(x * x + y * y + z * z);
    ray.x = x / length;
    ray.y = y / length;
    ray.z = z / length;
    return ray;
  };
}
