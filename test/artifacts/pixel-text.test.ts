import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createArtifacts } from '../../src/artifacts/artifacts.js';
import { readPixelTexts } from '../../src/artifacts/pixel-text.js';
import { findGeneratorTraces } from '../../src/bytes/generator-trace.js';
import { alphaBits, readPixelText } from '../../src/bytes/pixel-text.js';
import { createRandom } from '../../src/maths/random.js';
import { ingestPhoto } from '../../src/photo/ingest.js';

const WIDTH = 97;
const HEIGHT = 64;
const NOVELAI = JSON.stringify({
  Description: 'a cup on a table',
  Software: 'NovelAI',
  Source: 'NovelAI Diffusion V4 37442FCA',
  Comment: JSON.stringify({ prompt: 'a cup', steps: 28, uncond_scale: 0, noise_schedule: 'karras' }),
});
const A1111 = 'a cup\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512';

type Magic = 'stealth_pnginfo' | 'stealth_pngcomp' | 'stealth_rgbinfo' | 'stealth_rgbcomp';

/** Bits of magic word, length and content. */
function bitsOf(magic: Magic, text: string, statedBits?: number): number[] {
  const content = magic.endsWith('comp') ? gzipSync(text) : Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(statedBits ?? content.length * 8);
  const bytes = Buffer.concat([Buffer.from(magic), length, content]);
  return [...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, k) => (byte >> (7 - k)) & 1));
}

/** Random pixels with bits in them, written down the columns. */
async function hide(
  magic: Magic,
  bits: readonly number[],
  format: 'png' | 'webp' = 'png',
): Promise<Uint8Array> {
  const random = createRandom(bits.length);
  const alpha = magic.startsWith('stealth_png');
  const channels = alpha ? 4 : 3;
  const data = Uint8Array.from({ length: WIDTH * HEIGHT * channels }, (_, i) =>
    i % channels === 3 ? 254 + Math.round(random()) : Math.floor(random() * 256),
  );
  bits.forEach((bit, index) => {
    const pixel = alpha ? index : Math.floor(index / 3);
    const at = ((pixel % HEIGHT) * WIDTH + Math.floor(pixel / HEIGHT)) * channels + (alpha ? 3 : index % 3);
    data[at] = (data[at] & 254) | bit;
  });
  const picture = sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels } });
  return format === 'png'
    ? picture.png().toBuffer()
    : picture.webp({ lossless: true, exact: true }).toBuffer();
}

const read = async (bytes: Uint8Array) => readPixelTexts(await ingestPhoto(bytes));

describe('text in the lowest bits', () => {
  it.each([
    ['stealth_pngcomp', NOVELAI, 'png', 'NovelAI'],
    ['stealth_pnginfo', A1111, 'png', 'Stable Diffusion'],
    ['stealth_rgbcomp', A1111, 'png', 'Stable Diffusion'],
    ['stealth_rgbinfo', A1111, 'png', 'Stable Diffusion'],
    ['stealth_pngcomp', NOVELAI, 'webp', 'NovelAI'],
    ['stealth_rgbcomp', NOVELAI, 'webp', 'NovelAI'],
    ['stealth_pngcomp', 'words of no known program', 'png', 'generator'],
  ] as const)('is read from %s and told as a trace', async (magic, text, format, generator) => {
    const photo = await ingestPhoto(await hide(magic, bitsOf(magic, text), format));
    const texts = await createArtifacts({ photo, claim: {}, references: [] })('texts');
    expect(texts).toContainEqual(expect.objectContaining({ kind: 'pixels', name: magic, text }));
    expect(findGeneratorTraces(texts)).toEqual([expect.objectContaining({ generator, text })]);
  });

  it('reads back any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 200, unit: 'binary' }), async (text) => {
        const known = text.replace(/\0/g, '').replace(/^\ufeff/, '') || 'x';
        const [found] = await read(await hide('stealth_pngcomp', bitsOf('stealth_pngcomp', known)));
        expect(found.text).toBe(known);
      }),
      { numRuns: 20 },
    );
  });

  it('is no text when its length is wrong, its content is broken, or a bit of the magic word is lost', async () => {
    const magic = 'stealth_pngcomp';
    expect(await read(await hide(magic, bitsOf(magic, NOVELAI, 0)))).toEqual([]);
    expect(await read(await hide(magic, bitsOf(magic, NOVELAI, 2 ** 31)))).toEqual([]);
    expect(await read(await hide(magic, bitsOf(magic, NOVELAI, WIDTH * HEIGHT * 8)))).toEqual([]);
    expect(
      await read(
        await hide(
          magic,
          bitsOf(magic, NOVELAI).map((bit, i) => (i > 400 && i < 440 ? 1 - bit : bit)),
        ),
      ),
    ).toEqual([]);
    expect(
      await read(
        await hide(
          magic,
          bitsOf(magic, NOVELAI).map((bit, i) => (i === 5 ? 1 - bit : bit)),
        ),
      ),
    ).toEqual([]);
  });

  it('stops at a bomb', () => {
    const bits = bitsOf('stealth_pngcomp', 'a'.repeat(20_000_000));
    const alpha = Uint8Array.from(bits);
    expect(readPixelText(alphaBits(alpha, { width: 1, height: alpha.length }), 'alpha')).toBeNull();
  });

  it('is not in plain pictures, JPEG files and files of one pixel', async () => {
    expect(await read(await hide('stealth_pngcomp', []))).toEqual([]);
    expect(await read(await hide('stealth_rgbcomp', []))).toEqual([]);
    const jpeg = await sharp(await hide('stealth_rgbcomp', bitsOf('stealth_rgbcomp', A1111)))
      .jpeg()
      .toBuffer();
    expect(await read(jpeg)).toEqual([]);
  });
});
