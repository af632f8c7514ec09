import type { Damage } from './damage.js';
import type { Material, Product } from './product.js';

/** The product's distance function with the damage carved into it. */
export function carve(product: Product, damage: Damage) {
  const { right: r, up: u, normal: n } = product.anchor;
  const o = originOf(product, damage);
  const cut = damage.carve as NonNullable<Damage['carve']>;
  return (x: number, y: number, z: number): number => {
    const d = product.distance(x, y, z);
    const dx = x - o[0];
    const dy = y - o[1];
    const dz = z - o[2];
    if (dx * dx + dy * dy + dz * dz > damage.reach ** 2) return d;
    return cut(
      dx * r[0] + dy * r[1] + dz * r[2],
      dx * u[0] + dy * u[1] + dz * u[2],
      dx * n[0] + dy * n[1] + dz * n[2],
      d,
    );
  };
}

/** The anchor moved along its tangents to where this damage sits. */
function originOf({ anchor }: Product, { at }: Damage): readonly number[] {
  return anchor.origin.map((value, i) => value + anchor.right[i] * at[0] + anchor.up[i] * at[1]);
}

/** Paints the damage over the product's material. */
export function tint(product: Product, damage: Damage) {
  const { right: r, up: u, normal: n } = product.anchor;
  const o = originOf(product, damage);
  const paint = damage.tint as NonNullable<Damage['tint']>;
  return (x: number, y: number, z: number, material: Material): void => {
    const dx = x - o[0];
    const dy = y - o[1];
    const dz = z - o[2];
    if (dx * dx + dy * dy + dz * dz > damage.reach ** 2) return;
    paint(
      dx * r[0] + dy * r[1] + dz * r[2],
      dx * u[0] + dy * u[1] + dz * u[2],
      dx * n[0] + dy * n[1] + dz * n[2],
      material,
      product.anchor,
    );
  };
}
