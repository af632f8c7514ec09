import { readdir, stat, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ClaimlensError } from '../../errors.js';
import type { Adapter, ImportedClaim } from './adapter.js';
import { casia } from './casia.js';
import { coverage } from './coverage.js';
import { fraudbench } from './fraudbench.js';
import { genimage } from './genimage.js';
import { tgif } from './tgif.js';

/** Every benchmark that can be imported, by name. */
const ADAPTERS: Readonly<Record<string, Adapter>> = { casia, coverage, fraudbench, genimage, tgif };

/** What an import wrote. */
interface Imported {
  readonly path: string;
  readonly pristine: number;
  readonly forged: number;
}

/**
 * Writes `claims.csv` into a downloaded benchmark, so that `claimlens bench` can read it. No picture is touched.
 *
 * @param name one of `ADAPTERS`
 * @param options.force overwrites a claims.csv that is there @default false
 * @throws ClaimlensError `invalid-argument` for an unknown name, a folder of another layout, or a claims.csv in place
 */
export async function importBenchmark(
  name: string,
  folder: string,
  { force = false }: { readonly force?: boolean } = {},
): Promise<Imported> {
  const adapter = ADAPTERS[name];
  if (!adapter)
    throw new ClaimlensError(
      'invalid-argument',
      `import: expected one of ${Object.keys(ADAPTERS).join(', ')}, got ${name}`,
    );
  const path = join(folder, 'claims.csv');
  if (!force && (await stat(path).catch(() => null)))
    throw new ClaimlensError('invalid-argument', `import: ${path} is there already; --force overwrites it`);
  const claims = adapter.convert(await listFiles(folder));
  if (claims.length === 0)
    throw new ClaimlensError(
      'invalid-argument',
      `import: expected the layout of ${name} (${adapter.layout}) in ${folder}; see ${adapter.see}`,
    );
  await writeFile(path, formatClaims(claims));
  const forged = claims.filter(({ label }) => label === 'forged').length;
  return { path, pristine: claims.length - forged, forged };
}

/** Lays claims out as CSV (RFC 4180). */
function formatClaims(claims: readonly ImportedClaim[]): string {
  const columns = ['id', 'photo', 'reference', 'mask', 'label', 'kind', 'generator', 'channel', 'source'];
  const rows = claims.map((claim, i) => [
    `i${String(i + 1).padStart(6, '0')}`,
    claim.photo,
    claim.reference ?? '',
    claim.mask ?? '',
    claim.label,
    claim.kind,
    claim.generator ?? '',
    'original',
    claim.source,
  ]);
  return [columns, ...rows].map((row) => `${row.map(quote).join(',')}\n`).join('');
}

function quote(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new ClaimlensError('not-found', `import: expected a readable folder, got ${folder}`, {
      cause: error,
    });
  });
  return entries.map((path) => path.split(sep).join('/')).sort();
}
