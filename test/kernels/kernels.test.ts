import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Heap, inHeap } from '../../src/kernels/heap.js';
import { createFft, reverseBits } from '../../src/maths/fft.js';

// Each kernel against its definition, at sizes that vectors of four do not divide. What has tests of its own under
// test/pixels and test/matching is not repeated.

const ROOM = 4e6;
const side = fc.integer({ min: 1, max: 19 });
const RUNS = { numRuns: 40, seed: 5 };

/** Numbers that look random and are the same each time. */
function noise(count: number, seed: number, scale = 255): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    const x = Math.sin((i + 1) * 12.9898 + (seed % 1000) * 78.233) * 43758.5453;
    return (x - Math.floor(x)) * scale;
  });
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, within = 1e-3): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++)
    if (!(Math.abs(found[i] - expected[i]) <= within))
      expect.fail(`value ${i}: expected ${expected[i]}, got ${found[i]}`);
}

/** Runs a kernel that fills floats. */
function filled(count: number, run: (heap: Heap, at: number) => void): Float32Array {
  return inHeap(ROOM, (heap) => {
    const at = heap.take(4 * count);
    heap.floats(at, count).fill(Number.NaN);
    run(heap, at);
    return heap.floats(at, count).slice();
  });
}

/** A value of a plane with its edges repeated. */
const at = (data: ArrayLike<number>, width: number, height: number, x: number, y: number) =>
  data[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))];

function forSizes(check: (width: number, height: number, data: Float32Array) => void): void {
  fc.assert(
    fc.property(side, side, fc.nat(), (width, height, seed) =>
      check(width, height, noise(width * height, seed)),
    ),
    RUNS,
  );
}

describe('filters', () => {
  it('sums gradients with edges repeated', () => {
    forSizes((width, height, data) => {
      const found = filled(data.length, (heap, to) =>
        heap.kernels.gradientSum(heap.put(data), width, height, to),
      );
      const expected = Array.from(data, (_, i) => {
        const [x, y] = [i % width, Math.floor(i / width)];
        const value = (dx: number, dy: number) => at(data, width, height, x + dx, y + dy);
        return Math.abs(value(1, 0) - value(-1, 0)) + Math.abs(value(0, 1) - value(0, -1));
      });
      expectClose(found, expected);
    });
  });

  it('smooths by a binomial and leaves the rim 0', () => {
    forSizes((width, height, data) => {
      const found = filled(data.length, (heap, to) =>
        heap.kernels.binomialMean(heap.put(data), width, height, to),
      );
      const expected = Array.from(data, (_, i) => {
        const [x, y] = [i % width, Math.floor(i / width)];
        if (x === 0 || y === 0 || x === width - 1 || y === height - 1) return 0;
        let sum = 0;
        for (let dy = -1; dy <= 1; dy++)
          for (let dx = -1; dx <= 1; dx++)
            sum += (data[i + dy * width + dx] * (2 - Math.abs(dx)) * (2 - Math.abs(dy))) / 16;
        return sum;
      });
      expectClose(found, expected);
    });
  });

  it('applies a ring filter inside, copies the two outermost lines and clips', () => {
    const weights = Float32Array.of(1.4, -0.12, 0.03, 0.01, -0.005, 0.02);
    const ring = new Map([
      [0, 0],
      [1, 1],
      [2, 2],
      [4, 3],
      [5, 4],
      [8, 5],
    ]);
    forSizes((width, height, data) => {
      const found = filled(data.length, (heap, to) =>
        heap.kernels.ringFilter(heap.put(data), width, height, heap.put(weights), 20, 230, to),
      );
      const expected = Array.from(data, (value, i) => {
        const [x, y] = [i % width, Math.floor(i / width)];
        if (x < 2 || y < 2 || x >= width - 2 || y >= height - 2) return value;
        let sum = 0;
        for (let dy = -2; dy <= 2; dy++)
          for (let dx = -2; dx <= 2; dx++)
            sum += weights[ring.get(dx * dx + dy * dy) as number] * data[i + dy * width + dx];
        return Math.max(20, Math.min(230, sum));
      });
      expectClose(found, expected);
    });
  });

  it('halves even planes by means of four', () => {
    fc.assert(
      fc.property(side, side, fc.nat(), (columns, rows, seed) => {
        const width = 2 * columns;
        const data = noise(4 * columns * rows, seed);
        const found = filled(columns * rows, (heap, to) =>
          heap.kernels.halve(heap.put(data), width, 2 * rows, to),
        );
        const expected = Array.from(found, (_, i) => {
          const from = 2 * Math.floor(i / columns) * width + 2 * (i % columns);
          return (data[from] + data[from + 1] + data[from + width] + data[from + width + 1]) / 4;
        });
        expectClose(found, expected);
      }),
      RUNS,
    );
  });

  it('smooths by five taps both ways with edges repeated', () => {
    forSizes((width, height, data) => {
      const found = filled(data.length, (heap, to) =>
        heap.kernels.smoothFive(
          heap.put(data),
          width,
          height,
          6 / 16,
          4 / 16,
          1 / 16,
          to,
          heap.take(4 * (width + 8)),
        ),
      );
      const taps = [1, 4, 6, 4, 1];
      const expected = Array.from(data, (_, i) => {
        const [x, y] = [i % width, Math.floor(i / width)];
        let sum = 0;
        for (let dy = -2; dy <= 2; dy++)
          for (let dx = -2; dx <= 2; dx++)
            sum += (taps[dx + 2] * taps[dy + 2] * at(data, width, height, x + dx, y + dy)) / 256;
        return sum;
      });
      expectClose(found, expected);
    });
  });
});

