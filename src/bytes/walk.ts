import { walkBmff } from './bmff-blocks.js';
import { type Collector, createCollector } from './collector.js';
import type { Container } from './container.js';
import type { PhotoFormat } from './format.js';
import { walkGif } from './gif-blocks.js';
import { walkJpeg } from './jpeg-blocks.js';
import { walkPng } from './png-blocks.js';
import { walkRiff } from './riff-blocks.js';
import { walkTiff } from './tiff-blocks.js';

const WALKERS: { readonly [Format in PhotoFormat]: (bytes: Uint8Array, collector: Collector) => void } = {
  jpeg: walkJpeg,
  png: walkPng,
  webp: walkRiff,
  avif: walkBmff,
  heic: walkBmff,
  tiff: walkTiff,
  gif: walkGif,
};

/**
 * Lists every metadata block of a file. Nothing is decoded but what the container itself compresses or splits;
 * time and memory are bounded by the size of the file.
 *
 * @param bytes the whole file; any bytes are accepted, damage is noted and never thrown
 * @param format as told by `sniffFormat`
 * @returns blocks and notes in file order; both empty when nothing is there
 */
export function walkContainer(bytes: Uint8Array, format: PhotoFormat): Container {
  const collector = createCollector(format);
  WALKERS[format](bytes, collector);
  return collector.finish();
}
