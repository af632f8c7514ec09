import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { measureCells } from '../../src/forensics/noise/cells.js';
import { measureInconsistency } from '../../src/forensics/noise/inconsistency.js';
import { openModels, shippedModels } from '../../src/models/models.js';
import { decodeRaster } from '../../src/pixels/decode.js';
import type { Raster } from '../../src/pixels/plane.js';
import { computeResidualStatistics } from '../../src/pixels/residuals/statistics.js';
import { edited } from '../../src/signals/neural/edited.js';
import { generated } from '../../src/signals/neural/generated.js';
import { photograph } from '../../src/synthetic/camera/capture.js';
import { renderScene } from '../../src/synthetic/scene/render.js';
import { photoOf } from '../photo/raster-photo.js';

// What the classifier must not have learned: marks, borders, formats, sizes. The same photographs with and without.

const [WIDTH, HEIGHT] = [640, 480];
const models = openModels();
afterAll(() => models.close());

const photographs = (['mug', 'towel', 'box', 'shoe'] as const).map((product, seed) =>
  photograph(
    renderScene({
      product,
      seed,
      viewpoint: { azimuth: 20 * seed, elevation: 35, distance: 3.4 },
      width: WIDTH,
      height: HEIGHT,
    }),
    { seed },
  ),
);

/** Log-odds of a file's pixels. */
async function judge(file: Uint8Array): Promise<number> {
  const raster = await decodeRaster(file, { maxPixels: 1e7, timeoutMs: 10_000 });
  const residualStatistics = computeResidualStatistics(raster);
  const reading = await generated.measure({ photo: photoOf(raster), residualStatistics, models });
  if (reading.status !== 'measured') throw new Error('expected a measurement');
  return reading.value;
}

const open = ({ data, width, height }: Raster) => sharp(data, { raw: { width, height, channels: 3 } });
const jpeg = (raster: Raster, quality = 82) => open(raster).jpeg({ quality }).toBuffer();

/** A star of four points with a soft glow, as Gemini prints it, in the lower right corner. */
function addSparkle({ data, width, height }: Raster): Raster {
  const marked = data.slice();
  const [centreX, centreY, size] = [width - 40, height - 40, 18];
  for (let y = centreY - size; y <= centreY + size; y++)
    for (let x = centreX - size; x <= centreX + size; x++) {
      const away = Math.sqrt(Math.abs(x - centreX) / size) + Math.sqrt(Math.abs(y - centreY) / size);
      const share = Math.max(0, Math.min(1, 6 * (1 - away)));
      for (let c = 0; c < 3; c++) {
        const i = (y * width + x) * 3 + c;
        marked[i] = Math.round(marked[i] * (1 - share) + 255 * share);
      }
    }
  return { data: marked, width, height };
}

describe('shortcuts of neural/generated', () => {
  const variants: [string, (photo: Raster) => Promise<Uint8Array>][] = [
    ['a sparkle in the corner', (photo) => jpeg(addSparkle(photo))],
    [
      'white bars above and below',
      async (photo) =>
        open(photo).extend({ top: 40, bottom: 40, background: '#ffffff' }).jpeg({ quality: 82 }).toBuffer(),
    ],
    [
      'a black frame',
      async (photo) =>
        open(photo)
          .extend({ top: 24, bottom: 24, left: 24, right: 24, background: '#000000' })
          .jpeg({ quality: 82 })
          .toBuffer(),
    ],
    ['WebP instead of JPEG', async (photo) => open(photo).webp({ quality: 82 }).toBuffer()],
    ['a higher quality', (photo) => jpeg(photo, 92)],
    ['a lower quality', (photo) => jpeg(photo, 70)],
    [
      'a square crop',
      async (photo) =>
        open(photo).extract({ left: 80, top: 0, width: 480, height: 480 }).jpeg({ quality: 82 }).toBuffer(),
    ],
  ];

  it.each(variants)('%s moves the odds less than twofold, over the photographs', async (_, change) => {
    const moved: number[] = [];
    for (const photo of photographs)
      moved.push((await judge(await change(photo))) - (await judge(await jpeg(photo))));
    const mean = moved.reduce((sum, value) => sum + value, 0) / moved.length;
    expect(Math.abs(mean)).toBeLessThan(Math.log(2));
  });
});

