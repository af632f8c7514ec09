import { availableParallelism } from 'node:os';
import { createArtifacts } from './artifacts/artifacts.js';
import { type Claim, parseClaim } from './artifacts/claim.js';
import type { EarlierClaimFinder } from './artifacts/earlier-claims.js';
import { startMeasuringThread } from './artifacts/measuring-thread.js';
import { createReferenceCache } from './artifacts/reference-cache.js';
import { ClaimlensError, checkAborted } from './errors.js';
import { openFusion } from './fusion/classifier.js';
import { type Fingerprint, isFingerprint, parseFingerprint } from './matching/fingerprint.js';
import { openModels } from './models/models.js';
import { ingestPhoto } from './photo/ingest.js';
import { type Limits, resolveLimits } from './photo/limits.js';
import type { PhotoSource } from './photo/source.js';
import { buildReport } from './report/build.js';
import type { Report } from './report/schema.js';
import { runSignals, type SignalOutcome } from './run.js';
import { SIGNALS } from './signals/index.js';

/** How an inspector works. */
export interface InspectorOptions {
  /** Policy file (path or parsed JSON) with thresholds of the platform's own. @default the shipped policy */
  readonly policy?: string | object;
  /** What one inspection may cost. @default `DEFAULT_LIMITS` */
  readonly limits?: Partial<Limits>;
  /** Certificates (PEM) whose C2PA signers count as trusted. @default none: signatures are checked, signers unknown */
  readonly c2paTrust?: string;
  /**
   * Tells where the photo says that it was captured, rounded to about 100 m. Otherwise the position is never read:
   * neither artifacts nor reports hold it. @default false
   */
  readonly gps?: boolean;
  /**
   * Registry of earlier claims, opened by `openRegistry` of `claimlens/registry` and closed by the caller.
   * @default none: reuse of the photo is not looked for
   */
  readonly registry?: EarlierClaimFinder;
  /**
   * Threads that the inspector may use. From 2 on, what needs the photo alone is measured in a thread of its own while
   * the caller's compares it with the references; reports are the same. Where several inspectors run in processes
   * side by side, one each is the faster arrangement. @default 2 where the machine has two cores, otherwise 1
   */
  readonly threads?: number;
  /** Ends the opening; an open inspector does not look at it. */
  readonly signal?: AbortSignal;
}

/** What one inspection is given. */
export interface InspectionInput {
  /** The claim photo: bytes or path. */
  readonly photo: PhotoSource;
  /** The merchant's pictures of the product: bytes, paths, or stored fingerprints. */
  readonly references?: readonly (PhotoSource | Fingerprint)[];
  /** What the refund service knows about the claim. */
  readonly claim?: Claim;
}

/** How one photo is inspected. */
export interface InspectionOptions {
  /** Ends the inspection before its next measurement, with `aborted`. */
  readonly signal?: AbortSignal;
  /** Also runs the slower signals. @default false */
  readonly deep?: boolean;
  /**
   * Adds the photo's fingerprint to the registry; the claim then needs an `id`. Without it, nothing of the photo is
   * kept.
   * @default false
   */
  readonly register?: boolean;
}

/** A report with what pictures are drawn from; `outcomes` hold localization maps and are not serializable. */
export interface Inspection {
  readonly report: Report;
  readonly outcomes: readonly SignalOutcome[];
  /** Lazily computed facts of the inspection, for renderers. */
  readonly artifacts: ReturnType<typeof createArtifacts>;
}

/** Inspects claim photos, one after the other or side by side; inspectors share nothing with each other. */
export interface Inspector {
  /**
   * Inspects one claim photo.
   *
   * @param input the photo, what it is compared with, and what is known of the claim
   * @returns the report; what could not be measured is a reading that says so
   * @throws ClaimlensError for unreadable input, exceeded limits, abort, closed inspector, and when the photo was to be
   *   registered and could not be
   */
  inspect(input: InspectionInput, options?: InspectionOptions): Promise<Report>;
  /** As `inspect`, with the material that picture reports are drawn from. */
  inspectFully(input: InspectionInput, options?: InspectionOptions): Promise<Inspection>;
  /** Frees the models. Later calls of `inspect` throw `closed`. */
  close(): Promise<void>;
}

