import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { GetArtifact } from '../../src/artifacts/artifacts.js';
import { composeHomographies } from '../../src/matching/homography.js';
import { decodeRaster, readHeader } from '../../src/pixels/decode.js';
import type { Raster } from '../../src/pixels/plane.js';
import { drawPictures, makePictures, type Picture, type ReportPictures } from '../../src/report/pictures.js';
import type { SignalOutcome } from '../../src/run.js';
import { inconsistency } from '../../src/signals/noise/inconsistency.js';
import { drawMap, drawScene } from './sample.js';

const decodeOptions = { maxPixels: 64_000_000, timeoutMs: 10_000 };
const photo = drawScene(1600, 1200, { crack: true });
const reference = drawScene(1600, 1200);
const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1];

function base64Length(pictures: ReportPictures): number {
  const all = [
    pictures.photo,
    ...pictures.references,
    pictures.aligned?.picture,
    ...pictures.maps.map((map) => map.picture),
  ];
  return all.reduce((sum, picture) => sum + Math.ceil((picture?.bytes.length ?? 0) / 3) * 4, 0);
}

/** Every marker of a JPEG up to its scan, every chunk of a PNG. */
function listParts({ mediaType, bytes }: Picture): string[] {
  const view = Buffer.from(bytes);
  const parts: string[] = [];
  if (mediaType === 'image/png') {
    for (let at = 8; at < view.length; at += 12 + view.readUInt32BE(at))
      parts.push(view.toString('latin1', at + 4, at + 8));
    return parts;
  }
  for (let at = 2; view[at + 1] !== 0xda; at += 2 + view.readUInt16BE(at + 2))
    parts.push(view[at + 1].toString(16));
  return parts;
}

describe('drawPictures', () => {
  it('draws the photo, the reference, the aligned reference and the maps for screens', async () => {
    const pictures = await drawPictures({
      photo,
      references: [reference, null],
      alignment: {
        index: 0,
        homography: IDENTITY,
        referenceSize: { width: 1024, height: 768 },
        photoSize: { width: 1024, height: 768 },
      },
      maps: [{ reading: 'reference/change-map', map: drawMap(256, 192) }],
    });
    expect(pictures.photo).toMatchObject({ mediaType: 'image/jpeg', width: 1280, height: 960 });
    expect(pictures.references[0]).toMatchObject({ width: 960, height: 720 });
    expect(pictures.references[1]).toBeNull();
    expect(pictures.aligned).toMatchObject({ index: 0, picture: { width: 1280, height: 960 } });
    expect(pictures.maps[0]).toMatchObject({
      reading: 'reference/change-map',
      picture: { mediaType: 'image/png', width: 256, height: 192 },
    });
    expect(await readHeader(pictures.photo.bytes, decodeOptions)).toMatchObject({
      format: 'jpeg',
      width: 1280,
      height: 960,
    });
  });

  it('fades a map where it cannot be trusted', async () => {
    const even = (value: number) => ({ width: 64, height: 48, data: new Float32Array(64 * 48).fill(value) });
    const confidence = even(1);
    confidence.data.fill(0.25, 0, 24 * 64);
    const { maps } = await drawPictures({
      photo,
      references: [],
      alignment: null,
      maps: [{ reading: 'a/b', map: even(0.8), confidence }],
    });
    const { data } = await sharp(maps[0].picture.bytes).raw().toBuffer({ resolveWithObject: true });
    const [upper, lower] = [data.subarray(5 * 64 * 4 + 128), data.subarray(40 * 64 * 4 + 128)];
    expect([...upper.subarray(0, 3)]).toEqual([...lower.subarray(0, 3)]);
    expect(upper[3] / lower[3]).toBeCloseTo(0.25, 1);
  });

  it('carries no metadata at all', async () => {
    const pictures = await drawPictures({
      photo,
      references: [reference],
      alignment: null,
      maps: [{ reading: 'a/b', map: drawMap(64, 48) }],
    });
    for (const picture of [pictures.photo, pictures.references[0], pictures.maps[0].picture]) {
      expect(picture).not.toBeNull();
      const allowed = /^(e0|db|c0|c2|c4|IHDR|pHYs|IDAT|IEND)$/;
      expect(listParts(picture as Picture).filter((part) => !allowed.test(part))).toEqual([]);
    }
  });

  it('lays a shifted and enlarged reference under the photo, pixel on pixel', async () => {
    // The photo is the reference enlarged twice around its corner and moved 60 px right, at full size.
    const small = drawScene(800, 600);
    const enlarge = [2, 0, 0.5, 0, 2, 0.5, 0, 0, 1];
    const homography = composeHomographies([1, 0, 60, 0, 1, 0, 0, 0, 1], enlarge);
    const pictures = await drawPictures({
      photo,
      references: [small],
      alignment: { index: 0, homography, referenceSize: small, photoSize: photo },
      maps: [],
    });
    const aligned = await decodeRaster(
      (pictures.aligned as { picture: Picture }).picture.bytes,
      decodeOptions,
    );
    const plain = await decodeRaster(
      (await drawPictures({ photo: reference, references: [], alignment: null, maps: [] })).photo.bytes,
      decodeOptions,
    );
    // 60 px of 1600 are 48 of 1280: the smallest difference is there, to the pixel.
    const shifts = [44, 45, 46, 47, 48, 49, 50, 51, 52];
    const differences = shifts.map((shift) => meanDifference(aligned, plain, shift));
    expect(shifts[differences.indexOf(Math.min(...differences))]).toBe(48);
    // Left of it the reference does not reach.
    expect(Math.abs(pixel(aligned, 10, 300) - 226)).toBeLessThan(4);
  });

  it('draws a map opaque where it is high and clear where it is low, NaN included', async () => {
    const map = { width: 4, height: 1, data: Float32Array.of(0, 0.5, 2, Number.NaN) };
    const { maps } = await drawPictures({
      photo,
      references: [],
      alignment: null,
      maps: [{ reading: 'a/b', map }],
    });
    // Over white: untouched, tinted, strongly coloured, untouched.
    const flat = await decodeRaster(maps[0].picture.bytes, decodeOptions);
    expect([...flat.data.subarray(0, 3)]).toEqual([255, 255, 255]);
    expect(flat.data[3 + 2]).toBeLessThan(240);
    expect(flat.data[6 + 1]).toBeLessThan(80);
    expect([...flat.data.subarray(9, 12)]).toEqual([255, 255, 255]);
  });

  it('keeps a report of 12 megapixels of noise, six references and eight maps below 2 MB', async () => {
    const noise = makeNoise(4000, 3000);
    const noisy = {
      width: 640,
      height: 480,
      data: Float32Array.from({ length: 640 * 480 }, (_, i) => noise.data[i] / 255),
    };
    const pictures = await drawPictures({
      photo: noise,
      references: Array.from({ length: 6 }, () => makeNoise(800, 600)),
      alignment: {
        index: 0,
        homography: IDENTITY,
        referenceSize: { width: 800, height: 600 },
        photoSize: { width: 800, height: 600 },
      },
      maps: Array.from({ length: 8 }, (_, i) => ({ reading: `noise/${i}`, map: noisy })),
    });
    expect(base64Length(pictures)).toBeLessThan(1_700_000);
    expect(pictures.aligned?.picture).toMatchObject({ width: 1280, height: 960 });
  });
});