describe('shortcuts of neural/edited', () => {
  /** Value of a file's pixels, and the centre of the cell where it stands. */
  async function locate(file: Uint8Array) {
    const raster = await decodeRaster(file, { maxPixels: 1e7, timeoutMs: 10_000 });
    const inconsistency = measureInconsistency(measureCells(raster));
    const given = { photo: photoOf(raster), pixelComparison: null, inconsistency, models };
    const reading = await edited.measure(given);
    if (reading.status !== 'measured' || !reading.map) throw new Error('expected a map');
    const { width, data } = reading.map;
    const strongest = data.indexOf(data.reduce((most, value) => Math.max(most, value), 0));
    return {
      value: reading.value,
      x: (strongest % width) * 8 + 4,
      y: Math.floor(strongest / width) * 8 + 4,
    };
  }

  it.each([
    ['white bars above and below', { top: 40, bottom: 40, left: 0, right: 0 }, '#ffffff'],
    ['a black frame', { top: 24, bottom: 24, left: 24, right: 24 }, '#000000'],
  ])('%s draw no attention to themselves', async (_, border, background) => {
    for (const photo of photographs) {
      const before = await locate(await jpeg(photo));
      const framed = open(photo).extend({ ...border, background });
      const after = await locate(await framed.jpeg({ quality: 82 }).toBuffer());
      expect(after.x).toBeGreaterThan(border.left);
      expect(after.x).toBeLessThan(border.left + WIDTH);
      expect(after.y).toBeGreaterThan(border.top);
      expect(after.y).toBeLessThan(border.top + HEIGHT);
      expect(Math.abs(after.value - before.value)).toBeLessThan(0.2);
    }
  });
});

const DATA = process.env.CLAIMLENS_DATA;
const CLAIMS = DATA && join(DATA, 'claims-dev');

describe.skipIf(!CLAIMS || !existsSync(CLAIMS))('scores of honest claims (needs CLAIMLENS_DATA)', () => {
  it('hardly follow size, shape and compression of the file', async () => {
    const folder = CLAIMS as string;
    const read = (path: string) =>
      parse(readFileSync(path, 'utf8'), { columns: true }) as Record<string, string>[];
    const scores = new Map(
      read(join(shippedModels(), 'pixels', 'claims-dev-oof.csv')).map((row) => [
        row.id,
        Number(row.logit_oof),
      ]),
    );
    const honest = read(join(folder, 'claims.csv')).filter(({ label }) => label === 'pristine');
    const files = await Promise.all(
      honest.map(async ({ id, photo }) => {
        const bytes = readFileSync(join(folder, photo));
        const { width, height } = await sharp(bytes).metadata();
        const pixels = width * height;
        return { score: scores.get(id) ?? 0, pixels, aspect: width / height, density: bytes.length / pixels };
      }),
    );
    const of = (name: 'score' | 'pixels' | 'aspect' | 'density') => files.map((file) => file[name]);
    const found = (['pixels', 'aspect', 'density'] as const).map((name) =>
      correlateRanks(of('score'), of(name)),
    );
    console.log(
      `rank correlation with pixels, aspect, bytes per pixel: ${found.map((r) => r.toFixed(2)).join(', ')}`,
    );
    for (const correlation of found) expect(Math.abs(correlation)).toBeLessThan(0.25);
  });
});

/** Spearman's coefficient; ties stand in the order in which they come. */
function correlateRanks(a: readonly number[], b: readonly number[]): number {
  const rank = (values: readonly number[]) => {
    const ranks = new Float64Array(values.length);
    const order = [...values.keys()].sort((i, j) => values[i] - values[j]);
    for (const [place, i] of order.entries()) ranks[i] = place;
    return ranks;
  };
  const [first, second] = [rank(a), rank(b)];
  const n = a.length;
  const squares = first.reduce((sum, value, i) => sum + (value - second[i]) ** 2, 0);
  return 1 - (6 * squares) / (n * (n * n - 1));
}
