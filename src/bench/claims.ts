import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { readCsv } from '../csv.js';
import { ClaimlensError } from '../errors.js';

/** One labelled claim of a claims folder; paths are joined with the folder. */
export interface LabelledClaim {
  readonly id: string;
  readonly photo: string;
  readonly references: readonly string[];
  /** Altered pixels are white, in the photo's own geometry; null when there is no mask. */
  readonly mask: string | null;
  readonly forged: boolean;
  /** What the claim is a case of, e.g. `pristine-damage`; the label where the folder names none. */
  readonly kind: string;
  /** Maker of a generated or edited picture; empty when unknown. */
  readonly generator: string;
  /** What the photo went through on its way, e.g. `chat`; empty when unknown. */
  readonly channel: string;
  /** Where the picture comes from: intervals resample sources, never pictures. */
  readonly source: string;
}

const REQUIRED = ['id', 'photo', 'label'] as const;

/**
 * Reads the labels of a claims folder (docs/claims-format.md).
 *
 * @param folder holds `claims.csv` with the columns id, photo, label (pristine | forged) and, where known, reference
 *   (several: a|b), mask, kind, generator, channel, source; further columns are ignored
 * @throws ClaimlensError `not-found` without a readable claims.csv, `invalid-argument` naming the row that does not fit
 */
export async function readClaims(folder: string): Promise<LabelledClaim[]> {
  const path = join(folder, 'claims.csv');
  await access(path).catch((error: unknown) => {
    throw new ClaimlensError('not-found', `claims folder: expected ${path}`, { cause: error });
  });
  const claims: LabelledClaim[] = [];
  const ids = new Set<string>();
  let header: readonly string[] | null = null;
  for await (const fields of readCsv(path)) {
    if (!header) {
      header = fields.map((name) => name.trim());
      const missing = REQUIRED.filter((name) => !header?.includes(name));
      if (missing.length > 0)
        throw new ClaimlensError(
          'invalid-argument',
          `${path}: expected the columns ${REQUIRED.join(', ')}, got no ${missing.join(', ')}`,
        );
      continue;
    }
    const row = Object.fromEntries(header.map((name, i) => [name, (fields[i] ?? '').trim()]));
    const claim = toClaim(row, folder, `${path}, row ${claims.length + 1}`);
    if (ids.has(claim.id))
      throw new ClaimlensError('invalid-argument', `${path}: expected each id once, got ${claim.id} twice`);
    ids.add(claim.id);
    claims.push(claim);
  }
  if (claims.length === 0)
    throw new ClaimlensError('invalid-argument', `${path}: expected at least one claim, got none`);
  return claims;
}

function toClaim(row: Readonly<Record<string, string>>, folder: string, where: string): LabelledClaim {
  for (const name of REQUIRED)
    if (!row[name]) throw new ClaimlensError('invalid-argument', `${where}: expected a ${name}, got none`);
  if (row.label !== 'pristine' && row.label !== 'forged')
    throw new ClaimlensError(
      'invalid-argument',
      `${where}: expected the label pristine or forged, got ${row.label}`,
    );
  const references = (row.reference ?? '').split('|').filter(Boolean);
  return {
    id: row.id,
    photo: join(folder, row.photo),
    references: references.map((path) => join(folder, path)),
    mask: row.mask ? join(folder, row.mask) : null,
    forged: row.label === 'forged',
    kind: row.kind || row.label,
    generator: row.generator ?? '',
    channel: row.channel ?? '',
    source: row.source || row.id,
  };
}
