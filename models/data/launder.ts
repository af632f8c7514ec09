import sharp, { type Sharp } from 'sharp';
import { type Channel, drawRecipe, type Encoding, type LaunderRecipe } from './launder-recipe.js';
import type { Box } from './manifest.js';
import { createRandom } from './random-source.js';
import { type RawPicture, safeArea } from './safe-area.js';

/** A picture as a refund service would receive it. */
export interface LaunderedPicture {
  readonly bytes: Buffer;
  readonly format: Encoding['format'];
  readonly width: number;
  readonly height: number;
  readonly channel: Channel;
  readonly recipe: LaunderRecipe;
  /** PNG of the mask in the same geometry (black where bars were added), when a mask was given. */
  readonly mask?: Buffer;
}

/** What laundering may know of a picture. Nothing here tells its class. */
export interface LaunderRow {
  /** Keys the draw: rows of one aligned pair share `pair` and meet the same laundering. */
  readonly blob: string;
  readonly pair?: string;
  /** The part to use, from the manifest. */
  readonly crop?: Box;
}

/** @default no mask */
export interface LaunderOptions {
  /** Mask bytes of any size; altered pixels are white. */
  readonly mask?: Uint8Array;
}

/**
 * Sends a picture through a random channel, so that its original format, size, quality and metadata say nothing.
 *
 * Every picture, whatever its class, loses its blank borders and the strips where generators leave visible marks, is
 * cut and resampled by draws that see its size alone, and ends in the same encoders. A function of its arguments.
 *
 * @param bytes the source picture, any format that sharp decodes
 * @param row key of the draw and the part to use
 * @param seed such as the epoch; other seeds give other views
 * @throws Error when the bytes cannot be decoded
 *
 * @example
 * const view = await launder(await readFile(objectPath(store, row.blob)), row, 'epoch-0');
 */
export async function launder(
  bytes: Uint8Array,
  row: LaunderRow,
  seed: string | number,
  options: LaunderOptions = {},
): Promise<LaunderedPicture> {
  const random = createRandom(`${seed}/${row.pair ?? row.blob}`);
  const source = await decode(bytes);
  // Aligned pairs are crops of photographs without marks or borders; trimming by content would part them.
  const area = row.pair ? whole(source) : safeArea(source, { ...(row.crop && { crop: row.crop }), random });
  const recipe = drawRecipe(area, random);

  let picture = await transform(source, area, recipe, recipe.bars?.colour);
  for (const encoding of recipe.encodings.slice(0, -1))
    picture = await decode(await encode(fromRaw(picture), encoding).toBuffer());
  const last = recipe.encodings[recipe.encodings.length - 1];
  return {
    bytes: await encode(fromRaw(picture), last).toBuffer(),
    format: last.format,
    width: picture.width,
    height: picture.height,
    channel: recipe.channel,
    recipe,
    ...(options.mask && { mask: await launderMask(options.mask, source, area, recipe) }),
  };
}

async function launderMask(mask: Uint8Array, source: RawPicture, area: Box, recipe: LaunderRecipe) {
  const { width, height } = source;
  const { data } = await sharp(mask)
    .autoOrient()
    .flatten({ background: '#000000' })
    .resize(width, height, { fit: 'fill', kernel: 'nearest' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { sharpenPx: _, ...geometry } = recipe;
  const moved = await transform({ width, height, data }, area, geometry, '#000000');
  return fromRaw(moved).extractChannel(0).threshold(128).png().toBuffer();
}

/** All steps but the saves. Each is materialised, so that the order is ours and not that of sharp's pipeline. */
async function transform(source: RawPicture, area: Box, recipe: LaunderRecipe, barColour?: string) {
  const { window, sizes, lateCrop, sharpenPx, bars } = recipe;
  let picture = await raw(
    fromRaw(source).extract({ ...window, left: area.left + window.left, top: area.top + window.top }),
  );
  for (const { width, height, kernel } of sizes)
    picture = await raw(fromRaw(picture).resize(width, height, { fit: 'fill', kernel }));
  if (lateCrop) picture = await raw(fromRaw(picture).extract(lateCrop));
  if (sharpenPx) picture = await raw(fromRaw(picture).sharpen({ sigma: sharpenPx }));
  if (bars)
    picture = await raw(
      fromRaw(picture).extend({
        top: bars.heightPx,
        bottom: bars.heightPx,
        background: barColour ?? bars.colour,
      }),
    );
  return picture;
}

function encode(picture: Sharp, { format, quality, chroma }: Encoding): Sharp {
  if (format === 'webp') return picture.webp({ quality });
  if (format === 'avif') return picture.avif({ quality, chromaSubsampling: chroma, effort: 2 });
  return picture.jpeg({ quality, chromaSubsampling: chroma });
}

/** Upright RGB, alpha over white, colour profile ignored as in inspection. */
function decode(bytes: Uint8Array): Promise<RawPicture> {
  return raw(sharp(bytes, { ignoreIcc: true }).autoOrient().flatten({ background: '#ffffff' }));
}

async function raw(picture: Sharp): Promise<RawPicture> {
  const { data, info } = await picture
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

function fromRaw({ width, height, data }: RawPicture): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

function whole({ width, height }: RawPicture): Box {
  return { left: 0, top: 0, width, height };
}
