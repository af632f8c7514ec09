import { createReadStream, existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { createInterface } from 'node:readline';
import { ClaimlensError } from '../errors.js';
import type { Registry, RegistryOptions } from '../registry/registry.js';
import type { Language } from '../report/fill.js';
import { describeFound, openQuery } from './registry-search.js';
import { readSharingKey } from './sharing-key.js';
import { print } from './terminal.js';

/** Which registry a subcommand is about. */
export interface RegistryPlace {
  /** Path of an SQLite file, or `postgres://…`. */
  readonly registry: string;
}

/** What `claimlens registry remove` was given: one of the three. */
export interface RemoveArguments extends RegistryPlace {
  readonly claim?: string;
  readonly before?: Date;
  readonly from?: string;
}

/** What `claimlens registry export` was given. */
export interface ExportArguments extends RegistryPlace {
  /** Files. */
  readonly key: string;
  readonly ownKey: string;
}

/** What `claimlens registry import` was given. */
export interface ImportArguments extends RegistryPlace {
  /** File. */
  readonly key: string;
  readonly from?: string;
}

/** What `claimlens registry search` was given. */
export interface SearchArguments extends RegistryPlace {
  /** File. */
  readonly key?: string;
  readonly json?: boolean;
  readonly lang: Language;
}

/** Prints the number of entries. */
export async function countEntries(place: RegistryPlace): Promise<void> {
  await withRegistry(place, {}, async (registry) => print(`${await registry.count()}\n`));
}

/** Deletes, and prints how many entries or shared fingerprints there were. */
export async function removeEntries({ claim, before, from, ...place }: RemoveArguments): Promise<void> {
  const given = [claim, before, from].filter((which) => which !== undefined);
  if (given.length !== 1)
    throw new ClaimlensError(
      'invalid-argument',
      `registry remove: expected one of --claim, --before and --from, got ${given.length}`,
    );
  await withRegistry(place, {}, async (registry) => {
    let removed: number;
    if (from !== undefined) removed = await registry.removeShared(from);
    else removed = await registry.remove(before ? { before } : { claim: claim as string });
    await print(`${removed}\n`);
  });
}

/** Prints the registry as lines for platforms that hold the sharing key. */
export async function exportEntries({ key, ownKey: ownKeyFile, ...place }: ExportArguments): Promise<void> {
  const [sharingKey, ownKey] = [
    await readSharingKey(key, '--key'),
    await readSharingKey(ownKeyFile, '--own-key'),
  ];
  if (sharingKey.equals(ownKey))
    throw new ClaimlensError(
      'invalid-argument',
      '--own-key: expected a key that is not shared, got that of --key',
    );
  await withRegistry(place, { sharingKey }, async (registry) => {
    for await (const line of registry.exportShared({ ownKey })) await print(`${line}\n`);
  });
}

/** Takes in what another platform exported, and prints how many fingerprints are new. */
export async function importEntries(
  file: string,
  { key, from = basename(file, extname(file)), ...place }: ImportArguments,
): Promise<void> {
  const sharingKey = await readSharingKey(key, '--key');
  if (!existsSync(file))
    throw new ClaimlensError('not-found', `registry import: expected a readable file, got ${file}`);
  await withRegistry(place, { sharingKey }, async (registry) => {
    const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
    await print(`${await registry.importShared(from, lines)}\n`);
  });
}

/** Looks for a photo and prints what was found; nothing of it is kept. */
export async function searchEntries(
  photo: string,
  { key, json, lang, ...place }: SearchArguments,
): Promise<void> {
  const sharingKey = key === undefined ? undefined : await readSharingKey(key, '--key');
  const query = await openQuery(photo);
  await withRegistry(place, { sharingKey }, async (registry) => {
    const found = await registry.find(query);
    await print(json ? `${JSON.stringify(found)}\n` : describeFound(found, lang));
  });
}

/** Opens a registry that is there: a name with a typing error makes no empty one. */
async function withRegistry(
  { registry: location }: RegistryPlace,
  options: RegistryOptions,
  work: (registry: Registry) => Promise<void>,
): Promise<void> {
  if (!/^postgres(ql)?:\/\//.test(location) && !existsSync(location))
    throw new ClaimlensError('not-found', `--registry: expected a registry that is there, got ${location}`);
  const { openRegistry } = await import('../registry/index.js');
  const registry = await openRegistry(location, options);
  try {
    await work(registry);
  } finally {
    await registry.close();
  }
}