describe('keypoints', () => {
  it('gives the determinant of the Hessian, 0 on the rim', () => {
    forSizes((width, height, data) => {
      const found = filled(data.length, (heap, to) =>
        heap.kernels.hessianDeterminant(heap.put(data), width, height, to),
      );
      const expected = Array.from(data, (value, i) => {
        const [x, y] = [i % width, Math.floor(i / width)];
        if (x === 0 || y === 0 || x === width - 1 || y === height - 1) return 0;
        const xx = data[i - 1] + data[i + 1] - 2 * value;
        const yy = data[i - width] + data[i + width] - 2 * value;
        const corners = data[i - width - 1] + data[i + width + 1] - data[i - width + 1] - data[i + width - 1];
        return xx * yy - (corners / 4) ** 2;
      });
      expectClose(found, expected, 0.1);
    });
  });

  it('finds maxima once, ties by reading order', () => {
    fc.assert(
      fc.property(side, side, fc.nat(), (columns, rows, seed) => {
        const [width, height, border] = [columns + 4, rows + 4, 2];
        // Few levels, so that there are ties.
        const data = noise(width * height, seed, 6).map(Math.floor);
        const found = inHeap(ROOM, (heap) => {
          const out = heap.take(4 * data.length);
          const count = heap.kernels.findMaxima(heap.put(data), width, height, border, 3, out);
          return [...heap.integers(out, count)];
        });
        const expected: number[] = [];
        for (let y = border; y < height - border; y++)
          for (let x = border; x < width - border; x++) {
            const i = y * width + x;
            let is = data[i] >= 3;
            for (let dy = -1; dy <= 1; dy++)
              for (let dx = -1; dx <= 1; dx++) {
                const step = dy * width + dx;
                if (step < 0 && data[i + step] >= data[i]) is = false;
                if (step > 0 && data[i + step] > data[i]) is = false;
              }
            if (is) expected.push(i);
          }
        expect(found).toEqual(expected);
      }),
      RUNS,
    );
  });

  it('gives directions in eighths of a turn within 0.2°', () => {
    const coordinate = fc.double({ min: -300, max: 300, noNaN: true });
    inHeap(0, ({ kernels }) => {
      fc.assert(
        fc.property(coordinate, coordinate, (x, y) => {
          fc.pre(Math.hypot(x, y) > 1e-6);
          const found = kernels.vectorEighths(x, y);
          const expected = (Math.atan2(y, x) * 4) / Math.PI;
          expect(Math.abs(((found - expected + 12) % 8) - 4)).toBeLessThan(0.005);
          expect(found).toBeGreaterThanOrEqual(0);
          expect(found).toBeLessThanOrEqual(8);
        }),
        { seed: 1 },
      );
      expect(kernels.vectorEighths(0, 0)).toBe(0);
      expect([
        kernels.vectorEighths(5, 5),
        kernels.vectorEighths(-5, 0),
        kernels.vectorEighths(0, -5),
      ]).toEqual([1, 4, 6]);
    });
  });

  it('finds both nearest descriptors both ways, close prefixes alone', () => {
    fc.assert(
      fc.property(side, side, fc.nat(), (fromCount, toCount, seed) => {
        // A few bits are flipped in copies of few patterns, so that there are near pairs.
        const describe = (count: number, salt: number) =>
          Uint32Array.from(
            { length: 10 * count },
            (_, k) => (Math.imul((k % 10) + 1, 0x9e3779b9) ^ (1 << ((k * 7 + salt + seed) % 32))) >>> 0,
          );
        const from = describe(fromCount, 1);
        const to = describe(toCount, 11);
        const bits = (i: number, j: number, words: number) => {
          let sum = 0;
          for (let k = 0; k < words; k++)
            for (let x = from[10 * i + k] ^ to[10 * j + k]; x !== 0; x &= x - 1) sum++;
          return sum;
        };
        const expected = { distance: Array(fromCount).fill(112), second: Array(fromCount).fill(112) };
        for (let i = 0; i < fromCount; i++) {
          const distances = Array.from({ length: toCount }, (_, j) =>
            bits(i, j, 4) > 6 ? 112 : bits(i, j, 10),
          );
          const sorted = [112, 112, ...distances].sort((a, b) => a - b);
          expected.distance[i] = sorted[0];
          expected.second[i] = sorted[1];
        }
        const found = inHeap(ROOM, (heap) => {
          const out = heap.take(12 * (fromCount + toCount));
          heap.integers(out, 3 * (fromCount + toCount)).fill(112);
          heap.kernels.findNearest(heap.put(from), fromCount, heap.put(to), toCount, 6, out);
          return heap.integers(out, 3 * fromCount).slice();
        });
        expect([...found.subarray(fromCount, 2 * fromCount)]).toEqual(expected.distance);
        expect([...found.subarray(2 * fromCount)]).toEqual(expected.second);
      }),
      RUNS,
    );
  });
});