/**
 * Opens an inspector: models and policy are loaded once and kept until `close`.
 *
 * @returns an inspector that is ready; keep it for many photos
 * @throws ClaimlensError `missing-runtime`, `invalid-model`, `invalid-argument`, `aborted`
 * @example
 * const inspector = await createInspector();
 * const report = await inspector.inspect({ photo: 'claim.jpg', references: ['product.jpg'] });
 * console.log(report.verdict, report.log10Lr);
 * await inspector.close();
 */
export async function createInspector(options: InspectorOptions = {}): Promise<Inspector> {
  const limits = resolveLimits(options.limits);
  const models = openModels();
  checkAborted(options.signal, 'createInspector');
  const fusion = await openFusion(models, { policy: options.policy });
  if (options.signal?.aborted) await models.close();
  checkAborted(options.signal, 'createInspector');
  const cache = createReferenceCache(limits);
  const { threads = availableParallelism() } = options;
  const beside = threads > 1 ? startMeasuringThread() : null;
  let closed = false;

  async function inspectFully(
    input: InspectionInput,
    { signal, deep = false, register = false }: InspectionOptions = {},
  ) {
    const begin = performance.now();
    const inspectedAt = new Date().toISOString();
    if (closed) throw new ClaimlensError('closed', 'inspector: expected an open inspector, got a closed one');
    checkAborted(signal, 'inspect');
    const claim = parseClaim(input.claim);
    if (register) checkRegistering(options.registry, claim);
    const sources = input.references ?? [];
    if (sources.length > limits.maxReferences)
      throw new ClaimlensError(
        'limit-exceeded',
        `references: expected at most ${limits.maxReferences} (limits.maxReferences), got ${sources.length}`,
      );
    // Decoders have threads of their own: references open while the photo is decoded. Its errors come first.
    const opening = Promise.all(
      sources.map(async (source, i) =>
        typeof source === 'object' && isFingerprint(source)
          ? parseFingerprint(source, `references[${i}]`)
          : cache.open(source, `references[${i}]`),
      ),
    );
    opening.catch(() => undefined);
    const photo = await ingestPhoto(input.photo, { what: 'photo', limits });
    const references = await opening;
    checkAborted(signal, 'inspect');
    const artifacts = createArtifacts({
      photo,
      claim,
      references,
      models,
      c2paTrust: options.c2paTrust,
      gps: options.gps,
      registry: options.registry,
      measure: beside?.measure(photo),
    });
    // The longest way goes on here while the thread measures, not after the first signal has waited for it.
    if (beside) artifacts('pixelComparison').catch(() => undefined);
    // Before the search: of two claims with one photo that are inspected side by side, one sees the other.
    if (register && options.registry && claim.id) {
      const fingerprint = await artifacts('fingerprint');
      const { id, buyer = null } = claim;
      await options.registry.add([{ claim: id, buyer, at: new Date().toISOString(), fingerprint }]);
    }
    const deadlineMs = limits.maxDurationMs - (performance.now() - begin);
    const outcomes = await runSignals(SIGNALS, artifacts, { deadlineMs, deep, gps: options.gps, signal });
    const fused = await fusion.fuse(outcomes);
    const elapsedMs = Math.round(performance.now() - begin);
    const report = await buildReport({
      photo,
      references,
      claim,
      outcomes,
      fused,
      fusion,
      models,
      inspectedAt,
      elapsedMs,
    });
    return { report, outcomes, artifacts };
  }

  return {
    inspectFully,
    inspect: async (input, inspectOptions) => (await inspectFully(input, inspectOptions)).report,
    async close() {
      closed = true;
      await Promise.all([models.close(), beside?.close()]);
    },
  };
}

function checkRegistering(registry: EarlierClaimFinder | undefined, { id }: Claim): void {
  if (!registry)
    throw new ClaimlensError(
      'invalid-argument',
      'register: expected an inspector with a registry, got one without',
    );
  if (!id) throw new ClaimlensError('invalid-argument', 'register: expected a claim with an id, got none');
}
