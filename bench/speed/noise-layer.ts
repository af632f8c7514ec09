import sharp from 'sharp';

/**
 * Coloured noise about mid grey, enlarged smoothly from a small size: layers of several sizes look like texture to an encoder.
 *
 * @param random 0..1
 * @param small width and height before enlarging
 * @param spread grey levels from least to most
 * @returns interleaved RGB, `width * height` pixels
 */
export function drawNoiseLayer(
  random: () => number,
  [w, h]: readonly [number, number],
  spread: number,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Buffer> {
  const pixels = Uint8Array.from({ length: w * h * 3 }, () => 128 + spread * (random() - 0.5));
  return sharp(pixels, { raw: { width: w, height: h, channels: 3 } })
    .resize(width, height, { kernel: 'cubic', fit: 'fill' })
    .removeAlpha()
    .raw()
    .toBuffer();
}
