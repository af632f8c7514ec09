import { createFft, type Fft } from '../../maths/fft.js';
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
  const workspace = createWorkspace(side);
  const tiles = listPlaces(raster, side).map((place) => measureTile(raster, place, workspace));
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

/** What all tiles of one side share. */
interface Workspace {
  readonly side: number;
  readonly fft: Fft;
  /** Hann window. */
  readonly window: Float64Array;
  /** Length of a row of the transform: columns a power of two apart would push each other out of the cache. */
  readonly stride: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Log powers of u = −side/2 − 4..side/2 + 3 in rows v = −4..side/2 + 4. */
  readonly luma: Float32Array;
  readonly chroma: Float32Array;
  /** Where the measured bins lie among the log powers, and the band of each. */
  readonly bins: Int32Array;
  readonly bands: Uint8Array;
  /** Distances of a bin's surroundings from it among the log powers. */
  readonly ring: Int32Array;
}

function createWorkspace(side: number): Workspace {
  const stride = side + 2 * REACH;
  const size = stride * (side / 2 + 1 + 2 * REACH);
  const bins = listBins(side);
  return {
    side,
    fft: createFft(side),
    window: Float64Array.from(
      { length: side },
      (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / side),
    ),
    stride,
    re: new Float64Array(stride * side),
    im: new Float64Array(stride * side),
    luma: new Float32Array(size),
    chroma: new Float32Array(size),
    bins: Int32Array.from(bins, ({ u, v }) => (v + REACH) * stride + u + side / 2 + REACH),
    bands: Uint8Array.from(bins, ({ band }) => band),
    ring: Int32Array.from(listRing(), ([du, dv]) => dv * stride + du),
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
  const { side, fft, window, stride, re, im, luma, chroma } = workspace;
  for (let j = 0; j < side; j++) {
    let at = ((y + j) * raster.width + x) * 3;
    for (let i = 0; i < side; i++, at += 3) {
      const weight = window[i] * window[j];
      const red = raster.data[at];
      const green = raster.data[at + 1];
      const blue = raster.data[at + 2];
      re[j * stride + i] = weight * (0.299 * red + 0.587 * green + 0.114 * blue);
      im[j * stride + i] = weight * (red - blue);
    }
  }
  for (let j = 0; j < side; j++) fft(re, im, j * stride, 1);
  for (let i = 0; i < side; i++) fft(re, im, i, stride);
  const mask = side - 1;
  for (let v = -REACH, to = 0; v <= side / 2 + REACH; v++) {
    const row = (v & mask) * stride;
    const opposite = (-v & mask) * stride;
    for (let u = -side / 2 - REACH; u < side / 2 + REACH; u++, to++) {
      const here = row + (u & mask);
      const there = opposite + (-u & mask);
      // Z = L + iC with real l and c: L is the Hermitian part of Z, iC the rest.
      luma[to] = Math.log((re[here] + re[there]) ** 2 + (im[here] - im[there]) ** 2 + 1);
      chroma[to] = Math.log((im[here] + im[there]) ** 2 + (re[here] - re[there]) ** 2 + 1);
    }
  }
  return [...measurePlane(luma, workspace), ...measurePlane(chroma, workspace)];
}

function measurePlane(logPower: Float32Array, { bins, bands, ring }: Workspace): Peaks[] {
  const strongest = BANDS.map(() => 0);
  const peaks = BANDS.map(() => 0);
  const counts = BANDS.map(() => 0);
  for (let i = 0; i < bins.length; i++) {
    const at = bins[i];
    const band = bands[i];
    let around = 0;
    for (let k = 0; k < ring.length; k++) around += logPower[at + ring[k]];
    const over = logPower[at] - around / ring.length;
    counts[band]++;
    if (over > PEAK_LOG) peaks[band]++;
    if (over > strongest[band]) strongest[band] = over;
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
