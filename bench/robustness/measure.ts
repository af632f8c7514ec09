import { createArtifacts } from '../../src/artifacts/artifacts.js';
import { compareMasks, median } from '../../src/bench/metrics.js';
import { rasterizePolygons } from '../../src/bench/rasterize.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import type { Photo } from '../../src/photo/photo.js';
import { runSignals } from '../../src/run.js';
import { change } from '../../src/signals/reference/change.js';
import { derivation } from '../../src/signals/reference/derivation.js';
import type { Subject } from './subjects.js';
import { type Level, type Treated, treat } from './treatments.js';

/** What the reference signals say of one photo. */
export interface Finding {
  readonly aligned: boolean;
  /** `reference/derivation` is 0 or more. */
  readonly copy: boolean;
  readonly regions: number;
  /** Region polygons against the moved mask; 0 when nothing was found in a painted photo. */
  readonly f1: number;
}

/** One row of the table. Shares are 0..1. */
export interface LevelResult {
  readonly label: string;
  /** Painted photos, and as many unpainted copies. */
  readonly n: number;
  readonly aligned: number;
  readonly copy: number;
  readonly changeFound: number;
  readonly medianF1: number;
  /** Median per kind of damage. */
  readonly f1ByDamage: Readonly<Record<string, number>>;
  /** Share of unpainted copies that report a region. */
  readonly falseRegions: number;
}

/** Measures treated photos; photos that several treatments share (their weakest levels) once. */
export class Meter {
  readonly #known = new Map<string, Promise<Finding>>();

  /** One treatment level over all subjects, painted and unpainted. */
  async measureLevel(subjects: readonly Subject[], level: Level): Promise<LevelResult> {
    const painted: { damage: string; finding: Finding }[] = [];
    const copies: Finding[] = [];
    for (const { reference, damage, painted: picture, mask, focus } of subjects) {
      const forged = await treat(picture, mask, level, focus);
      painted.push({ damage, finding: await this.#measure(reference, forged) });
      const unpainted = await treat(reference.raster, new Uint8Array(mask.length), level, focus);
      copies.push(await this.#measure(reference, unpainted));
    }
    const share = (test: (finding: Finding) => boolean) =>
      painted.filter(({ finding }) => test(finding)).length / painted.length;
    const kinds = [...new Set(painted.map(({ damage }) => damage))];
    const scores = (kind?: string) =>
      painted.filter(({ damage }) => !kind || damage === kind).map(({ finding }) => finding.f1);
    return {
      label: level.label,
      n: painted.length,
      aligned: share(({ aligned }) => aligned),
      copy: share(({ copy }) => copy),
      changeFound: share(({ regions }) => regions > 0),
      medianF1: median(scores()),
      f1ByDamage: Object.fromEntries(kinds.map((kind) => [kind, median(scores(kind))])),
      falseRegions: copies.filter(({ regions }) => regions > 0).length / copies.length,
    };
  }

  async #measure(reference: Photo, treated: Treated): Promise<Finding> {
    const photo = await ingestPhoto(treated.bytes);
    const key = `${reference.sha256} ${photo.sha256}`;
    let finding = this.#known.get(key);
    if (!finding) {
      finding = inspect(reference, photo, treated);
      this.#known.set(key, finding);
    }
    return finding;
  }
}

async function inspect(reference: Photo, photo: Photo, { mask, width, height }: Treated): Promise<Finding> {
  const get = createArtifacts({ photo, references: [reference], claim: {} });
  const [derived, changed] = await runSignals([derivation, change], get, {
    deadlineMs: 120_000,
    deep: false,
  });
  for (const { signal, reading } of [derived, changed])
    if (reading.status === 'failed') throw new Error(`${signal.id}: ${reading.error.message}`);
  const regions = changed.reading.status === 'measured' ? (changed.reading.regions ?? []) : [];
  const found = rasterizePolygons(
    regions.map(({ polygon }) => polygon),
    width,
    height,
  );
  return {
    aligned: (await get('pixelComparison')) !== null,
    copy: derived.reading.status === 'measured' && derived.reading.value >= 0,
    regions: regions.length,
    f1: compareMasks(found, mask).f1,
  };
}
