import { type Heap, inHeap, inScope } from '../../kernels/heap.js';
import { reverseBits } from '../../maths/fft.js';
import type { Raster } from '../../pixels/plane.js';

/** Side of a tile: at 256 px a screen's pixel grid that beats with the sensor every 3 to 40 px is well resolved. */
const TILE_PX = 256;
/** Smaller photos get tiles of half the side. */
const SMALL_TILE_PX = 128;
/** Evenly spread places that are measured. */
const PLACES = 6;

/** Bands of spatial frequency, in cycles per pixel. Below .03 the picture itself has peaks. */
const BANDS = [
  { name: 'low', from: 0.03, to: 0.12 },
  { name: 'middle', from: 0.12, to: 0.25 },
  { name: 'high', from: 0.25, to: 0.5 },
] as const;
const PLANES = ['luma', 'chroma'] as const;

/** Names of the values, in order. */
export const PEAK_NAMES: readonly string[] = PLANES.flatMap((plane) =>
  BANDS.flatMap(({ name }) => [
    `${plane}.${name}.strongest`,
    `${plane}.${name}.typical`,
    `${plane}.${name}.share`,
  ]),
);

/** A spectral bin this many times (natural log) over its surroundings is a peak. Noise reaches 2.9 in 1 of 400 bins. */
const PEAK_LOG = 3.5;

/**
 * How much single frequencies stand out from the spectrum around them: the pixel grid of a screen and the raster of a
 * print beat with the sensor's grid (moiré) and leave narrow peaks in brightness and, more so, in colour.
 *
 * Per tile a Hann-windowed transform of luma and of red minus blue; each bin's log power over the mean of the
 * ring three and four bins around it. Axes and multiples of 1/8 cycles are left out: there JPEG blocks stand.
 *
 * @returns per plane and band the strongest log ratio of any tile, the median over tiles of the strongest, and the
 *   share of peaks in thousandths of the bins; null when a side is below 128 px
 * @see Garcia and de Queiroz 2015, doi:10.1109/TIFS.2015.2411394 (peaks over a smooth spectrum); theirs looks at the
 *   whole picture at several band-passes, here tiles keep a bent screen's frequency narrow
 */
export function measureSpectralPeaks(raster: Raster): Float32Array | null {
  const least = Math.min(raster.width, raster.height);
  if (least < SMALL_TILE_PX) return null;
  const side = least < TILE_PX ? SMALL_TILE_PX : TILE_PX;
  const tiles = inScope(8 * side * side, () =>
    inHeap(0, (heap) => {
      const workspace = createWorkspace(heap, side);
      return listPlaces(raster, side).map((place) => measureTile(raster, place, workspace));
    }),
  );
  const values = new Float32Array(PEAK_NAMES.length);
  for (let i = 0; i < PLANES.length * BANDS.length; i++) {
    const strongest = tiles.map((tile) => tile[i].strongest);
    values[3 * i] = Math.max(...strongest);
    values[3 * i + 1] = median(strongest);
    values[3 * i + 2] = median(tiles.map((tile) => tile[i].share));
  }
  return values;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function listPlaces({ width, height }: Raster, side: number): Place[] {
  // Two-dimensional golden ratio: even at any count, in step with nothing in the photo.
  const plastic = 1.324717957244746;
  return Array.from({ length: PLACES }, (_, i) => ({
    x: Math.floor(((0.5 + (i + 1) / plastic) % 1) * (width - side + 1)),
    y: Math.floor(((0.5 + (i + 1) / plastic ** 2) % 1) * (height - side + 1)),
  }));
}

interface Peaks {
  readonly strongest: number;
  readonly share: number;
}

/** Farthest offset of a bin's surroundings. */
const REACH = 4;

/** What all tiles of one side share; places are those in the heap. */
interface Workspace {
  readonly heap: Heap;
  readonly side: number;
  readonly pixels: number;
  /** Hann window. */
  readonly window: number;
  readonly roots: number;
  readonly reversed: number;
  readonly scratch: number;
  readonly re: number;
  readonly im: number;
  /** Length of a row of log powers. */
  readonly stride: number;
  /** Log powers of u = −side/2 − 4..side/2 + 3 in rows v = −4..side/2 + 4. */
  readonly luma: number;
  readonly chroma: number;
  /** A plane of log powers over their surroundings, and where it begins among them. */
  readonly over: number;
  readonly first: number;
  /** Where the measured bins lie in `over`, and the band of each. */
  readonly bins: Int32Array;
  readonly bands: Uint8Array;
  /** Distances of a bin's surroundings from it among the log powers, in bytes, and how many. */
  readonly ring: number;
  readonly ringCount: number;
}

function createWorkspace(heap: Heap, side: number): Workspace {
  const stride = side + 2 * REACH;
  const size = stride * (side / 2 + 1 + 2 * REACH);
  const first = REACH * stride + REACH;
  const bins = listBins(side);
  const ring = listRing();
  const half = Array.from({ length: side / 2 }, (_, k) => (2 * Math.PI * k) / side);
  const window = Array.from(
    { length: side },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / side),
  );
  return {
    heap,
    side,
    pixels: heap.take(3 * side * side),
    window: heap.put(Float32Array.from(window)),
    roots: heap.put(Float32Array.from([...half.map(Math.cos), ...half.map((angle) => -Math.sin(angle))])),
    reversed: heap.put(reverseBits(side)),
    scratch: heap.take(4 * 8 * side),
    re: heap.take(4 * side * side),
    im: heap.take(4 * side * side),
    stride,
    luma: heap.take(4 * size),
    chroma: heap.take(4 * size),
    over: heap.take(4 * size),
    first,
    bins: Int32Array.from(bins, ({ u, v }) => v * stride + u + side / 2),
    bands: Uint8Array.from(bins, ({ band }) => band),
    ring: heap.put(Int32Array.from(ring, ([du, dv]) => 4 * (dv * stride + du))),
    ringCount: ring.length,
  };
}