describe('evidence', () => {
  it('raises to the logarithm of energy where valid', () => {
    const energies = Float32Array.of(0, 1e-6, 0.05, 0.3, 0.99, 1, 1.41, 1.42, 2, 7, 100, 4e9);
    const valid = Uint8Array.from(energies, (_, i) => (i === 6 ? 0 : 1));
    const found = filled(energies.length, (heap, to) => {
      heap.floats(to, energies.length).fill(-100);
      heap.kernels.raiseToEnergy(to, heap.put(energies), heap.put(valid), 0.05, -0.5, 2, energies.length);
    });
    // What is not valid is raised to 0, which no strength is below.
    expectClose(
      found,
      Array.from(energies, (energy, i) => (valid[i] ? (Math.log(energy + 0.05) + 0.5) * 2 : 0)),
      1e-5,
    );
  });

  it('raises to a plane of half the size, odd sides included', () => {
    forSizes((width, height, data) => {
      const halfWidth = Math.max(1, width >> 1);
      const halfHeight = Math.max(1, height >> 1);
      const half = noise(halfWidth * halfHeight, width);
      const valid = Uint8Array.from(data, (value) => (value > 60 ? 1 : 0));
      const found = filled(data.length, (heap, to) => {
        heap.floats(to, data.length).set(data);
        heap.kernels.raiseToHalf(to, width, height, heap.put(half), halfWidth, halfHeight, heap.put(valid));
      });
      const expected = Array.from(data, (value, i) => {
        const x = Math.min(halfWidth - 1, (i % width) >> 1);
        const y = Math.min(halfHeight - 1, Math.floor(i / width) >> 1);
        return valid[i] ? Math.max(value, half[y * halfWidth + x]) : value;
      });
      expectClose(found, expected);
    });
  });

  it('keeps the largest value of each cell', () => {
    forSizes((width, height, data) => {
      const columns = Math.ceil(width / 8);
      const rows = Math.ceil(height / 8);
      const found = filled(columns * rows, (heap, to) => {
        heap.floats(to, columns * rows).fill(0);
        heap.kernels.cellMaxima(heap.put(data), width, height, 8, to);
      });
      const expected = new Float32Array(columns * rows);
      for (const [i, value] of data.entries()) {
        const cell = Math.floor(i / width / 8) * columns + Math.floor((i % width) / 8);
        expected[cell] = Math.max(expected[cell], value);
      }
      expectClose(found, expected);
    });
  });
});

describe('spectra', () => {
  it('transforms columns as the reference transform does', () => {
    for (const [size, columns] of [
      [2, 4],
      [16, 8],
      [128, 4],
    ]) {
      const real = noise(size * columns, 3);
      const imaginary = noise(size * columns, 4);
      const angles = Array.from({ length: size / 2 }, (_, k) => (2 * Math.PI * k) / size);
      const roots = Float32Array.from([...angles.map(Math.cos), ...angles.map((angle) => -Math.sin(angle))]);
      const found = inHeap(ROOM, (heap) => {
        const [re, im] = [heap.put(real), heap.put(imaginary)];
        const places = heap.put(reverseBits(size));
        heap.kernels.transformColumns(re, im, size, columns, heap.put(roots), places, heap.take(32 * size));
        return [heap.floats(re, size * columns).slice(), heap.floats(im, size * columns).slice()];
      });
      const expected = [Float64Array.from(real), Float64Array.from(imaginary)] as const;
      const fft = createFft(size);
      for (let column = 0; column < columns; column++) fft(expected[0], expected[1], column, columns);
      expectClose(found[0], expected[0], 0.02);
      expectClose(found[1], expected[1], 0.02);
    }
  });

  it('transposes', () => {
    const data = noise(144, 1);
    const found = filled(144, (heap, to) => {
      heap.floats(to, 144).set(data);
      heap.kernels.transpose(to, 12);
    });
    expectClose(
      found,
      Array.from(data, (_, i) => data[(i % 12) * 12 + Math.floor(i / 12)]),
      0,
    );
  });
});
