import { assignFolds, type FoldAssignment, type RepositoryCounts } from './folds.js';
import { generatorFamily } from './generator-family.js';
import type { IndexRow } from './index-row.js';
import { alterationScope, type ManifestRow, notedCrop } from './manifest.js';
import { findDuplicates, type HashedPicture } from './near-duplicates.js';
import type { PictureProbe } from './picture-probe.js';

/** A manifest row that is not in the index, and why. */
export interface LeftOut {
  readonly blob: string;
  readonly repo: string;
  readonly role: string;
  readonly reason:
    | 'unreadable'
    | 'not stored'
    | 'like a test picture'
    | 'same object as a test picture'
    | 'repeated';
  readonly detail: string;
}

// Below this a picture cannot fill one feature tile after laundering.
const MIN_SIDE_PX = 200;

/**
 * Chooses the training pictures, and gives each a fold, a group and a weight.
 *
 * Folds depend on the manifest alone, so they stay the same while a store grows.
 *
 * @param manifest every row, held-out ones included: they mark what training must not resemble
 * @param probes measurements by blob; rows without one are left out as `not stored`
 * @param testPictures measurements of further test pictures
 */
export function indexPictures(
  manifest: readonly ManifestRow[],
  probes: ReadonlyMap<string, PictureProbe>,
  testPictures: readonly PictureProbe[],
): { rows: IndexRow[]; left: LeftOut[] } {
  const left: LeftOut[] = [];
  const leave = (row: ManifestRow, reason: LeftOut['reason'], detail = '') =>
    left.push({ blob: row.blob, repo: row.repo, role: row.role, reason, detail });
  const heldOutGroups = new Set(manifest.filter((row) => row.heldOut).map(pictureGroup));

  const candidates = manifest.filter((row) => {
    if (row.heldOut || row.role === 'input' || row.role === 'mask') return false;
    const probe = probes.get(row.blob);
    if (!probe) leave(row, 'not stored');
    else if (probe.error) leave(row, 'unreadable', probe.error);
    else if (Math.min(probe.width, probe.height) < MIN_SIDE_PX) leave(row, 'unreadable', 'too small');
    else if (heldOutGroups.has(pictureGroup(row))) leave(row, 'same object as a test picture');
    else return true;
    return false;
  });

  const references = [
    ...testPictures,
    ...manifest.filter((row) => row.heldOut && row.role !== 'mask').map((row) => probes.get(row.blob)),
  ].filter((probe) => probe !== undefined && probe.bits !== '') as PictureProbe[];
  const repeated = new Set<string>();
  const byBlob = new Map(candidates.map((row) => [row.blob, row]));
  for (const { key, of, distanceBits } of findRepetitions(candidates, references, probes)) {
    repeated.add(key);
    leave(
      byBlob.get(key)!,
      byBlob.has(of) ? 'repeated' : 'like a test picture',
      `${of} ${distanceBits} bits`,
    );
  }

  const kept = candidates.filter((row) => !repeated.has(row.blob));
  const inIndex = new Set(kept.map((row) => row.blob));
  const maskByPath = new Map(
    manifest.filter((row) => row.role === 'mask').map((row) => [`${row.repo}/${row.path}`, row.blob]),
  );
  const { foldOf } = foldsOf(manifest);
  const weights = samplingWeights(kept);
  const rows = kept.map((row, i): IndexRow => {
    const { width, height, format } = probes.get(row.blob)!;
    const crop = notedCrop(row.note);
    return {
      blob: row.blob,
      repo: row.repo,
      role: row.role as IndexRow['role'],
      kind: row.kind,
      generator: row.generator,
      family: generatorFamily(row.generator),
      scope: alterationScope(row),
      group: pictureGroup(row),
      width,
      height,
      format,
      fold: foldOf.get(row.repo)!,
      weight: weights[i],
      original: inIndex.has(row.original) ? row.original : '',
      mask: usableMask(row),
      ...(crop && { crop }),
    };
  });
  return { rows, left };

  function usableMask(row: ManifestRow): string {
    const mask = row.mask || (maskByPath.get(notedMask(row)) ?? '');
    const probe = probes.get(mask);
    return probe && !probe.error ? mask : '';
  }
}

/** Key of the mask that a note names (`mask=masks/a__b__c.png` stands for `a/b/c.png` of the same repository). */
function notedMask(row: ManifestRow): string {
  const name = /mask=masks\/([^;]+)/.exec(row.note)?.[1] ?? '';
  return `${row.repo}/${name.trim().replaceAll('__', '/')}`;
}

/** The folds of every repository of a manifest; see `assignFolds`. */
export function foldsOf(manifest: readonly ManifestRow[]): FoldAssignment {
  const counts = new Map<string, { classes: Record<string, number>; families: Record<string, number> }>();
  for (const row of manifest) {
    const of = counts.get(row.repo) ?? { classes: {}, families: {} };
    counts.set(row.repo, of);
    if (row.heldOut || row.role === 'input' || row.role === 'mask') continue;
    const className = `${row.role} ${row.role === 'pristine' ? row.kind : alterationScope(row)}`;
    of.classes[className] = (of.classes[className] ?? 0) + 1;
    const family = generatorFamily(row.generator);
    if (family) of.families[family] = (of.families[family] ?? 0) + 1;
  }
  return assignFolds([...counts].map(([repo, of]): RepositoryCounts => ({ repo, ...of })));
}

/** Pictures of one object: named by the note (`category=…; base=…`), else by the picture they were made from. */
export function pictureGroup(row: Pick<ManifestRow, 'repo' | 'blob' | 'original' | 'note'>): string {
  const base = /base=([^;]+)/.exec(row.note)?.[1];
  return base ? `${row.repo}#${base.trim()}` : row.original || row.blob;
}

function findRepetitions(
  candidates: readonly ManifestRow[],
  references: readonly PictureProbe[],
  probes: ReadonlyMap<string, PictureProbe>,
) {
  const pictures: HashedPicture[] = [
    ...references.map((probe) => ({ key: probe.blob, hash: probe, reference: true })),
    ...candidates.map((row) => ({ key: row.blob, hash: probes.get(row.blob)!, reference: false })),
  ];
  return findDuplicates(pictures, (keptIndex, index) => {
    if (keptIndex < references.length) return true;
    const kept = candidates[keptIndex - references.length];
    const row = candidates[index - references.length];
    if (kept.repo !== row.repo) return true;
    // An edit resembles its original, and another edit of it, by design; `group` keeps them on one side.
    return kept.role === row.role && alterationScope(row) !== 'local';
  });
}

/** Square root of role times square root of repository within the role, mean 1. */
function samplingWeights(rows: readonly ManifestRow[]): number[] {
  const count = (key: (row: ManifestRow) => string) => {
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1);
    return counts;
  };
  const ofRole = count((row) => row.role);
  const ofRepo = count((row) => `${row.role} ${row.repo}`);
  // A role weighs sqrt(its pictures) in all; within it, a repository sqrt(its pictures).
  const shares = rows.map((row) => 1 / Math.sqrt(ofRepo.get(`${row.role} ${row.repo}`)!));
  const roleSums = new Map<string, number>();
  for (const [i, row] of rows.entries()) roleSums.set(row.role, (roleSums.get(row.role) ?? 0) + shares[i]);
  const raw = rows.map((row, i) => (shares[i] / roleSums.get(row.role)!) * Math.sqrt(ofRole.get(row.role)!));
  const mean = raw.reduce((a, b) => a + b, 0) / Math.max(1, raw.length);
  return raw.map((weight) => Math.round((weight / mean) * 1e4) / 1e4);
}
