import sharp from 'sharp';
import { findAiMarks } from '../../src/matching/ai-marks.js';
import { createRandom } from '../../src/maths/random.js';
import type { Photo } from '../../src/photo/photo.js';
import type { Raster } from '../../src/pixels/plane.js';
import { visibleAiMark } from '../../src/signals/provenance/visible-ai-mark.js';

// Recall of visible AI marks over made-up scenes: the texts of fixtures/files/labels in fonts that the detector does
// not know, at several sizes, then shrunk and compressed. Also counts marks on the scenes without text.
//   npx tsx bench/quality/visible-marks.ts

const SAMPLES = [
  ['ai-shengcheng-microhei', 'AI生成'],
  ['ai-shengcheng-zenhei', 'AI生成'],
  ['ai-shengcheng-droid', 'AI生成'],
  ['content-zenhei', '由AI生成'],
  ['doubao-microhei', '豆包AI生成'],
  ['jimeng-noto', '即梦AI'],
  ['ai-generated-liberation', 'AI Generated'],
  ['ai-generated-noto', 'AI Generated'],
] as const;
/** Heights of a CJK character as shares of the short side. */
const SIZES = [0.03, 0.037, 0.05, 0.07];
/** Short side and JPEG quality of what arrives. */
const CHANNELS = [
  [720, 95],
  [720, 75],
  [720, 60],
  [480, 75],
  [320, 60],
] as const;
const [WIDTH, HEIGHT] = [960, 720];
const OPACITY = 0.75;

interface Cell {
  found: number;
  of: number;
}
const table: Record<string, Record<string, Cell>> = {};
let falseMarks = 0;
let plain = 0;
for (const [index, [file, text]] of SAMPLES.entries()) {
  for (const size of SIZES) {
    const picture = await printText(scene(index + 1), file, size);
    for (const [shortPx, quality] of CHANNELS) {
      const row = (table[`${shortPx} px, JPEG ${quality}`] ??= {});
      const cell = (row[`${(size * 100).toFixed(1)} %`] ??= { found: 0, of: 0 });
      const found = await measure(picture, shortPx, quality);
      cell.of++;
      if (found.length > 0) cell.found++;
      else console.log(`missed: ${text} (${file}), ${size}, ${shortPx} px, JPEG ${quality}`);
    }
  }
  for (const [shortPx, quality] of CHANNELS) {
    plain++;
    if ((await measure(scene(index + 1), shortPx, quality)).length > 0) falseMarks++;
  }
}
console.table(
  Object.fromEntries(
    Object.entries(table).map(([channel, row]) => [
      channel,
      Object.fromEntries(Object.entries(row).map(([size, { found, of }]) => [size, `${found} of ${of}`])),
    ]),
  ),
);
console.log(`marks on the scenes without text: ${falseMarks} of ${plain}`);

/** Soft shapes, an edge and grain. */
function scene(seed: number): Raster {
  const random = createRandom(seed);
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0, i = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++, i += 3) {
      const shapes =
        30 * Math.sin(x / (20 + 5 * seed) + seed) * Math.cos(y / 27) + (x + y > 1300 + 20 * seed ? 25 : 0);
      const value = 70 + 12 * seed + shapes + 12 * (random() - 0.5);
      data[i] = value + 8;
      data[i + 1] = value;
      data[i + 2] = value - 8;
    }
  return { width: WIDTH, height: HEIGHT, data };
}

async function printText(ground: Raster, file: string, size: number): Promise<Raster> {
  const path = new URL(`../../fixtures/files/labels/${file}.png`, import.meta.url).pathname;
  const { width } = await sharp(path).metadata();
  const { data: ink, info } = await sharp(path)
    .resize(Math.round((width * size * HEIGHT) / 40))
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const data = ground.data.slice();
  const margin = Math.round(0.025 * HEIGHT);
  for (let y = 0; y < info.height; y++)
    for (let x = 0; x < info.width; x++) {
      const alpha = (ink[y * info.width + x] / 255) * OPACITY;
      const at = ((HEIGHT - info.height - margin + y) * WIDTH + WIDTH - info.width - margin + x) * 3;
      for (let c = 0; c < 3; c++) data[at + c] = data[at + c] * (1 - alpha) + 255 * alpha;
    }
  return { ...ground, data };
}

async function measure({ width, height, data }: Raster, shortPx: number, quality: number) {
  const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize({ height: shortPx })
    .jpeg({ quality })
    .toBuffer();
  const decoded = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  const raster = { width: decoded.info.width, height: decoded.info.height, data: decoded.data };
  const photo: Photo = {
    bytes: jpeg,
    sha256: '',
    format: 'jpeg',
    width: raster.width,
    height: raster.height,
    orientation: 1,
    raster,
    notes: [],
  };
  const reading = await visibleAiMark.measure({ photo, aiMarks: findAiMarks(photo.raster) });
  return reading.status === 'measured' ? (reading.marks ?? []) : [];
}
