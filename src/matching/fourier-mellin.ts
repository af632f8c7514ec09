import { createPlane, type Plane } from '../pixels/plane.js';
import { fitLongSide, shrinkPlane } from '../pixels/resize.js';
import { alignPixels } from './align.js';
import { type CellAgreement, measureCellAgreement } from './cell-agreement.js';
import { applyHomography, composeHomographies, type Homography, invertHomography } from './homography.js';
import { correlatePhase, type Spectrum, transformSquare } from './spectrum.js';
import { sampleCubic } from './warp.js';

// Both pictures are fitted into squares of this side: a transform takes 10 ms, and refinement on the pixels brings
// the quarter-pixel that correlation leaves at this size below half a pixel at 1024.
const SIDE = 256;
// Radii of the log-polar spectrum: below 4 cycles lies the window, above 90 the corners are missing.
const LEAST_RADIUS = 4;
const MOST_RADIUS = 90;
// Beyond this zoom the spectra share too little for their correlation to peak.
const MOST_ZOOM = 1.8;
// Textured cells that have to agree, and their share. Unrelated pictures of the same layout (one object on white)
// agree in fewer than a third of theirs.
const LEAST_CELLS = 6;
const LEAST_SHARE = 0.6;

/** A similarity found by correlation of spectra, refined on the pixels. */
interface SpectralMatch extends CellAgreement {
  /** Reference pixels → photo pixels, in the pixels of the planes given. */
  readonly homography: Homography;
}

/**
 * Aligns two pictures of little texture by the Fourier–Mellin transform: rotation and scale from the log-polar
 * magnitude spectra, translation by phase correlation, then a refinement on the pixels, then a check cell by cell.
 *
 * Covers rotation by any angle, zoom up to 1.8 and shifts by up to half the frame; perspective only as far as the
 * refinement follows. Mirroring has to be tried by the caller.
 *
 * @param reference luma
 * @param photo luma
 * @returns null when the pictures do not agree
 * @see Reddy & Chatterji, An FFT-based technique for translation, rotation, and scale-invariant image
 *   registration, IEEE TIP 1996, doi:10.1109/83.506761
 */
export function registerSpectra(reference: Plane, photo: Plane): SpectralMatch | null {
  const a = fitSquare(reference);
  const b = fitSquare(photo);
  const { dx, dy } = correlatePhase(polarSpectrum(a.plane), polarSpectrum(b.plane));
  // A picture enlarged by z has its spectrum shrunk by z: the pattern moves towards smaller radii.
  const zoom = Math.exp((-dx * Math.log(MOST_RADIUS / LEAST_RADIUS)) / SIDE);
  if (zoom > MOST_ZOOM || zoom < 1 / MOST_ZOOM) return null;
  const angle = (dy * Math.PI) / SIDE;
  let best: SpectralMatch | null = null;
  // Magnitude spectra of real pictures repeat after half a turn.
  for (const turn of [angle, angle + Math.PI]) {
    const found = placeAndCheck(a.plane, b.plane, zoom, turn);
    if (found && (!best || found.agreeing > best.agreeing)) best = found;
  }
  if (!best) return null;
  const homography = composeHomographies(
    b.toView,
    composeHomographies(best.homography, invertHomography(a.toView)),
  );
  const points = best.points.map(([x, y]) => applyHomography(a.toView, x, y));
  return { ...best, homography, points, rmsePx: best.rmsePx * b.toView[0] };
}

function placeAndCheck(a: Plane, b: Plane, zoom: number, turn: number): SpectralMatch | null {
  const turned = similarityAbout(a, b, zoom, turn);
  const inverse = invertHomography(turned);
  const moved = createPlane(b.width, b.height);
  for (let y = 0; y < b.height; y++) {
    for (let x = 0; x < b.width; x++) {
      const u = inverse[0] * x + inverse[1] * y + inverse[2];
      const v = inverse[3] * x + inverse[4] * y + inverse[5];
      const inside = u >= 0 && v >= 0 && u <= a.width - 1 && v <= a.height - 1;
      moved.data[y * b.width + x] = inside ? sampleCubic(a, u, v) : Number.NaN;
    }
  }
  const { dx, dy } = correlatePhase(windowed(moved), windowed(b));
  const start = composeHomographies([1, 0, dx, 0, 1, dy, 0, 0, 1], turned);
  const { homography } = alignPixels(a, b, start);
  const agreement = measureCellAgreement(a, b, homography);
  if (agreement.agreeing < LEAST_CELLS || agreement.agreeing < LEAST_SHARE * agreement.textured) return null;
  return { ...agreement, homography };
}

