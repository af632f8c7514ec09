import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type ArtifactName, createArtifacts, type GetArtifact } from '../../src/artifacts/artifacts.js';
import type { Reference } from '../../src/artifacts/reference.js';
import { openFusion } from '../../src/fusion/classifier.js';
import { createInspector } from '../../src/inspect.js';
import { openModels } from '../../src/models/models.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import { decodeRaster } from '../../src/pixels/decode.js';
import type { Raster } from '../../src/pixels/plane.js';
import { runSignals, type SignalOutcome } from '../../src/run.js';
import { SIGNALS } from '../../src/signals/index.js';
import { photograph } from '../../src/synthetic/camera/capture.js';
import { encodeJpeg, resize } from '../../src/synthetic/camera/encode.js';
import { paintDamage } from '../../src/synthetic/edit/paint.js';
import { renderLight } from '../../src/synthetic/scene/render.js';

// Where one inspection spends its processor time, stage by stage: decoding, each artifact, each signal, fusion.
//
//     npx tsx bench/speed/inspect.ts [--sizes 12,3,1] [--cases painted] [--runs 3] [--least 5]
//
// The photos are rendered and photographed by the simulated camera of the fixtures. Three cases per size:
//
//     alone      no reference
//     painted    the reference is the same shot before damage was painted on it: the longest way through
//     unrelated  the reference shows another product
//
// Every figure is processor time (user and system, all threads) so that a loaded machine tells the same as an idle
// one, the median of the runs after one to warm up. `decodes` is the same figure over one decode of the same JPEG in
// the same run. An artifact is charged to the line that names it; what no line names, to the signal that asks first.
// References are decoded afresh; their features come from the cache after the first run, as for a shop's listing.

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '12,3,1' },
    cases: { type: 'string', default: 'alone,painted,unrelated' },
    runs: { type: 'string', default: '3' },
    /** Lines below this many milliseconds are summed up. */
    least: { type: 'string', default: '5' },
  },
});
const runs = Number(values.runs);
const least = Number(values.least);

// In an order in which each needs only those before it, so that no line holds another's time.
const ARTIFACTS: readonly ArtifactName[] = [
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
  'residualStatistics',
];

interface Pair {
  readonly photo: Uint8Array;
  readonly references: readonly Uint8Array[];
}

type Stages = Map<string, number>;

const models = openModels();
const fusion = await openFusion(models);
const inspector = await createInspector();

console.log(`${cpus()[0].model}, Node ${process.version}, ${runs} runs after one to warm up`);
for (const megapixels of values.sizes.split(',').map(Number)) {
  const pairs = await makePairs(megapixels);
  for (const name of values.cases.split(',')) {
    const pair = pairs[name];
    if (!pair) throw new Error(`--cases: expected some of ${Object.keys(pairs)}, got ${name}`);
    const samples: Stages[] = [];
    for (let run = 0; run <= runs; run++) samples.push(await inspectInStages(pair));
    console.log(`\n${megapixels} Mpx, ${name}`);
    console.table(tabulate(samples.slice(1)));
  }
}
await inspector.close();
await models.close();

/** One inspection, taken apart; and one as a caller has it. */
async function inspectInStages({ photo: bytes, references }: Pair): Promise<Stages> {
  const stages: Stages = new Map();
  const time = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const before = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    stages.set(name, (user + system) / 1000);
    return result;
  };
  await time('one decode', () => decodeRaster(bytes, { maxPixels: 64e6, timeoutMs: 10_000 }));
  const photo = await time('ingest photo', () => ingestPhoto(bytes));
  const sides: Reference[] = [];
  if (references.length > 0)
    await time('ingest references', async () => {
      for (const reference of references) sides.push(await ingestPhoto(reference));
    });
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
  await time('inspect, whole', () => inspector.inspect({ photo: bytes, references }));
  return stages;
}

function tabulate(samples: readonly Stages[]) {
  const names = [...samples[0].keys()];
  const medians = names.map((name) => ({ name, ms: median(samples.map((stages) => stages.get(name) ?? 0)) }));
  const decode = medians[0].ms;
  const isShown = ({ name, ms }: { name: string; ms: number }) =>
    ms >= least || !/^(artifact|signal) /.test(name);
  const rest = medians.filter((line) => !isShown(line)).reduce((sum, { ms }) => sum + ms, 0);
  const lines = medians.filter(isShown);
  lines.splice(-1, 0, { name: `all below ${least} ms`, ms: rest });
  return Object.fromEntries(
    lines.map(({ name, ms }) => [name, { 'cpu ms': round(ms), decodes: round(ms / decode) }]),
  );
}

/** A shop picture of the size, the same with a crack painted on it, and another product. */
async function makePairs(megapixels: number): Promise<Record<string, Pair | undefined>> {
  const mug = await shoot('mug', megapixels);
  const painted = paintDamage(mug, { kind: 'crack', seed: 3, at: [0.5, 0.5], size: 0.1 }).raster;
  const [photo, own, other] = await Promise.all([
    encodeJpeg(painted, { quality: 88 }),
    encodeJpeg(mug, { quality: 92 }),
    encodeJpeg(await shoot('box', megapixels), { quality: 92 }),
  ]);
  return {
    alone: { photo, references: [] },
    painted: { photo, references: [own] },
    unrelated: { photo, references: [other] },
  };
}

/** Rendered at 1 Mpx, enlarged, and photographed at the size: fine grain is the sensor's, as in a camera file. */
async function shoot(product: 'mug' | 'box', megapixels: number): Promise<Raster> {
  const viewpoint = { azimuth: -8, elevation: 22, distance: 3.9 };
  const scene = photograph(renderLight({ product, seed: 7, viewpoint, width: 1152, height: 864 }), {
    seed: 7,
  });
  const width = 8 * Math.round(Math.sqrt((megapixels * 1e6 * 4) / 3) / 8);
  const height = 8 * Math.round((width * 3) / 4 / 8);
  return photograph(await resize(scene, width, height), { seed: 8, fullWell: 3200, readNoise: 7, serial: 2 });
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
