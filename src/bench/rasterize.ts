type Point = readonly [x: number, y: number];

/**
 * Fills polygons (even-odd rule within one, union of all).
 *
 * @param polygons corners in pixels, not closed; pixel (x, y) covers [x, x + 1) and is filled when its centre is inside
 * @returns one byte per pixel, 1 inside
 */
export function rasterizePolygons(
  polygons: readonly (readonly Point[])[],
  width: number,
  height: number,
): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (const polygon of polygons) {
    for (let y = 0; y < height; y++) {
      const crossings = crossRow(polygon, y + 0.5);
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const begin = Math.max(0, Math.ceil(crossings[i] - 0.5));
        const end = Math.min(width, Math.ceil(crossings[i + 1] - 0.5));
        if (end > begin) mask.fill(1, y * width + begin, y * width + end);
      }
    }
  }
  return mask;
}

function crossRow(polygon: readonly Point[], y: number): number[] {
  const crossings: number[] = [];
  for (let i = 0; i < polygon.length; i++) {
    const [x0, y0] = polygon[i];
    const [x1, y1] = polygon[(i + 1) % polygon.length];
    if (y0 <= y !== y1 <= y) crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
  }
  return crossings.sort((a, b) => a - b);
}