describe('makePictures', () => {
  it('draws the map of a reading with its confidence', async () => {
    const map = { width: 8, height: 6, data: new Float32Array(48).fill(0.7) };
    const mapConfidence = { ...map, data: new Float32Array(48).fill(0.3) };
    const reading = { status: 'measured' as const, value: 1, map, mapConfidence };
    const artifacts = { photo: { raster: photo }, references: [], best: null, pixelComparison: null };
    const made = await makePictures({
      outcomes: [{ signal: inconsistency, reading, elapsedMs: 0 }] as unknown as readonly SignalOutcome[],
      artifacts: (async (name: string) =>
        ({ ...artifacts, view: { raster: photo } })[
          name as keyof typeof artifacts
        ]) as unknown as GetArtifact,
    });
    const { id } = inconsistency;
    const drawn = (confidence?: typeof map) =>
      drawPictures({ photo, references: [], alignment: null, maps: [{ reading: id, map, confidence }] });
    expect(made).toEqual(await drawn(mapConfidence));
    expect(made).not.toEqual(await drawn());
  });

  it('aligns by the map that was refined on the pixels, in the pixels of the shrunk reference', async () => {
    const refined = composeHomographies([1, 0, 20, 0, 1, 0, 0, 0, 1], [4, 0, 1.5, 0, 4, 1.5, 0, 0, 1]);
    const photoSize = { width: 1024, height: 768 };
    const referenceSize = { width: 256, height: 192 };
    const artifacts = {
      photo: { raster: photo },
      references: [{ raster: reference }],
      best: { index: 0, registration: { homography: IDENTITY }, view: { raster: photoSize } },
      pixelComparison: { index: 0, homography: refined, referenceSize },
      view: { raster: photoSize },
    };
    const made = await makePictures({
      outcomes: [],
      artifacts: (async (name: keyof typeof artifacts) => artifacts[name]) as unknown as GetArtifact,
    });
    const alignment = { index: 0, homography: refined, referenceSize, photoSize };
    const drawn = await drawPictures({ photo, references: [reference], alignment, maps: [] });
    expect(made).toEqual(drawn);
    const still = await drawPictures({
      photo,
      references: [reference],
      alignment: { ...alignment, homography: IDENTITY, referenceSize: photoSize },
      maps: [],
    });
    expect(made.aligned?.picture.bytes).not.toEqual(still.aligned?.picture.bytes);
  });
});

function makeNoise(width: number, height: number): Raster {
  const data = new Uint8Array(width * height * 3);
  let state = 99;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = state >>> 24;
  }
  return { width, height, data };
}

/** Mean absolute difference of a picture and another one moved right, over the part where both are. */
function meanDifference(moved: Raster, still: Raster, shift: number): number {
  let sum = 0;
  let count = 0;
  for (let y = 0; y < still.height; y += 3) {
    for (let x = 60; x < still.width - 60; x += 3) {
      sum += Math.abs(pixel(moved, x, y) - pixel(still, x - shift, y));
      count++;
    }
  }
  return sum / count;
}

function pixel({ width, data }: Raster, x: number, y: number): number {
  return data[(y * width + x) * 3 + 1];
}
