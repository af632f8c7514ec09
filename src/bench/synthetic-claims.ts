import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from '../maths/random.js';
import type { Raster } from '../pixels/plane.js';
import { photograph } from '../synthetic/camera/capture.js';
import { decode, encodeJpeg, encodePng, encodeWebp, resize } from '../synthetic/camera/encode.js';
import { crop, mirror, paintDamage } from '../synthetic/edit/paint.js';
import { PRODUCTS, type ProductName } from '../synthetic/products/products.js';
import type { DamageKind } from '../synthetic/scene/damage.js';
import { renderLight } from '../synthetic/scene/render.js';
import type { SceneOptions } from '../synthetic/scene/shader.js';

// Labelled claims out of the box: rendered products, a simulated camera, damage in the scene (honest) or painted into
// the shop's picture (forged). Nothing here looks like the output of a generator: detection of generated pictures
// cannot be measured on it.

const KINDS = ['pristine-damage', 'honest-with-reference', 'painted-on-reference'] as const;
const CHANNELS = ['upload', 'chat', 'webp', 'half', 'crop'] as const;
const NAMES = Object.keys(PRODUCTS) as ProductName[];
const DAMAGE: Readonly<Record<ProductName, readonly DamageKind[]>> = {
  mug: ['crack', 'chip'],
  box: ['dent', 'tear'],
  phone: ['shatter', 'crack'],
  towel: ['stain', 'tear'],
  plate: ['crack', 'chip'],
  bottle: ['crack', 'stain'],
  shoe: ['stain', 'tear'],
};
const GROUNDS = ['wood', 'desk', 'stone', 'cloth'] as const;

interface Options {
  /** Number of claims; kinds, products and channels take turns. */
  readonly count: number;
  readonly seed: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Renders a claims folder: pictures, masks and `claims.csv`. The same count and seed give the same bytes.
 *
 * @param folder is made when absent; files of the same names are overwritten
 */
export async function makeClaims(folder: string, { count, seed, onProgress }: Options): Promise<void> {
  for (const name of ['photos', 'references', 'masks']) await mkdir(join(folder, name), { recursive: true });
  const rows = ['id,photo,reference,mask,label,kind,generator,channel,source'];
  for (let i = 0; i < count; i++) {
    rows.push(await makeClaim(folder, i, createRandom(seed * 100_003 + i)));
    onProgress?.(i + 1, count);
  }
  await writeFile(join(folder, 'claims.csv'), `${rows.join('\n')}\n`);
}

async function makeClaim(folder: string, i: number, random: () => number): Promise<string> {
  const id = `s${String(i + 1).padStart(4, '0')}`;
  const kind = KINDS[i % KINDS.length];
  const product = NAMES[Math.floor(i / KINDS.length) % NAMES.length];
  const channel = CHANNELS[Math.floor(random() * CHANNELS.length)];
  const reference = kind === 'pristine-damage' ? '' : `references/${id}.jpg`;
  const shop = reference ? shootForShop(product, random) : null;
  if (shop) await writeFile(join(folder, reference), await encodeJpeg(shop, { quality: 88 }));
  let mask = '';
  let photo: Raster;
  if (kind === 'painted-on-reference' && shop) {
    const listing = await decode(await encodeJpeg(shop, { quality: 88 }));
    const painted = paintDamage(listing, {
      kind: (['crack', 'stain', 'clone'] as const)[Math.floor(random() * 3)],
      seed: Math.floor(random() * 1e6),
      at: [0.42 + 0.16 * random(), 0.44 + 0.16 * random()],
      size: 0.06 + 0.06 * random(),
    });
    const altered = maskPicture(painted.raster, painted.mask);
    const turned = random() < 0.25 ? mirror : (raster: Raster) => raster;
    const sent = await send(turned(painted.raster), channel);
    photo = sent.raster;
    mask = `masks/${id}.png`;
    await writeFile(join(folder, mask), await encodePng(await sent.repeat(turned(altered))));
    const path = await writePhoto(folder, id, photo, channel);
    return [id, path, reference, mask, 'forged', kind, 'claimlens-paint', channel, `render-${product}`].join(
      ',',
    );
  }
  photo = (await send(shootByBuyer(product, random), channel)).raster;
  const path = await writePhoto(folder, id, photo, channel);
  return [id, path, reference, mask, 'pristine', kind, '', channel, `render-${product}`].join(',');
}

/** A shop's picture: studio, square, long lens. */
function shootForShop(product: ProductName, random: () => number): Raster {
  const scene: SceneOptions = {
    product,
    seed: Math.floor(random() * 1e6),
    ground: 'studio',
    width: 600,
    height: 600,
    viewpoint: { azimuth: -20 + 40 * random(), elevation: 18 + 30 * random(), distance: 4 },
  };
  return photograph(renderLight(scene), {
    seed: scene.seed,
    fullWell: 12_000,
    readNoise: 3,
    vignetting: 0.08,
  });
}

/** A buyer's own photograph of goods that are really damaged: another viewpoint, another place, room light. */
function shootByBuyer(product: ProductName, random: () => number): Raster {
  const kinds = DAMAGE[product];
  const scene: SceneOptions = {
    product,
    seed: Math.floor(random() * 1e6),
    ground: GROUNDS[Math.floor(random() * GROUNDS.length)],
    width: 720,
    height: 540,
    viewpoint: {
      azimuth: -40 + 80 * random(),
      elevation: 18 + 36 * random(),
      distance: 3.6 + 0.5 * random(),
      roll: -5 + 10 * random(),
    },
    damage: {
      kind: kinds[Math.floor(random() * kinds.length)],
      seed: Math.floor(random() * 1e6),
      size: 0.15 + 0.2 * random(),
    },
  };
  return photograph(renderLight(scene), {
    seed: scene.seed,
    fullWell: 3200,
    readNoise: 7,
    serial: 2,
    blurPx: 0.6 + 0.4 * random(),
    warmth: -0.04 + 0.1 * random(),
  });
}

type Channel = (typeof CHANNELS)[number];

/** What the way to the platform does to the geometry; the same is done to the mask. */
async function send(
  raster: Raster,
  channel: Channel,
): Promise<{ raster: Raster; repeat: (other: Raster) => Promise<Raster> }> {
  const transform = async (picture: Raster): Promise<Raster> => {
    const { width, height } = picture;
    if (channel === 'half') return resize(picture, Math.round(width / 2), Math.round(height / 2));
    if (channel === 'chat') return resize(picture, Math.round(width * 0.8), Math.round(height * 0.8));
    if (channel === 'crop')
      return crop(
        picture,
        Math.round(width * 0.06),
        Math.round(height * 0.05),
        Math.round(width * 0.86),
        Math.round(height * 0.88),
      );
    return picture;
  };
  return { raster: await transform(raster), repeat: transform };
}

async function writePhoto(folder: string, id: string, photo: Raster, channel: Channel): Promise<string> {
  const path = `photos/${id}.${channel === 'webp' ? 'webp' : 'jpg'}`;
  const quality = channel === 'chat' ? 68 : 85;
  await writeFile(
    join(folder, path),
    channel === 'webp' ? await encodeWebp(photo, 80) : await encodeJpeg(photo, { quality }),
  );
  return path;
}

function maskPicture({ width, height }: Raster, mask: Uint8Array): Raster {
  return {
    width,
    height,
    data: Uint8Array.from({ length: width * height * 3 }, (_, i) => mask[Math.floor(i / 3)]),
  };
}
