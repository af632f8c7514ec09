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
  const fft = createFft(side);
  const tiles = listPlaces(raster, side).map((place) => measureTile(raster, place, side, fft));
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

/** Peaks of one tile, luma bands first. Both planes share one complex transform. */
function measureTile(raster: Raster, { x, y }: Place, side: number, fft: Fft): Peaks[] {
  const re = new Float64Array(side * side);
  const im = new Float64Array(side * side);
  const window = Float64Array.from(
    { length: side },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / side),
  );
  for (let j = 0; j < side; j++) {
    let at = ((y + j) * raster.width + x) * 3;
    for (let i = 0; i < side; i++, at += 3) {
      const weight = window[i] * window[j];
      const red = raster.data[at];
      const green = raster.data[at + 1];
      const blue = raster.data[at + 2];
      re[j * side + i] = weight * (0.299 * red + 0.587 * green + 0.114 * blue);
      im[j * side + i] = weight * (red - blue);
    }
  }
  for (let j = 0; j < side; j++) fft(re, im, j * side, 1);
  for (let i = 0; i < side; i++) fft(re, im, i, side);
  const luma = new Float32Array(side * side);
  const chroma = new Float32Array(side * side);
  for (let v = 0; v < side; v++)
    for (let u = 0; u < side; u++) {
      const here = v * side + u;
      const there = ((side - v) % side) * side + ((side - u) % side);
      // Z = L + iC with real l and c: L is the Hermitian part of Z, iC the rest.
      luma[here] = Math.log((re[here] + re[there]) ** 2 + (im[here] - im[there]) ** 2 + 1);
      chroma[here] = Math.log((im[here] + im[there]) ** 2 + (re[here] - re[there]) ** 2 + 1);
    }
  return [...measurePlane(luma, side), ...measurePlane(chroma, side)];
}

const RING = listRing();

/** Offsets du, dv in turn. */
function listRing(): Int32Array {
  const ring: number[] = [];
  for (let dv = -4; dv <= 4; dv++)
    for (let du = -4; du <= 4; du++) {
      const far = Math.max(Math.abs(du), Math.abs(dv));
      if (far >= 3 && (du + dv) % 2 === 0) ring.push(du, dv);
    }
  return Int32Array.from(ring);
}

function measurePlane(logPower: Float32Array, side: number): Peaks[] {
  const strongest = BANDS.map(() => 0);
  const peaks = BANDS.map(() => 0);
  const bins = BANDS.map(() => 0);
  const eighth = side / 8;
  const guard = side >> 6;
  for (let v = 0; v <= side / 2; v++)
    for (let u = -side / 2 + 1; u < side / 2; u++) {
      if (v === 0 && u <= 0) continue;
      if (Math.abs(u) <= guard || v <= guard) continue;
      if (near(u, eighth, 1) && near(v, eighth, 1)) continue;
      const frequency = Math.hypot(u, v) / side;
      const band = BANDS.findIndex(({ from, to }) => frequency >= from && frequency < to);
      if (band < 0) continue;
      let around = 0;
      for (let k = 0; k < RING.length; k += 2)
        around += logPower[((v + RING[k + 1]) & (side - 1)) * side + ((u + RING[k]) & (side - 1))];
      const over = logPower[v * side + (u & (side - 1))] - around / (RING.length / 2);
      bins[band]++;
      if (over > PEAK_LOG) peaks[band]++;
      if (over > strongest[band]) strongest[band] = over;
    }
  return BANDS.map((_, i) => ({ strongest: strongest[i], share: (1000 * peaks[i]) / bins[i] }));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function near(value: number, period: number, within: number): boolean {
  const rest = Math.abs(value % period);
  return rest <= within || period - rest <= within;
}
