import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type IndexRow, objectPath, readIndex } from '../data/index-row.js';
import { launder } from '../data/launder.js';

// Writes a claims folder of honest photographs alone, for thresholds that a few hundred labelled claims cannot
// support: the store's pristine pictures, each laundered once, at most so many of one repository.
//
//     npx tsx models/fusion/honest.ts STORE OUT_FOLDER

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'per-source': { type: 'string', default: '60' },
    seed: { type: 'string', default: 'honest-20261121' },
  },
});

const [store, folder] = positionals;
if (!store || !folder)
  throw new Error('usage: tsx models/fusion/honest.ts STORE OUT_FOLDER [--per-source 60]');
await mkdir(join(folder, 'photos'), { recursive: true });
const rows = pickPerSource(readIndex(store).filter(isHonest), Number(values['per-source']));
const lines = ['id,photo,reference,mask,label,kind,generator,channel,source'];
for (const [i, row] of rows.entries()) {
  const view = await launder(await readFile(objectPath(store, row.blob)), row, values.seed);
  const photo = `photos/${row.blob}.${view.format}`;
  await writeFile(join(folder, photo), view.bytes);
  const source = row.repo.replace('/', '+');
  lines.push(`${row.blob},${photo},,,pristine,pristine-${row.kind || 'general'},,${view.channel},${source}`);
  if (i % 50 === 0) process.stderr.write(`\r${i} of ${rows.length}`);
}
await writeFile(join(folder, 'claims.csv'), `${lines.join('\n')}\n`);
process.stderr.write(
  `\r${rows.length} photographs of ${new Set(rows.map(({ repo }) => repo)).size} repositories\n`,
);

function isHonest(row: IndexRow): boolean {
  return row.role === 'pristine' && row.pair === undefined;
}

/** The first pictures of each repository in blob order, which is as good as random and the same every time. */
function pickPerSource(pristine: readonly IndexRow[], most: number): IndexRow[] {
  const taken = new Map<string, number>();
  return [...pristine]
    .sort((a, b) => (a.blob < b.blob ? -1 : 1))
    .filter(({ repo }) => {
      const count = taken.get(repo) ?? 0;
      taken.set(repo, count + 1);
      return count < most;
    });
}
