import { type ArtifactName, createArtifacts, type GetArtifact } from '../../../src/artifacts/artifacts.js';
import type { Reference } from '../../../src/artifacts/reference.js';
import { createReferenceCache } from '../../../src/artifacts/reference-cache.js';
import type { Fusion } from '../../../src/fusion/classifier.js';
import type { Models } from '../../../src/models/models.js';
import { ingestPhoto } from '../../../src/photo/ingest.js';
import { resolveLimits } from '../../../src/photo/limits.js';
import { runSignals, type SignalOutcome } from '../../../src/run.js';
import { SIGNALS } from '../../../src/signals/index.js';
import type { Pair } from './pairs.js';
import { measureDecode, processorMs, quantileOf } from './time.js';

// In an order in which each needs only those before it, so that no line holds another's time.
const SHARED: readonly ArtifactName[] = [
  'container',
  'exif',
  'xmp',
  'texts',
  'jpegStructure',
  'c2pa',
  'view',
  'hashes',
  'matchView',
  'comparisons',
  'best',
  'pixelComparison',
];
// Then what default signals ask for beside them; deep ones are not run.
const ASKED = SIGNALS.filter(({ tier }) => tier === 'default').flatMap(({ needs }) => needs);
const ARTIFACTS = [...new Set([...SHARED, ...ASKED])];

/** Processor time of one part of an inspection. */
export interface StageTime {
  readonly name: string;
  readonly ms: number;
  /** The same over one decode of the same photo. */
  readonly decodes: number;
}

/**
 * Takes inspections apart: decoding, references given for the first time and again, each artifact, each signal,
 * fusion. An artifact is charged to the line that names it; what no line names, to the signal that asks first.
 *
 * @returns medians of processor time (user and system, all threads) of the runs after one to warm up
 */
export async function measureStages(
  { photo: bytes, references }: Pair,
  { models, fusion, runs }: { models: Models; fusion: Fusion; runs: number },
): Promise<StageTime[]> {
  const samples = new Map<string, number[]>();
  const limits = resolveLimits();
  for (let run = 0; run <= runs; run++) {
    const time = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      const { ms, result } = await processorMs(work);
      if (run > 0) samples.set(name, [...(samples.get(name) ?? []), ms]);
      return result;
    };
    await time('one decode', () => measureDecode(bytes));
    const photo = await time('ingest photo', () => ingestPhoto(bytes));
    const cache = createReferenceCache(limits);
    const open = () =>
      Promise.all(
        references.map(async (reference, i): Promise<Reference> => {
          const picture = await cache.open(reference, `references[${i}]`);
          picture.hashes();
          picture.match();
          return picture;
        }),
      );
    if (references.length > 0) await time('references, first time', open);
    const sides = references.length > 0 ? await time('references, again', open) : [];
    const get: GetArtifact = createArtifacts({ photo, claim: {}, references: sides, models });
    for (const name of ARTIFACTS) await time(`artifact ${name}`, () => get(name));
    const outcomes: SignalOutcome[] = [];
    for (const signal of SIGNALS)
      outcomes.push(
        ...(await time(`signal ${signal.id}`, () =>
          runSignals([signal], get, { deadlineMs: Number.POSITIVE_INFINITY, deep: false }),
        )),
      );
    await time('fusion', () => fusion.fuse(outcomes));
  }
  const medians = [...samples].map(([name, values]) => ({ name, ms: quantileOf(values, 0.5) }));
  return medians.map(({ name, ms }) => ({ name, ms, decodes: ms / medians[0].ms }));
}
