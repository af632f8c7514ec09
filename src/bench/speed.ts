import type { Inspector } from '../inspect.js';
import { decodeRaster } from '../pixels/decode.js';
import type { Raster } from '../pixels/plane.js';
import { photograph } from '../synthetic/camera/capture.js';
import { encodeJpeg, resize } from '../synthetic/camera/encode.js';
import { paintDamage } from '../synthetic/edit/paint.js';
import type { ProductName } from '../synthetic/products/products.js';
import { renderLight } from '../synthetic/scene/render.js';
import { median } from './metrics.js';

/** Wall-clock milliseconds on one machine; compare ratios, not absolute times. */
export interface SpeedSummary {
  readonly inspections: readonly {
    readonly megapixels: number;
    readonly case: 'alonePhoto' | 'cachedReference' | 'cachedReferenceOneThread' | 'newReference';
    readonly p50: number;
    readonly p95: number;
    /** Median over one decode of the same photo. */
    readonly decodes: number;
    /** Largest resident size of a process that does this one inspection; null where the system does not tell. */
    readonly peakRssMb: number | null;
  }[];
  /** Median cost of each signal at 1 Mpx with a reference, in one thread; a shared artifact is charged to the first that asks. */
  readonly signals: readonly { readonly id: string; readonly milliseconds: number }[];
  readonly references: readonly { readonly references: number; readonly milliseconds: number }[];
  readonly coldStartMs: number;
  /** `oneThread`: the job was kept to one thread, so that two jobs can be told against one core's work. */
  readonly batch: readonly {
    readonly jobs: number;
    readonly oneThread?: boolean;
    readonly claimsPerSecond: number;
  }[];
}

/** What the speed part needs from outside. */
interface SpeedOptions {
  readonly inspector: Inspector;
  /** An inspector of one thread: only there does a signal's time hold what it asks for and nothing else. */
  readonly singleThreaded: Inspector;
  /** Milliseconds of one cold start of the command. */
  readonly startCommand: () => Promise<number>;
  /** Largest resident size in MB of a process of its own that inspects the photo; null where it cannot be read. */
  readonly measureMemory: (photo: Uint8Array, reference: Uint8Array | null) => Promise<number | null>;
  /** Inspects rendered claims with so many jobs, of so many threads each where given, and gives claims per second. */
  readonly runBatch: (jobs: number, threads?: number) => Promise<number>;
  /** @default [1, 3, 12] */
  readonly sizes?: readonly number[];
  /** Inspections per case after one to warm up. @default 7 */
  readonly runs?: number;
  /** @default [1, 2, 5, 10, 20] */
  readonly referenceCounts?: readonly number[];
  readonly onStep?: (step: string) => void;
}

/** Measures time and memory on rendered photos. */
export async function measureSpeed(options: SpeedOptions): Promise<SpeedSummary> {
  const { inspector, sizes = [1, 3, 12], runs = 7, onStep } = options;
  const inspections: SpeedSummary['inspections'][number][] = [];
  let signals: SpeedSummary['signals'] = [];
  for (const megapixels of [...sizes].sort((a, b) => a - b)) {
    onStep?.(`${megapixels} Mpx`);
    const shot = await shoot('mug', 7, megapixels);
    const painted = paintDamage(shot, { kind: 'crack', seed: 3, at: [0.5, 0.5], size: 0.1 }).raster;
    const photo = await encodeJpeg(painted, { quality: 88 });
    const reference = await encodeJpeg(shot, { quality: 92 });
    const decodes = await times(runs, () => decodeRaster(photo, { maxPixels: 64e6, timeoutMs: 10_000 }));
    const cases = {
      alonePhoto: () => inspector.inspect({ photo }),
      cachedReference: () => inspector.inspect({ photo, references: [reference] }),
      cachedReferenceOneThread: () => options.singleThreaded.inspect({ photo, references: [reference] }),
      newReference: (run: number) => inspector.inspect({ photo, references: [grow(reference, run)] }),
    } as const;
    for (const name of [
      'alonePhoto',
      'cachedReference',
      'cachedReferenceOneThread',
      'newReference',
    ] as const) {
      const elapsed = await times(runs, cases[name]);
      inspections.push({
        megapixels,
        case: name,
        p50: round(median(elapsed)),
        p95: round(quantile(elapsed, 0.95)),
        decodes: round(median(elapsed) / median(decodes)),
        peakRssMb:
          name === 'cachedReference' || name === 'cachedReferenceOneThread'
            ? null
            : await options.measureMemory(photo, name === 'alonePhoto' ? null : reference),
      });
    }
    if (signals.length === 0)
      signals = await measureSignals(options.singleThreaded, { photo, reference, runs });
  }
  onStep?.('references');
  const references = await measureReferences(inspector, options.referenceCounts ?? [1, 2, 5, 10, 20]);
  onStep?.('cold start');
  const starts: number[] = [];
  for (let i = 0; i < 5; i++) starts.push(await options.startCommand());
  const batch: SpeedSummary['batch'][number][] = [];
  for (const { jobs, oneThread } of [{ jobs: 1, oneThread: true }, { jobs: 1 }, { jobs: 2 }]) {
    onStep?.(`batch --jobs ${jobs}`);
    const claimsPerSecond = await options.runBatch(jobs, oneThread ? 1 : undefined);
    batch.push({ jobs, oneThread, claimsPerSecond: Math.round(claimsPerSecond * 100) / 100 });
  }
  return { inspections, signals, references, coldStartMs: round(median(starts)), batch };
}

