import type { LeftOut } from './index-builder.js';
import type { IndexRow } from './index-row.js';

/** Prints what the store holds, by role, kind, family, fold and repository, what was left out, and leaks. */
export function printCounts(
  rows: readonly IndexRow[],
  left: readonly LeftOut[],
  absent: readonly string[],
): void {
  print('role', rows, (row) => row.role);
  print('role and scope', rows, (row) => `${row.role} ${row.scope}`);
  print('kind', rows, (row) => `${row.role} ${row.kind.split(' (')[0]}`);
  const altered = rows.filter((row) => row.family !== '');
  print('generator family', altered, (row) => row.family);
  print('generator', altered, (row) => row.generator);
  print('repository', rows, (row) => row.repo);
  print(
    'left out',
    left,
    (row) => `${row.role}: ${row.reason}`,
    () => 0,
  );
  for (const repo of absent) console.log(`no clone: ${repo}`);
  for (const family of new Set(altered.map((row) => row.family))) {
    const folds = new Set(altered.filter((row) => row.family === family).map((row) => row.fold));
    if (folds.size > 1) console.log(`family in several folds: ${family} (${[...folds].sort().join(', ')})`);
  }
}

function print<T>(
  title: string,
  rows: readonly T[],
  key: (row: T) => string,
  fold: (row: T) => number = (row) => (row as { fold?: number }).fold ?? 0,
): void {
  const counts = new Map<string, number[]>();
  for (const row of rows) {
    const folds = counts.get(key(row)) ?? [0, 0, 0, 0, 0];
    folds[fold(row)]++;
    counts.set(key(row), folds);
  }
  const sum = (folds: readonly number[]) => folds.reduce((a, b) => a + b, 0);
  console.log(`\n${title.padEnd(52)}   all   folds 0..4`);
  for (const [name, folds] of [...counts].sort((a, b) => sum(b[1]) - sum(a[1])))
    console.log(
      `${name.slice(0, 52).padEnd(52)} ${String(sum(folds)).padStart(5)}  ${folds.map((n) => String(n).padStart(5)).join('')}`,
    );
}
