/** A pixel corner, x to the right, y down. */
export type Corner = readonly [number, number];

/**
 * Outer boundary of one 8-connected component of a label image, as a closed polygon along pixel edges, simplified
 * by Douglas–Peucker.
 *
 * @param labels one label per pixel, row-major
 * @param label the component; it must occur
 * @param start index of its first pixel in row-major order
 * @param tolerancePx how far the simplified outline may leave the exact one
 * @returns corners in order, not closed; pixel (x, y) covers x..x + 1, y..y + 1
 * @see Douglas & Peucker, Cartographica 10(2), 1973, doi:10.3138/FM57-6770-U75U-7727
 */
export function traceOutline(
  labels: Int32Array,
  width: number,
  label: number,
  start: number,
  tolerancePx: number,
): Corner[] {
  const height = labels.length / width;
  const inside = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && labels[y * width + x] === label;
  const startX = start % width;
  const startY = Math.floor(start / width);
  // Walk along pixel edges with the component on the right-hand side; at a diagonal touch, cross over to the
  // diagonal pixel, so that 8-connected parts stay in one outline.
  let x = startX;
  let y = startY;
  let [dx, dy] = [1, 0];
  const corners: Corner[] = [];
  do {
    corners.push([x, y]);
    x += dx;
    y += dy;
    const ahead = aheadPixels(x, y, dx, dy);
    const [lx, ly] = ahead.left;
    const [rx, ry] = ahead.right;
    if (inside(lx, ly)) [dx, dy] = [dy, -dx];
    else if (!inside(rx, ry)) [dx, dy] = [-dy, dx];
  } while (x !== startX || y !== startY || dx !== 1 || dy !== 0);
  return simplifyRing(corners, tolerancePx);
}

/** The two pixels in front of a corner when walking in a direction. */
function aheadPixels(x: number, y: number, dx: number, dy: number) {
  // Right-hand side in image coordinates (y down) of (dx, dy) is (−dy, dx).
  const cx = x + dx / 2;
  const cy = y + dy / 2;
  return {
    left: [Math.floor(cx + dy / 2), Math.floor(cy - dx / 2)] as const,
    right: [Math.floor(cx - dy / 2), Math.floor(cy + dx / 2)] as const,
  };
}

function simplifyRing(ring: readonly Corner[], tolerancePx: number): Corner[] {
  if (ring.length <= 4) return [...ring];
  // The two corners farthest apart along the ring's first axis cut it into two open lines.
  let far = 0;
  let farDistance = -1;
  for (let i = 0; i < ring.length; i++) {
    const distance = Math.hypot(ring[i][0] - ring[0][0], ring[i][1] - ring[0][1]);
    if (distance > farDistance) {
      farDistance = distance;
      far = i;
    }
  }
  const first = simplifyLine(ring.slice(0, far + 1), tolerancePx);
  const second = simplifyLine([...ring.slice(far), ring[0]], tolerancePx);
  return [...first.slice(0, -1), ...second.slice(0, -1)];
}

function simplifyLine(line: readonly Corner[], tolerancePx: number): Corner[] {
  const keep = new Uint8Array(line.length);
  keep[0] = keep[line.length - 1] = 1;
  const stack: [number, number][] = [[0, line.length - 1]];
  while (stack.length > 0) {
    const [first, last] = stack.pop() as [number, number];
    let worst = tolerancePx;
    let at = -1;
    for (let i = first + 1; i < last; i++) {
      const distance = segmentDistance(line[i], line[first], line[last]);
      if (distance > worst) {
        worst = distance;
        at = i;
      }
    }
    if (at < 0) continue;
    keep[at] = 1;
    stack.push([first, at], [at, last]);
  }
  return line.filter((_, i) => keep[i] === 1);
}

function segmentDistance([px, py]: Corner, [ax, ay]: Corner, [bx, by]: Corner): number {
  const ux = bx - ax;
  const uy = by - ay;
  const length = ux * ux + uy * uy;
  const t = length > 0 ? Math.max(0, Math.min(1, ((px - ax) * ux + (py - ay) * uy) / length)) : 0;
  return Math.hypot(px - ax - t * ux, py - ay - t * uy);
}
