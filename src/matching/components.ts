/** Connected parts of a mask. */
export interface Components {
  /** 0 outside, 1..count inside. */
  readonly labels: Int32Array;
  readonly count: number;
  /** Pixels per label; index 0 is unused. */
  readonly sizes: Int32Array;
  /** First pixel of each label in row-major order; index 0 is unused. */
  readonly starts: Int32Array;
}

/**
 * Labels 8-connected components, numbered in row-major order of their first pixel.
 *
 * @param mask non-zero is inside
 * @param width pixels per row
 */
export function labelComponents(mask: Uint8Array, width: number): Components {
  const height = mask.length / width;
  const labels = new Int32Array(mask.length);
  const sizes: number[] = [0];
  const starts: number[] = [-1];
  const stack: number[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (!mask[start] || labels[start]) continue;
    const label = sizes.length;
    let size = 0;
    labels[start] = label;
    stack.push(start);
    while (stack.length > 0) {
      const i = stack.pop() as number;
      size++;
      const x = i % width;
      const y = (i - x) / width;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const j = ny * width + nx;
          if (mask[j] && !labels[j]) {
            labels[j] = label;
            stack.push(j);
          }
        }
      }
    }
    sizes.push(size);
    starts.push(start);
  }
  return {
    labels,
    count: sizes.length - 1,
    sizes: Int32Array.from(sizes),
    starts: Int32Array.from(starts),
  };
}
