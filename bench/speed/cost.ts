import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../../src/bench/report.js';
import { photograph } from '../../src/synthetic/camera/capture.js';
import { encodeJpeg } from '../../src/synthetic/camera/encode.js';
import { PRODUCTS, type ProductName } from '../../src/synthetic/products/products.js';
import { renderLight } from '../../src/synthetic/scene/render.js';
import { followBatch } from './cost/batch.js';
import { drawCost } from './cost/plot.js';
import { inspectApart } from './cost/process.js';
import { shootMug } from './service-photos.js';

// What an inspection costs against pixels, references and claims, as the built package does it:
//
//     npm run build && npx tsx bench/speed/cost.ts [--claims 10000] [--plot docs/cost.svg]
//
//     pixels      one photo and one new reference of that size, in a process of its own: time after one to warm up,
//                 largest resident size
//     references  1 Mpx photo, 1 to 20 different references
//     claims      `claimlens batch --jobs 2` over rendered photos of 0.1 Mpx: time passed and resident size of all its
//                 processes, as the results come

const SIZES = [0.25, 0.5, 1, 2, 3, 6, 12, 24];
const REFERENCES = [1, 2, 5, 10, 15, 20];
const DIFFERENT_PHOTOS = 40;
const PRODUCT_NAMES = Object.keys(PRODUCTS) as readonly ProductName[];

const { values } = parseArgs({
  options: {
    claims: { type: 'string', default: '10000' },
    sizes: { type: 'string', default: SIZES.join(',') },
    plot: { type: 'string' },
  },
});
const folder = await mkdtemp(join(tmpdir(), 'claimlens-cost-'));
try {
  const { cpu, cores, memoryGb, platform, node } = describeMachine();
  console.log(`${cores} × ${cpu}, ${memoryGb} GB, ${platform}, Node ${node}`);
  const pixels = [];
  for (const megapixels of values.sizes.split(',').map(Number)) {
    const photo = await save('photo.jpg', await shootMug(megapixels, 7));
    const reference = await save('reference.jpg', await shootMug(megapixels, 8));
    pixels.push({ x: megapixels, ...(await inspectApart(photo, [reference])) });
  }
  console.table(
    pixels.map(({ x, ms, peakMb }) => ({ Mpx: x, ms: Math.round(ms), peakMb: Math.round(peakMb) })),
  );

  const photo = await save('photo.jpg', await shootMug(1, 7));
  const listing: string[] = [];
  for (let i = 0; i < Math.max(...REFERENCES); i++) {
    const product = PRODUCT_NAMES[i % PRODUCT_NAMES.length];
    listing.push(await save(`reference-${i}.jpg`, await shootSmall(product, 100 + i, 1152)));
  }
  const references = [];
  for (const count of REFERENCES)
    references.push({ x: count, ...(await inspectApart(photo, listing.slice(0, count))) });
  console.table(
    references.map(({ x, ms, peakMb }) => ({
      references: x,
      ms: Math.round(ms),
      peakMb: Math.round(peakMb),
    })),
  );

  for (let i = 0; i < DIFFERENT_PHOTOS; i++)
    await save(`claim-${i}.jpg`, await shootSmall(PRODUCT_NAMES[i % PRODUCT_NAMES.length], i, 368));
  const count = Number(values.claims);
  const rows = Array.from({ length: count }, (_, i) => `c${i},claim-${i % DIFFERENT_PHOTOS}.jpg`);
  await writeFile(join(folder, 'claims.csv'), `id,photo\n${rows.join('\n')}\n`);
  const claims = await followBatch(join(folder, 'claims.csv'), join(folder, 'results.jsonl'));
  console.table(claims.filter((_, i) => i % Math.ceil(claims.length / 12) === 0 || i === claims.length - 1));
  if (values.plot) await writeFile(values.plot, drawCost({ pixels, references, claims }));
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function save(name: string, bytes: Uint8Array): Promise<string> {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

async function shootSmall(product: ProductName, seed: number, width: number) {
  const viewpoint = {
    azimuth: (seed * 13) % 60,
    elevation: 20 + (seed % 12),
    distance: 3.6 + (seed % 5) / 10,
  };
  const height = (width * 3) / 4;
  return encodeJpeg(photograph(renderLight({ product, seed, viewpoint, width, height }), { seed }), {
    quality: 88,
  });
}
