import type { Container } from '../bytes/container.js';
import { type ExifFacts, readExif } from '../bytes/exif.js';
import { type GpsPosition, readGpsPosition } from '../bytes/gps-position.js';
import type { DctReading } from '../bytes/jpeg-dct/dct.js';
import { type JpegStructure, readJpegStructure } from '../bytes/jpeg-structure.js';
import { collectTexts, type MetadataText } from '../bytes/metadata-text.js';
import { walkContainer } from '../bytes/walk.js';
import { readXmp, type XmpPacket } from '../bytes/xmp.js';
import { findMosaic, type MosaicFacts } from '../forensics/demosaicing/demosaicing.js';
import { findGrids, type GridFacts } from '../forensics/grid/grid.js';
import type { CompressionHistory } from '../forensics/jpeg/history.js';
import { measureCells } from '../forensics/noise/cells.js';
import { type Inconsistency, measureInconsistency } from '../forensics/noise/inconsistency.js';
import { findResampling, type ResamplingFacts } from '../forensics/resampling/resampling.js';
import type { AiMarkMatch } from '../matching/ai-mark-match.js';
import { createFingerprint, type Fingerprint } from '../matching/fingerprint.js';
import type { PictureHashes } from '../matching/hash-distance.js';
import type { MatchView } from '../matching/registration.js';
import { type Models, openModels } from '../models/models.js';
import type { Photo } from '../photo/photo.js';
import type { ResidualStatistics } from '../pixels/residuals/statistics.js';
import { type C2paFacts, computeC2pa } from './c2pa.js';
import type { Claim } from './claim.js';
import { bestComparison, type Comparison, compareReferences } from './comparison.js';
import type { EarlierClaimFinder, EarlierClaims } from './earlier-claims.js';
import { computeHashes, computeMatchView } from './match-view.js';
import { type Measure, type MeasurementName, type Measurements, takeMeasurement } from './measurements.js';
import { comparePixels, type PixelComparison } from './pixel-comparison.js';
import { readPixelTexts } from './pixel-text.js';
import type { Reference } from './reference.js';
import { computeView, type View } from './view.js';

/** Everything that signals can ask for. One line here, one producer below. */
export interface ArtifactValues {
  readonly photo: Photo;
  readonly claim: Claim;
  /** Reference pictures or stored fingerprints in the caller's order; may be empty. */
  readonly references: readonly Reference[];
  /** The photo at working size. */
  readonly view: View;
  /** Perceptual hashes of the photo. */
  readonly hashes: PictureHashes;
  /** Local features of the photo at working size. */
  readonly matchView: MatchView;
  /** What a later inspection would need of this photo as a reference. */
  readonly fingerprint: Fingerprint;
  /** The photo against each reference, in the order of `references`. */
  readonly comparisons: readonly Comparison[];
  /** The reference that explains most of the photo; null when none could be aligned. */
  readonly best: Comparison | null;
  /** The photo against the pixels of `best`; null without an aligned reference that has pixels. */
  readonly pixelComparison: PixelComparison | null;
  /** Every metadata block of the photo's file. */
  readonly container: Container;
  /** All EXIF of the photo; null when it has none. */
  readonly exif: ExifFacts | null;
  /** Whether the caller wants the place of capture. */
  readonly gps: boolean;
  /** Where the file says that it was captured; null, and never read, unless the caller wants it. */
  readonly capturePlace: GpsPosition | null;
  /** All XMP packets of the photo, in file order. */
  readonly xmp: readonly XmpPacket[];
  /** All text of the file: EXIF, XMP, IPTC, PNG text, comments, unknown segments, and what its pixels hide. */
  readonly texts: readonly MetadataText[];
  /** Markers and tables of a JPEG; null for other formats. */
  readonly jpegStructure: JpegStructure | null;
  /** What the two below are parts of: they are read in one go. */
  readonly jpegLevels: Measurements['jpegLevels'];
  /** Quantized DCT coefficients of a JPEG, or why there are none. */
  readonly jpegCoefficients: DctReading;
  /** Traces of an earlier JPEG compression on the same grid; null without coefficients, and where they tell nothing. */
  readonly compressionHistory: CompressionHistory | null;
  /** Takes measurements of the photo alone, here or in a thread of their own. */
  readonly measure: Measure;
  /** Marks that AI services print into corners; empty for pictures under 160 px. */
  readonly aiMarks: readonly AiMarkMatch[];
  /** What C2PA says of the photo. */
  readonly c2pa: C2paFacts;
  /** Certificates (PEM) whose C2PA signers count as trusted; null when the caller gave none. */
  readonly c2paTrust: string | null;
  /** Fine structure of the photo's most textured tiles; null when a side is below 64 px. */
  readonly residualStatistics: ResidualStatistics | null;
  /** 8×8 compression grids in the photo's pixels; null when a side is below 64 px. */
  readonly grids: GridFacts | null;
  /** Traces of a Bayer colour filter array; null when a side is below 256 px. */
  readonly mosaic: MosaicFacts | null;
  /** How unlike the rest of the photo the residuals of its windows are; null below about 100 × 100 px. */
  readonly inconsistency: Inconsistency | null;
  /** Periodic traces of interpolation; null when a side is below 256 px. */
  readonly resampling: ResamplingFacts | null;
  /** How far single frequencies stand out of the photo's spectrum; null when a side is below 128 px. */
  readonly spectralPeaks: Float32Array | null;
  /** The ONNX models, loaded at their first use. */
  readonly models: Models;
  /** The registry of earlier claims; null when the caller gave none. */
  readonly registry: EarlierClaimFinder | null;
  /** What the registry holds of the photo; null without a registry. */
  readonly earlierClaims: EarlierClaims | null;
}

