import { type ArtifactName, type ArtifactValues, createArtifacts } from '../../../src/artifacts/artifacts.js';
import type { PhotoFormat } from '../../../src/bytes/format.js';
import type { Json, Reading, Signal } from '../../../src/signals/signal.js';
import * as w from '../../bytes/container-writer.js';

/** Measures one signal on a file, without its pixels. */
export async function measureFile(
  signal: Signal,
  bytes: Uint8Array,
  format: PhotoFormat = 'jpeg',
): Promise<Reading> {
  const raster = { width: 1, height: 1, data: new Uint8Array(3) };
  const photo = { bytes, format, sha256: '', width: 1, height: 1, orientation: 1, raster, notes: [] };
  const get = createArtifacts({ photo, claim: {}, references: [] });
  const artifacts: Partial<Record<ArtifactName, unknown>> = {};
  for (const name of signal.needs) artifacts[name] = await get(name);
  return signal.measure(artifacts as unknown as ArtifactValues);
}

/** A reading flattened for assertions: 0 and nothing where the signal did not apply. */
export async function readFile(
  signal: Signal,
  bytes: Uint8Array,
  format: PhotoFormat = 'jpeg',
): Promise<{ value: number; marks: string[]; details: Record<string, Json> }> {
  const reading = await measureFile(signal, bytes, format);
  if (reading.status !== 'measured') return { value: 0, marks: [], details: {} };
  return {
    value: reading.value,
    marks: (reading.marks ?? []).map(({ value }) => value),
    details: { ...reading.details },
  };
}

/** JPEG with one text in one place, as most labels come. */
export const withExif = (entries: Parameters<typeof w.tiff>[0]): Uint8Array =>
  w.jpeg([w.exifSegment(w.tiff(entries))]);
export const withXmp = (attributes: string, inner = ''): Uint8Array =>
  w.jpeg([w.xmpSegment(w.xmpPacket(attributes, inner))]);
export const withIptc = (...datasets: readonly Uint8Array[]): Uint8Array =>
  w.jpeg([w.photoshopSegment(w.resource(0x0404, w.concat(...datasets)))]);
export const withPngText = (...texts: readonly (readonly [string, string])[]): Uint8Array =>
  w.png(texts.map(([keyword, text]) => w.internationalChunk(keyword, w.utf8(text))));

/** What a phone writes into an honest photo. */
export const honestPhoto = (): Uint8Array =>
  withExif({
    ifd0: [w.textEntry(0x010f, 'Apple'), w.textEntry(0x0110, 'iPhone 15'), w.textEntry(0x0131, '17.4.1')],
    exif: [w.textEntry(0x9003, '2026:11:01 10:00:00'), w.bytesEntry(0x927c, new Uint8Array(300).fill(3))],
  });
