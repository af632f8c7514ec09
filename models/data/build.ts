// Builds the local store of training pictures:
//
//   tsx models/data/build.ts --manifest sources.csv --clones DIR [--store DIR] [--exclude DIR]… [--first N]
//
// `--clones` holds one git clone per repository (`owner+name` or `owner/name`, bare or not); only the blobs of the
// manifest are read. `--exclude` names folders of test pictures: whatever looks like one of them is left out.
// Interrupted runs continue: every blob is read and measured once. Same manifest and clones, same index.
//
// The store: objects/ (bytes by blob id), index.jsonl (training rows), folds.json (repository to fold), left-out.jsonl
// (what is not used, and why), probes.jsonl (measurements), pairs.jsonl (aligned pairs, from taef2.py).
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { findGitDirectory, gitBlobId, readBlobs } from './clone-blobs.js';
import { printCounts } from './count-table.js';
import { foldsOf, indexPictures } from './index-builder.js';
import { objectPath } from './index-row.js';
import { type ManifestRow, readManifest } from './manifest.js';
import { type PictureProbe, probePicture } from './picture-probe.js';
import { ProbeLog } from './probe-log.js';

const DEFAULT_STORE = join(tmpdir(), 'claimlens-data');
// One libvips thread per picture and few pictures at a time: the machine is shared.
const PICTURES_AT_ONCE = 2;

const { values: options } = parseArgs({
  options: {
    manifest: { type: 'string' },
    clones: { type: 'string' },
    store: { type: 'string', default: DEFAULT_STORE },
    exclude: { type: 'string', multiple: true, default: [] },
    first: { type: 'string' },
  },
});
if (!options.manifest || !options.clones) {
  console.error('usage: build.ts --manifest FILE --clones DIR [--store DIR] [--exclude DIR]… [--first N]');
  process.exit(2);
}
sharp.concurrency(1);
await build(options.manifest, options.clones, options.store);

async function build(manifestFile: string, clones: string, store: string): Promise<void> {
  const manifest = readManifest(manifestFile);
  const wanted = manifest.filter((row) => row.role !== 'input' && !/^(MAT|FIG)$/.test(row.format));
  const repositories = [...new Set(manifest.map((row) => row.repo))];
  const probes = new ProbeLog(join(store, 'probes.jsonl'));
  const absent: string[] = [];
  for (const repo of repositories.slice(0, options.first ? Number(options.first) : undefined)) {
    const gitDirectory = findGitDirectory(clones, repo);
    if (!gitDirectory) absent.push(repo);
    else
      await storeRepository(
        store,
        gitDirectory,
        wanted.filter((row) => row.repo === repo),
        probes,
      );
    console.error(`${repo}: ${gitDirectory ? 'stored' : 'no clone'}`);
  }
  const testPictures = await probeFolders(options.exclude, probes);
  const { rows, left } = indexPictures(manifest, probes.all, testPictures);
  writeWhole(
    join(store, 'index.jsonl'),
    rows
      .map((row) => JSON.stringify(row))
      .join('\n')
      .concat('\n'),
  );
  writeWhole(
    join(store, 'left-out.jsonl'),
    left
      .map((row) => JSON.stringify(row))
      .join('\n')
      .concat('\n'),
  );
  // Test pictures come from the same repositories: judge each with the model that left its fold out.
  const folds = Object.fromEntries([...foldsOf(manifest).foldOf].sort(([a], [b]) => (a < b ? -1 : 1)));
  writeWhole(join(store, 'folds.json'), `${JSON.stringify(folds, null, 1)}\n`);
  printCounts(rows, left, absent);
}

async function storeRepository(
  store: string,
  gitDirectory: string,
  rows: readonly ManifestRow[],
  probes: ProbeLog,
): Promise<void> {
  const missing = rows.filter(
    (row) => !probes.all.has(row.blob) || (!row.heldOut && !existsSync(objectPath(store, row.blob))),
  );
  // What cannot be decoded is never stored, and need not be tried again.
  const open = missing.filter((row) => !probes.all.get(row.blob)?.error);
  if (open.length === 0) return;
  const heldOut = new Set(open.filter((row) => row.heldOut).map((row) => row.blob));
  const running = new Set<Promise<void>>();
  for await (const { blob, bytes } of readBlobs(
    gitDirectory,
    open.map((row) => row.blob),
  )) {
    const work = probePicture(blob, bytes).then((probe) => {
      if (bytes && !probe.error && !heldOut.has(blob)) writeWhole(objectPath(store, blob), bytes);
      probes.add(probe);
    });
    running.add(work);
    work.finally(() => running.delete(work));
    if (running.size >= PICTURES_AT_ONCE) await Promise.race(running);
  }
  await Promise.all(running);
}

async function probeFolders(folders: readonly string[], probes: ProbeLog): Promise<PictureProbe[]> {
  const found: PictureProbe[] = [];
  for (const folder of folders)
    for (const name of readdirSync(folder).sort()) {
      const bytes = readFileSync(join(folder, name));
      const blob = gitBlobId(bytes);
      if (!probes.all.has(blob)) probes.add(await probePicture(blob, bytes));
      found.push(probes.all.get(blob)!);
    }
  return found;
}

/** A file appears whole or not at all. */
function writeWhole(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, content);
  renameSync(`${file}.part`, file);
}