function listRing(): [du: number, dv: number][] {
  const ring: [number, number][] = [];
  for (let dv = -REACH; dv <= REACH; dv++)
    for (let du = -REACH; du <= REACH; du++) {
      const far = Math.max(Math.abs(du), Math.abs(dv));
      if (far >= 3 && (du + dv) % 2 === 0) ring.push([du, dv]);
    }
  return ring;
}

/** Every frequency once (the spectrum is symmetric), without axes and multiples of 1/8 cycles. */
function listBins(side: number): { u: number; v: number; band: number }[] {
  const bins: { u: number; v: number; band: number }[] = [];
  const eighth = side / 8;
  const guard = side >> 6;
  for (let v = guard + 1; v <= side / 2; v++)
    for (let u = -side / 2 + 1; u < side / 2; u++) {
      if (Math.abs(u) <= guard) continue;
      if (near(u, eighth, 1) && near(v, eighth, 1)) continue;
      const frequency = Math.hypot(u, v) / side;
      const band = BANDS.findIndex(({ from, to }) => frequency >= from && frequency < to);
      if (band >= 0) bins.push({ u, v, band });
    }
  return bins;
}

/** Peaks of one tile, luma bands first. Both planes share one complex transform. */
function measureTile(raster: Raster, { x, y }: Place, workspace: Workspace): Peaks[] {
  const { heap, side, pixels, window, roots, reversed, scratch, re, im, luma, chroma } = workspace;
  const { kernels } = heap;
  const tile = heap.bytes(pixels, 3 * side * side);
  for (let j = 0; j < side; j++) {
    const from = ((y + j) * raster.width + x) * 3;
    tile.set(raster.data.subarray(from, from + 3 * side), 3 * side * j);
  }
  // Transposed when it is windowed and once more between the two passes: the spectrum lies upright.
  kernels.windowTile(pixels, side, window, re, im);
  kernels.transformColumns(re, im, side, side, roots, reversed, scratch);
  kernels.transpose(re, side);
  kernels.transpose(im, side);
  kernels.transformColumns(re, im, side, side, roots, reversed, scratch);
  // Z = L + iC with real l and c: L is the Hermitian part of Z, iC the rest.
  kernels.logPowers(re, im, side, REACH, luma, chroma);
  return [...measurePlane(luma, workspace), ...measurePlane(chroma, workspace)];
}

function measurePlane(logPower: number, workspace: Workspace): Peaks[] {
  const { heap, side, stride, over, first, bins, bands, ring, ringCount } = workspace;
  const count = stride * (side / 2 + 1) - 2 * REACH;
  heap.kernels.overRing(logPower + 4 * first, count, ring, ringCount, over);
  const values = heap.floats(over, count);
  const strongest = BANDS.map(() => 0);
  const peaks = BANDS.map(() => 0);
  const counts = BANDS.map(() => 0);
  for (let i = 0; i < bins.length; i++) {
    const band = bands[i];
    const value = values[bins[i]];
    counts[band]++;
    if (value > PEAK_LOG) peaks[band]++;
    if (value > strongest[band]) strongest[band] = value;
  }
  return BANDS.map((_, i) => ({ strongest: strongest[i], share: (1000 * peaks[i]) / counts[i] }));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function near(value: number, period: number, within: number): boolean {
  const rest = Math.abs(value % period);
  return rest <= within || period - rest <= within;
}
