import type { Container } from '../bytes/container.js';
import { type JpegStructure, readJpegStructure } from '../bytes/jpeg-structure.js';
import { type Models, openModels } from '../models/models.js';
import type { Photo } from '../photo/photo.js';
import { computeLuma } from '../pixels/luma.js';
import type { Plane } from '../pixels/plane.js';
import type { Claim } from './claim.js';
import { computeView, type View } from './view.js';

/** Everything that signals can ask for. One line here, one producer below. */
export interface ArtifactValues {
  readonly photo: Photo;
  readonly claim: Claim;
  /** Reference pictures in the caller's order; may be empty. */
  readonly references: readonly Photo[];
  /** Native-resolution luma of the upright photo. */
  readonly luma: Plane;
  /** The photo at working size. */
  readonly view: View;
  readonly container: Container;
  /** Markers and tables of a JPEG; null for other formats. */
  readonly jpegStructure: JpegStructure | null;
  /** The ONNX models, loaded at their first use. */
  readonly models: Models;
}

export type ArtifactName = keyof ArtifactValues;

/** What an inspection starts from. */
export type ArtifactInputs = Pick<ArtifactValues, 'photo' | 'claim' | 'references'> & {
  /** Models that an inspector keeps; the shipped ones, opened for this inspection alone, when absent. */
  readonly models?: Models;
};

/** Reads an artifact; computed at the first call, shared by all later ones, errors included. */
export type GetArtifact = <Name extends ArtifactName>(name: Name) => Promise<ArtifactValues[Name]>;

type Producers = {
  readonly [Name in Exclude<ArtifactName, 'photo' | 'claim' | 'references'>]: (
    get: GetArtifact,
  ) => ArtifactValues[Name] | Promise<ArtifactValues[Name]>;
};

const PRODUCERS: Producers = {
  jpegStructure: async (get) => readJpegStructure((await get('photo')).bytes),
  models: () => openModels(),
  luma: async (get) => computeLuma((await get('photo')).raster),
  view: async (get) => computeView((await get('photo')).raster),
  container: () => {
    throw new Error('container walk is wired by the provenance room');
  },
};

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