export type ArtifactName = keyof ArtifactValues;

/** What an inspection starts from. */
type ArtifactInputs = Pick<ArtifactValues, 'photo' | 'claim' | 'references'> & {
  /** Models that an inspector keeps; the shipped ones, opened for this inspection alone, when absent. */
  readonly models?: Models;
  readonly c2paTrust?: string;
  /** @default in the calling thread, each when it is asked for */
  readonly measure?: Measure;
  /** @default false */
  readonly gps?: boolean;
  readonly registry?: EarlierClaimFinder;
};

/** Reads an artifact; computed at the first call, shared by all later ones, errors included. */
export type GetArtifact = <Name extends ArtifactName>(name: Name) => Promise<ArtifactValues[Name]>;

type Producers = {
  readonly [Name in Exclude<ArtifactName, 'photo' | 'claim' | 'references'>]: (
    get: GetArtifact,
  ) => ArtifactValues[Name] | Promise<ArtifactValues[Name]>;
};

const PRODUCERS: Producers = {
  c2paTrust: () => null,
  c2pa: async (get) => {
    const trustAnchors = (await get('c2paTrust')) ?? undefined;
    const { bytes } = await get('photo');
    return computeC2pa(bytes, await get('container'), await get('xmp'), { trustAnchors });
  },
  jpegStructure: async (get) => readJpegStructure((await get('photo')).bytes),
  measure: async (get) => {
    const photo = await get('photo');
    return async (name) => takeMeasurement(name, photo);
  },
  aiMarks: (get) => take(get, 'aiMarks'),
  jpegLevels: (get) => take(get, 'jpegLevels'),
  jpegCoefficients: async (get) => (await get('jpegLevels')).coefficients,
  compressionHistory: async (get) => (await get('jpegLevels')).history,
  inconsistency: async (get) => measureInconsistency(measureCells((await get('photo')).raster)),
  mosaic: async (get) => findMosaic((await get('photo')).raster),
  resampling: async (get) => findResampling((await get('photo')).raster),
  grids: async (get) => findGrids(await get('photo')),
  models: () => openModels(),
  spectralPeaks: (get) => take(get, 'spectralPeaks'),
  residualStatistics: (get) => take(get, 'residualStatistics'),
  view: async (get) => computeView((await get('photo')).raster),
  hashes: async (get) => computeHashes(await get('view')),
  matchView: async (get) => computeMatchView(await get('view')),
  fingerprint: async (get) =>
    createFingerprint(await get('photo'), await get('matchView'), await get('hashes')),
  comparisons: async (get) => {
    const references = await get('references');
    if (references.length === 0) return [];
    const photo = {
      view: await get('view'),
      match: await get('matchView'),
      hashes: await get('hashes'),
    };
    return compareReferences(photo, references);
  },
  best: async (get) => bestComparison(await get('comparisons')),
  pixelComparison: async (get) => comparePixels(await get('best'), await get('view')),
  container: async (get) => {
    const { bytes, format } = await get('photo');
    return walkContainer(bytes, format);
  },
  exif: async (get) => readExif((await get('container')).blocks.filter(({ kind }) => kind === 'exif')),
  gps: () => false,
  registry: () => null,
  earlierClaims: async (get) => {
    const registry = await get('registry');
    if (!registry) return null;
    const { sha256 } = await get('photo');
    const { id: claim } = await get('claim');
    return registry.find({ hashes: await get('hashes'), view: await get('matchView'), sha256, claim });
  },
  capturePlace: async (get) =>
    (await get('gps'))
      ? readGpsPosition((await get('container')).blocks.filter(({ kind }) => kind === 'exif'))
      : null,
  texts: async (get) => [
    ...collectTexts(await get('container'), await get('exif'), await get('xmp')),
    ...(await readPixelTexts(await get('photo'))),
  ],
  xmp: async (get) => readXmp((await get('container')).blocks.filter(({ kind }) => kind === 'xmp')),
};

async function take<Name extends MeasurementName>(get: GetArtifact, name: Name): Promise<Measurements[Name]> {
  return (await get('measure'))(name);
}

/** Starts the lazy store of one inspection. Nothing is computed until asked for. */
export function createArtifacts(inputs: ArtifactInputs): GetArtifact {
  const values = new Map<ArtifactName, Promise<unknown>>(
    Object.entries(inputs)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name as ArtifactName, Promise.resolve(value)]),
  );
  const get: GetArtifact = async (name) => {
    let value = values.get(name);
    if (!value) {
      const produce = PRODUCERS[name as keyof Producers];
      // An async wrapper turns a synchronous throw into a rejected promise, remembered like a value.
      value = (async () => produce(get))();
      values.set(name, value);
    }
    return value as Promise<ArtifactValues[typeof name]>;
  };
  return get;
}
