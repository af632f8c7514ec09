import { objectPath, readIndex } from '../../models/data/index-row.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import type { Photo } from '../../src/photo/photo.js';
import type { Raster } from '../../src/pixels/plane.js';
import { photograph } from '../../src/synthetic/camera/capture.js';
import { decode, encodeJpeg, resize } from '../../src/synthetic/camera/encode.js';
import { type PaintOptions, paintDamage } from '../../src/synthetic/edit/paint.js';
import { PRODUCTS, type ProductName } from '../../src/synthetic/products/products.js';
import { createRandom } from '../../src/synthetic/scene/random.js';
import { renderLight } from '../../src/synthetic/scene/render.js';
import type { Focus } from './treatments.js';

/** A reference picture and the same pixels with damage painted into them. */
export interface Subject {
  readonly reference: Photo;
  readonly damage: PaintOptions['kind'];
  readonly painted: Raster;
  /** One byte per pixel, 0 where nothing was painted. */
  readonly mask: Uint8Array;
  /** Where the damage is. */
  readonly focus: Focus;
}

const KINDS: readonly PaintOptions['kind'][] = ['crack', 'stain', 'clone'];

// Half extents in shares of the width, the sizes of the fixtures' own forgeries.
const SIZES = { crack: [0.09, 0.13], stain: [0.07, 0.12], clone: [0.05, 0.08] } as const;

// Damage is painted to be seen: grey levels by which painted pixels differ on average. A patch copied from one
// white background to another changes nothing and would be no forgery.
const LEAST_CONTRAST = 12;
const MOST_TRIES = 40;

// Shops shrink what the camera took: without that, the zipper of demosaicing stands along every edge, and any
// compression removes it.
const CAMERA_SCALE = 1.4;

// Shop pictures are saved once at about this quality.
const LISTING_QUALITY = 88;

/**
 * Renders shop pictures, products taking turns, viewpoint and light drawn by the seed.
 *
 * @param px both sides
 */
export async function renderListings(count: number, px: number, seed: number): Promise<Photo[]> {
  const names = Object.keys(PRODUCTS) as ProductName[];
  const listings: Photo[] = [];
  for (let i = 0; i < count; i++) {
    const random = createRandom(seed + 7919 * i);
    const between = (low: number, high: number) => low + (high - low) * random();
    const light = renderLight({
      product: names[i % names.length],
      seed: seed + i,
      viewpoint: {
        azimuth: between(-30, 30),
        elevation: between(16, 52),
        distance: between(3.7, 4.3),
      },
      light: { azimuth: between(-60, 60), elevation: between(40, 58) },
      ground: (['studio', 'cloth', 'wood', 'studio', 'stone'] as const)[i % 5],
      width: Math.round(CAMERA_SCALE * px),
      height: Math.round(CAMERA_SCALE * px),
    });
    const shot = photograph(light, {
      seed: seed + i,
      fullWell: 12_000,
      readNoise: 3,
      serial: 1,
      vignetting: 0.08,
      exposure: 0.98,
    });
    listings.push(await saveListing(await resize(shot, px, px)));
  }
  return listings;
}

/**
 * Takes pristine pictures of a training store, source repositories taking turns in seeded order.
 *
 * @param px long side; smaller pictures are passed over
 */
export async function openListings(store: string, count: number, px: number, seed: number): Promise<Photo[]> {
  const random = createRandom(seed);
  const turns = new Map<string, number>();
  const rows = readIndex(store)
    .filter(({ role, width, height }) => role === 'pristine' && Math.max(width, height) >= px)
    .map((row) => ({ row, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ row }) => {
      const turn = turns.get(row.repo) ?? 0;
      turns.set(row.repo, turn + 1);
      return { row, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .slice(0, count);
  const listings: Photo[] = [];
  for (const { row } of rows) {
    const { raster } = await ingestPhoto(objectPath(store, row.blob));
    const factor = px / Math.max(raster.width, raster.height);
    const small = await resize(raster, Math.round(raster.width * factor), Math.round(raster.height * factor));
    listings.push(await saveListing(small));
  }
  return listings;
}

/** Paints damage into each picture, kinds taking turns, near the middle where products are. */
export async function paintListings(listings: readonly Photo[], seed: number): Promise<Subject[]> {
  const subjects: Subject[] = [];
  for (const [i, reference] of listings.entries()) {
    const picture = await decode(reference.bytes);
    const damage = KINDS[i % KINDS.length];
    const random = createRandom(seed ^ (104_729 * (i + 1)));
    let best: (Subject & { contrast: number }) | null = null;
    for (let k = 0; k < MOST_TRIES && !(best && best.contrast >= LEAST_CONTRAST); k++) {
      const focus: Focus = [0.36 + 0.28 * random(), 0.36 + 0.28 * random()];
      const [low, high] = SIZES[damage];
      const { raster, mask } = paintDamage(picture, {
        kind: damage,
        seed: Math.floor(1e6 * random()),
        at: focus,
        size: low + (high - low) * random(),
      });
      const contrast = measureContrast(picture, raster, mask);
      if (!best || contrast > best.contrast)
        best = { reference, damage, painted: raster, mask, focus, contrast };
    }
    if (best) subjects.push(best);
  }
  return subjects;
}

async function saveListing(picture: Raster): Promise<Photo> {
  return ingestPhoto(await encodeJpeg(picture, { quality: LISTING_QUALITY }));
}

/** Mean over the painted pixels of the largest change of a channel, grey levels. */
function measureContrast(before: Raster, after: Raster, mask: Uint8Array): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue;
    let largest = 0;
    for (let c = 3 * i; c < 3 * i + 3; c++)
      largest = Math.max(largest, Math.abs(after.data[c] - before.data[c]));
    sum += largest;
    count++;
  }
  return count > 0 ? sum / count : 0;
}
