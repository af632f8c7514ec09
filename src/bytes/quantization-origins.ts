import { cameraMaker, cameraModel } from './camera-names.js';
import table from './quantization-origins.json' with { type: 'json' };

/** What kind of writer a quantization table was seen from. */
type OriginKind = 'camera' | 'editor' | 'platform';

/** One origin of a table, with how many surveyed files showed it. */
export interface QuantizationOrigin {
  readonly kind: OriginKind;
  /** Camera make as EXIF spells it, or the name of the program or platform. */
  readonly name: string;
  /** Camera model; empty for programs and platforms. */
  readonly model: string;
  /** `2x2/1x1/1x1`, see `JpegStructure.sampling`. */
  readonly sampling: string;
  readonly count: number;
}

/** What the survey knows of one camera model, or of one maker. */
interface CameraTables {
  readonly files: number;
  readonly hashes: ReadonlySet<string>;
  readonly samplings: ReadonlySet<string>;
}

type Row = [kind: string, name: string, model: string, sampling: string, count: number];
const ROWS = table as unknown as Record<string, Row[]>;

let cameras: Map<string, { files: number; hashes: Set<string>; samplings: Set<string> }> | undefined;

/**
 * Where a pair of tables was seen.
 *
 * @param hash see `quantizationHash`
 * @returns empty for tables that the survey never met
 */
export function findOrigins(hash: string): readonly QuantizationOrigin[] {
  const rows = Object.hasOwn(ROWS, hash) ? ROWS[hash] : [];
  return rows.map(([kind, name, model, sampling, count]) => ({
    kind: kind as OriginKind,
    name,
    model,
    sampling,
    count,
  }));
}

/**
 * The tables and samplings that files of a camera had in the survey; a maker's rows join those of all its models.
 *
 * @param make EXIF Make
 * @param model EXIF Model; all models of the maker when absent
 * @returns null for cameras that the survey never met
 */
export function cameraTables(make: string, model?: string): CameraTables | null {
  cameras ??= indexCameras();
  return cameras.get(cameraKey(make, model)) ?? null;
}

function indexCameras(): NonNullable<typeof cameras> {
  const index: NonNullable<typeof cameras> = new Map();
  for (const hash of Object.keys(ROWS)) {
    for (const { kind, name, model, sampling, count } of findOrigins(hash)) {
      if (kind !== 'camera') continue;
      for (const key of [cameraKey(name), cameraKey(name, model)]) {
        const entry = index.get(key) ?? { files: 0, hashes: new Set(), samplings: new Set() };
        entry.files += count;
        entry.hashes.add(hash);
        entry.samplings.add(sampling);
        index.set(key, entry);
      }
    }
  }
  return index;
}

function cameraKey(make: string, model?: string): string {
  return model === undefined ? cameraMaker(make) : `${cameraMaker(make)}/${cameraModel(make, model)}`;
}
