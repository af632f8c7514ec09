import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findMosaic } from '../../src/forensics/demosaicing/demosaicing.js';
import { findGrids } from '../../src/forensics/grid/grid.js';
import { findResampling } from '../../src/forensics/resampling/resampling.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import type { Photo } from '../../src/photo/photo.js';
import { encodePng } from '../../src/pixels/decode.js';
import type { Raster } from '../../src/pixels/plane.js';
import { encodeJpeg, encodeWebp, resize } from '../../src/synthetic/camera/encode.js';
import { crop } from '../../src/synthetic/edit/paint.js';

// What is left of the traces inside a photo after what platforms do to photos.
//
//     npx tsx bench/quality/trace-survival.ts FOLDER [--every 1] [--methods grid,resampling,demosaicing]
//
// FOLDER holds photos, best as cameras wrote them; those below 1,040 px a side are left out. The middle 1,024 px of each
// are sent in three ways: as they are (false alarms), with 300 px moved by 397 and 396, off grid and lattice (grid,
// demosaicing), and with 240 px enlarged to 312 (resampling).

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    every: { type: 'string', default: '1' },
    methods: { type: 'string', default: 'grid,resampling,demosaicing' },
  },
});
const [folder] = positionals;
if (!folder) throw new Error('usage: tsx bench/quality/trace-survival.ts FOLDER [--every 1]');

const methods = values.methods.split(',');
const SIDE_PX = 1024;
const TARGET = { left: 560, top: 520 };

const CHANNELS: Record<string, (raster: Raster) => Promise<Uint8Array>> = {
  PNG: encodePng,
  'JPEG 99': (raster) => encodeJpeg(raster, { quality: 99 }),
  'JPEG 95': (raster) => encodeJpeg(raster, { quality: 95 }),
  'JPEG 85': (raster) => encodeJpeg(raster, { quality: 85 }),
  'JPEG 75': (raster) => encodeJpeg(raster, { quality: 75 }),
  'WebP 80': (raster) => encodeWebp(raster, 80),
  '75 %, PNG': async (raster) => encodePng(await resize(raster, 768, 768)),
  '75 %, JPEG 85': async (raster) => encodeJpeg(await resize(raster, 768, 768), { quality: 85 }),
};

/** Whether a method points at the part, at another place, or nowhere; null where it does not apply. */
type Answer = 'part' | 'elsewhere' | 'nothing' | null;
type Polygons = readonly { readonly polygon: readonly (readonly [number, number])[] }[];

const METHODS: Record<string, (photo: Photo) => Answer> = {
  grid: (photo) => {
    const facts = findGrids(photo);
    return facts && answer(facts.foreign, photo);
  },
  resampling: (photo) => {
    const facts = findResampling(photo.raster);
    return facts && answer(facts.parts, photo);
  },
  demosaicing: (photo) => {
    const facts = findMosaic(photo.raster);
    return facts?.present ? answer(facts.parts, photo) : null;
  },
};
const SENT_BY: Record<string, (raster: Raster) => Promise<Raster>> = {
  grid: async (raster) => move(raster),
  resampling: enlarge,
  demosaicing: async (raster) => move(raster),
};

const names = (await readdir(folder)).filter((name) => /\.(jpe?g|png|webp|tiff?)$/i.test(name)).sort();
const counts = new Map<string, number>();
let photos = 0;
for (const name of names.filter((_, i) => i % Number(values.every) === 0)) {
  const { raster, width, height } = await ingestPhoto(join(folder, name));
  if (Math.min(width, height) < SIDE_PX + 16) continue;
  photos++;
  const middle = (side: number) => 8 * Math.floor((side - SIDE_PX) / 16);
  const own = crop(raster, middle(width), middle(height), SIDE_PX, SIDE_PX);
  for (const method of methods) {
    const find = METHODS[method];
    const forged = await SENT_BY[method](own);
    for (const [channel, send] of Object.entries(CHANNELS)) {
      count(method, channel, 'honest', find(await ingestPhoto(await send(own))));
      count(method, channel, 'forged', find(await ingestPhoto(await send(forged))));
    }
  }
  process.stderr.write(`\r${photos}`);
}
console.log(`${photos} photos of ${folder}`);
for (const method of methods) {
  console.log(`\n${method}`);
  console.table(
    Object.fromEntries(
      Object.keys(CHANNELS).map((channel) => {
        const of = (kind: string, value: string) => counts.get([method, channel, kind, value].join()) ?? 0;
        const applies = photos - of('forged', 'null');
        return [
          channel,
          {
            applies,
            'part found': of('forged', 'part'),
            'another place': of('forged', 'elsewhere'),
            'in honest photos': of('honest', 'part') + of('honest', 'elsewhere'),
          },
        ];
      }),
    ),
  );
}

function count(method: string, channel: string, kind: string, value: Answer): void {
  const key = [method, channel, kind, String(value)].join();
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** The part counts as found when the middle of a region's box lies within the part's box. */
function answer(regions: Polygons, { width }: Photo): Answer {
  const scale = width / SIDE_PX;
  if (regions.length === 0) return 'nothing';
  const hit = regions.some(({ polygon }) => {
    const middle = (axis: 0 | 1) => {
      const values = polygon.map((corner) => corner[axis]);
      return (Math.min(...values) + Math.max(...values)) / 2 / scale;
    };
    const inside = (value: number, from: number) => value >= from && value <= from + 312;
    return inside(middle(0), TARGET.left) && inside(middle(1), TARGET.top);
  });
  return hit ? 'part' : 'elsewhere';
}

/** 300 px of the photo, 5 and 4 px off its grid and off its lattice. */
function move(raster: Raster): Raster {
  return paste(raster, crop(raster, TARGET.left - 397, TARGET.top - 396, 300, 300));
}

/** 240 px of the photo, enlarged to 312. */
async function enlarge(raster: Raster): Promise<Raster> {
  return paste(raster, await resize(crop(raster, 120, 96, 240, 240), 312, 312));
}

function paste({ width, height, data }: Raster, part: Raster): Raster {
  const out = data.slice();
  for (let y = 0; y < part.height; y++)
    out.set(
      part.data.subarray(y * part.width * 3, (y + 1) * part.width * 3),
      ((TARGET.top + y) * width + TARGET.left) * 3,
    );
  return { width, height, data: out };
}