async function measureSignals(
  inspector: Inspector,
  { photo, reference, runs }: { photo: Uint8Array; reference: Uint8Array; runs: number },
): Promise<SpeedSummary['signals']> {
  const samples = new Map<string, number[]>();
  for (let run = 0; run < runs; run++) {
    const { outcomes } = await inspector.inspectFully({ photo, references: [reference] });
    for (const { signal, elapsedMs } of outcomes)
      samples.set(signal.id, [...(samples.get(signal.id) ?? []), elapsedMs]);
  }
  return [...samples].map(([id, elapsed]) => ({ id, milliseconds: Math.round(median(elapsed) * 10) / 10 }));
}

/** One claim against 1 to 20 different pictures of the size that shops use. */
async function measureReferences(
  inspector: Inspector,
  counts: readonly number[],
): Promise<SpeedSummary['references']> {
  const products: readonly ProductName[] = ['mug', 'box', 'plate', 'bottle', 'towel'];
  const pictures: Uint8Array[] = [];
  for (const product of products)
    pictures.push(await encodeJpeg(await shoot(product, 11, 1), { quality: 90 }));
  const most = Math.max(...counts);
  // The same few pictures at slightly different sizes: other bytes, other pixels, the same amount of work.
  const references: Uint8Array[] = [];
  for (let i = 0; i < most; i++) {
    const raster = await decodeRaster(pictures[i % pictures.length], { maxPixels: 64e6, timeoutMs: 10_000 });
    const width = raster.width - 8 * Math.floor(i / pictures.length);
    const height = Math.round((raster.height * width) / raster.width);
    references.push(await encodeJpeg(await resize(raster, width, height), { quality: 90 }));
  }
  const photo = await encodeJpeg(await shoot('phone', 12, 1), { quality: 88 });
  await inspector.inspect({ photo });
  const results: { references: number; milliseconds: number }[] = [];
  let salt = 0;
  for (const count of counts) {
    const fresh = references.slice(0, count).map((bytes) => grow(bytes, 100 + salt++));
    const [elapsed] = await times(0, () => inspector.inspect({ photo, references: fresh }), false);
    results.push({ references: count, milliseconds: round(elapsed) });
  }
  return results;
}

/**
 * A shop picture of about so many megapixels. Rendered at 1 Mpx, enlarged, and photographed at the size: fine grain is
 * the sensor's, as in a camera file. Another seed is another photo.
 */
export async function shoot(product: ProductName, seed: number, megapixels: number): Promise<Raster> {
  const viewpoint = { azimuth: -8, elevation: 24, distance: 3.9 };
  const scene = photograph(renderLight({ product, seed, viewpoint, width: 1152, height: 864 }), { seed });
  const width = 8 * Math.round(Math.sqrt((megapixels * 1e6 * 4) / 3) / 8);
  const height = 8 * Math.round((width * 3) / 4 / 8);
  return photograph(await resize(scene, width, height), {
    seed: seed + 1,
    fullWell: 3200,
    readNoise: 7,
    serial: 2,
  });
}

/** The same picture as another file: bytes after the end of a JPEG are no pixels. */
function grow(bytes: Uint8Array, salt: number): Uint8Array {
  const grown = new Uint8Array(bytes.length + 4);
  grown.set(bytes);
  new DataView(grown.buffer).setUint32(bytes.length, salt + 1);
  return grown;
}

async function times(runs: number, work: (run: number) => Promise<unknown>, warm = true): Promise<number[]> {
  const elapsed: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const begin = performance.now();
    await work(run);
    if (run > 0 || !warm) elapsed.push(performance.now() - begin);
  }
  return elapsed;
}

function quantile(values: readonly number[], share: number): number {
  const ordered = [...values].sort((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.ceil(share * ordered.length) - 1)];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