/** Turns and zooms about the centres of both planes. */
function similarityAbout(a: Plane, b: Plane, zoom: number, turn: number): Homography {
  const c = zoom * Math.cos(turn);
  const s = zoom * Math.sin(turn);
  const [ax, ay] = [(a.width - 1) / 2, (a.height - 1) / 2];
  const [bx, by] = [(b.width - 1) / 2, (b.height - 1) / 2];
  return [c, -s, bx - c * ax + s * ay, s, c, by - s * ax - c * ay, 0, 0, 1];
}

/** Shrinks a plane into the square and says how its pixels lie in the plane given. */
function fitSquare(luma: Plane): { plane: Plane; toView: Homography } {
  const size = fitLongSide(luma, SIDE);
  const step = luma.width / size.width;
  const stepY = luma.height / size.height;
  return {
    plane: shrinkPlane(luma, size.width, size.height),
    toView: [step, 0, (step - 1) / 2, 0, stepY, (stepY - 1) / 2, 0, 0, 1],
  };
}

/** Spectrum of a plane under a Hann window in the middle of the square; pixels that are NaN count as its mean. */
function windowed({ width, height, data }: Plane): Spectrum {
  let sum = 0;
  let count = 0;
  for (const value of data) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  const mean = sum / Math.max(1, count);
  const square = new Float64Array(SIDE * SIDE);
  for (let y = 0; y < height; y++) {
    const down = 0.5 - 0.5 * Math.cos((2 * Math.PI * (y + 0.5)) / height);
    for (let x = 0; x < width; x++) {
      const across = 0.5 - 0.5 * Math.cos((2 * Math.PI * (x + 0.5)) / width);
      const value = data[y * width + x];
      square[y * SIDE + x] = Number.isNaN(value) ? 0 : (value - mean) * across * down;
    }
  }
  return transformSquare(square, SIDE);
}

/** Spectrum of the log-polar picture of the log magnitude spectrum: rows are directions over half a turn. */
function polarSpectrum(plane: Plane): Spectrum {
  const { re, im } = windowed(plane);
  const magnitude = new Float64Array(SIDE * SIDE);
  for (let i = 0; i < magnitude.length; i++) magnitude[i] = Math.log1p(Math.hypot(re[i], im[i]));
  const polar = new Float64Array(SIDE * SIDE);
  let sum = 0;
  for (let row = 0; row < SIDE; row++) {
    const angle = (row * Math.PI) / SIDE;
    for (let column = 0; column < SIDE; column++) {
      const radius = LEAST_RADIUS * (MOST_RADIUS / LEAST_RADIUS) ** (column / SIDE);
      const value = readCyclic(magnitude, radius * Math.cos(angle), radius * Math.sin(angle));
      polar[row * SIDE + column] = value;
      sum += value;
    }
  }
  const mean = sum / polar.length;
  for (let i = 0; i < polar.length; i++) {
    // Directions are cyclic, radii are not: they are faded out at both ends.
    const fade = Math.sin((Math.PI * ((i % SIDE) + 0.5)) / SIDE);
    polar[i] = (polar[i] - mean) * fade;
  }
  return transformSquare(polar, SIDE);
}

function readCyclic(values: Float64Array, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const at = (u: number, v: number) => values[(v & (SIDE - 1)) * SIDE + (u & (SIDE - 1))];
  const upper = at(left, top) + (at(left + 1, top) - at(left, top)) * (x - left);
  const lower = at(left, top + 1) + (at(left + 1, top + 1) - at(left, top + 1)) * (x - left);
  return upper + (lower - upper) * (y - top);
}
