import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { ClaimlensError } from '../../src/errors.js';

/** What a picture is evidence of. `input` has an unknown origin and serves as neither class. */
export type Role = 'pristine' | 'generated' | 'edited' | 'forged' | 'recapture' | 'input' | 'mask';

/** One row of the manifest: a public picture, named by repository and git blob. */
export interface ManifestRow {
  /** `owner/name`. */
  readonly repo: string;
  /** Git blob id, 40 hexadecimal digits. */
  readonly blob: string;
  readonly path: string;
  readonly role: Role;
  readonly kind: string;
  /** Generator as the source names it; empty for pictures of a camera. */
  readonly generator: string;
  /** Blob of the picture that an edit started from; empty when unknown. */
  readonly original: string;
  /** Blob of the mask of an edit; empty when unknown. */
  readonly mask: string;
  readonly format: string;
  /** True when the picture stands in the development test set: never trained on. */
  readonly heldOut: boolean;
  readonly note: string;
}

const ROLES: readonly string[] = ['pristine', 'generated', 'edited', 'forged', 'recapture', 'input', 'mask'];

/**
 * Reads the manifest of training pictures.
 *
 * @param file CSV with the columns repo, blob, path, role, kind, generator, original, mask, format, in_claims_dev, note
 * @returns rows in file order
 * @throws ClaimlensError `invalid-argument` for an unknown role or a malformed blob id
 */
export function readManifest(file: string): ManifestRow[] {
  const records: Record<string, string>[] = parse(readFileSync(file), { columns: true });
  return records.map((record, index) => {
    if (!ROLES.includes(record.role) || !/^[0-9a-f]{40}$/.test(record.blob))
      throw new ClaimlensError(
        'invalid-argument',
        `manifest row ${index + 2}: expected a role and a blob id, got ${record.role} ${record.blob}`,
      );
    return {
      repo: record.repo,
      blob: record.blob,
      path: record.path,
      role: record.role as Role,
      kind: record.kind,
      generator: record.generator,
      original: record.original,
      mask: record.mask,
      format: record.format,
      heldOut: record.in_claims_dev === '1',
      note: record.note,
    };
  });
}

/** Rectangle in pixels of the upright picture. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The part of a picture that its note asks to use (`crop 1024x768+0+0`: below lies a caption), or undefined. */
export function notedCrop(note: string): Box | undefined {
  const match = /crop (\d+)x(\d+)\+(\d+)\+(\d+)/.exec(note);
  if (!match) return undefined;
  const [width, height, left, top] = match.slice(1).map(Number);
  return { left, top, width, height };
}

/**
 * What is altered: the `whole` picture, a `local` part, or `nothing`.
 *
 * A row called `generated` whose note says "local damage" is an object set that repaints one part of a photo.
 */
export function alterationScope(row: Pick<ManifestRow, 'role' | 'note'>): 'whole' | 'local' | 'nothing' {
  if (row.role === 'edited' || row.role === 'forged' || /local damage/.test(row.note)) return 'local';
  return row.role === 'generated' ? 'whole' : 'nothing';
}
