import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** One row of a claims folder (`claims.csv`); paths are joined with the folder. */
export interface LabelledClaim {
  readonly id: string;
  readonly photo: string;
  readonly references: readonly string[];
  /** Altered pixels are white, in the photo's own geometry; null when there is no mask. */
  readonly mask: string | null;
  readonly forged: boolean;
  readonly kind: string;
  readonly generator: string;
  readonly channel: string;
  /** Where the picture comes from: splits go by it, never by image. */
  readonly source: string;
}

/**
 * Reads a folder in the claims format.
 *
 * @param folder holds `claims.csv` with the columns id, photo, reference (several: a|b), mask, label
 *   (pristine | forged), kind, generator, channel, source; empty cells mean "none"
 */
export async function readClaims(folder: string): Promise<LabelledClaim[]> {
  const text = await readFile(join(folder, 'claims.csv'), 'utf8');
  const rows = parse(text, { columns: true, bom: true, skip_empty_lines: true }) as Record<string, string>[];
  return rows.map((row) => ({
    id: row.id,
    photo: join(folder, row.photo),
    references: (row.reference ?? '')
      .split('|')
      .filter(Boolean)
      .map((path) => join(folder, path)),
    mask: row.mask ? join(folder, row.mask) : null,
    forged: row.label === 'forged',
    kind: row.kind || row.label,
    generator: row.generator ?? '',
    channel: row.channel ?? '',
    source: row.source ?? '',
  }));
}
