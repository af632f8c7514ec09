import {
  type EarlierClaimFinder,
  type RegistryEntry,
  SAME_PICTURE_BITS,
} from '../artifacts/earlier-claims.js';
import { ClaimlensError } from '../errors.js';
import { DIHEDRAL } from '../matching/dihedral.js';
import { fingerprintHashes } from '../matching/fingerprint.js';
import { confirmMatch } from './confirm.js';
import { parseEntry } from './entry.js';
import {
  checkHeader,
  createTokenMaker,
  makeReference,
  parseShared,
  type SharedFingerprint,
  type TokenMaker,
  writeHeader,
  writeShared,
} from './sharing.js';
import type { RegistryStore, Removal } from './store.js';

/** Near entries that are looked at closely: registrations cost more than the search. */
const MOST_CONFIRMED = 8;
const MOST_SHARED = 16;
/** Entries per page of an export, lines per transaction of an import. */
const PAGE = 500;
// Hashes of flatter pictures mean nothing (the makers' bound): they would meet by chance elsewhere.
const LEAST_SHARED_QUALITY = 50;

/** How a registry is opened. */
export interface RegistryOptions {
  /** The key that platforms agreed on, at least 32 bytes: needed to export, import and find shared fingerprints. */
  readonly sharingKey?: Uint8Array;
}

/** Fingerprints of claim photos: found again in later claims, and deleted when their time is over. */
export interface Registry extends EarlierClaimFinder {
  /**
   * Deletes the entries of a claim, or all registered before a time.
   *
   * @returns how many entries were deleted
   */
  remove(which: Removal): Promise<number>;
  /** @returns number of entries */
  count(): Promise<number>;
  /**
   * The registry as lines (JSON lines, without line ends) for platforms that hold the sharing key: tokens, days and
   * opaque references, in no way photos, claims or buyers. See docs/registry.md for what they reveal.
   *
   * @param ownKey at least 32 bytes that no other platform has: `referenceOf` needs it again
   */
  exportShared(options: { readonly ownKey: Uint8Array }): AsyncGenerator<string>;
  /** The reference under which a claim's photo was exported. */
  referenceOf(options: { readonly ownKey: Uint8Array; claim: string; sha256: string }): string;
  /**
   * Takes in what another platform exported. Lines that are there already are left as they are.
   *
   * @param source name of that platform, for reports
   * @returns how many fingerprints are new
   * @throws ClaimlensError `invalid-report` for lines of another form, `invalid-argument` for another key
   */
  importShared(source: string, lines: AsyncIterable<string> | Iterable<string>): Promise<number>;
  /** Deletes what was imported under a name. @returns how many fingerprints were deleted */
  removeShared(source: string): Promise<number>;
  /** Closes the database. Later calls throw `closed`. */
  close(): Promise<void>;
}

/** Puts a registry on a store. */
export function createRegistry(store: RegistryStore, { sharingKey }: RegistryOptions = {}): Registry {
  const maker = sharingKey === undefined ? null : createTokenMaker(sharingKey);

  return {
    async find(query) {
      const hashes = DIHEDRAL.map((variant) => query.hashes.pdq.variants[variant]);
      const { matches, total } = await store.search({
        hashes,
        radius: SAME_PICTURE_BITS,
        limit: MOST_CONFIRMED,
        earlierThan: query.claim === undefined ? undefined : { claim: query.claim, sha256: query.sha256 },
      });
      const flat = query.hashes.pdq.quality < LEAST_SHARED_QUALITY;
      const tokens = maker && !flat ? hashes.flatMap((hash) => maker.tokens(hash)) : [];
      return {
        matches: matches.flatMap(({ entry }) => confirmMatch(entry, query) ?? []),
        candidates: total,
        shared: tokens.length > 0 ? await store.searchShared(tokens, MOST_SHARED) : [],
      };
    },
    add: (entries) => store.add(entries.map((entry, i) => parseEntry(entry, `entries[${i}]`))),
    remove: (which) => store.remove(which),
    count: () => store.count(),
    exportShared: ({ ownKey }) => exportShared(store, needKey(maker), ownKey),
    referenceOf: ({ ownKey, claim, sha256 }) => makeReference(ownKey, claim, sha256),
    importShared: async (source, lines) => importShared(store, needKey(maker), source, lines),
    removeShared: (source) => store.removeShared(source),
    close: () => store.close(),
  };
}

function needKey(maker: TokenMaker | null): TokenMaker {
  if (maker) return maker;
  throw new ClaimlensError('invalid-argument', 'registry: expected a sharingKey for sharing, got none');
}

async function* exportShared(
  store: RegistryStore,
  maker: TokenMaker,
  ownKey: Uint8Array,
): AsyncGenerator<string> {
  yield writeHeader(maker);
  let after = 0;
  for (;;) {
    const page = await store.list({ after, limit: PAGE });
    for (const { entry } of page)
      if (entry.fingerprint.pdq.quality >= LEAST_SHARED_QUALITY)
        yield writeShared(toShared(entry, maker, ownKey));
    if (page.length < PAGE) return;
    after = page[page.length - 1].number;
  }
}

function toShared({ claim, at, fingerprint }: RegistryEntry, maker: TokenMaker, ownKey: Uint8Array) {
  return {
    reference: makeReference(ownKey, claim, fingerprint.sha256),
    day: at.slice(0, 10),
    tokens: maker.tokens(fingerprintHashes(fingerprint).pdq.bits),
  };
}

async function importShared(
  store: RegistryStore,
  maker: TokenMaker,
  source: string,
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<number> {
  let number = 0;
  let added = 0;
  let page: SharedFingerprint[] = [];
  for await (const line of lines) {
    number++;
    if (number === 1) checkHeader(line, maker);
    else if (line.trim() !== '') page.push(parseShared(line, number));
    if (page.length < PAGE) continue;
    added += await store.addShared(source, page);
    page = [];
  }
  if (number === 0)
    throw new ClaimlensError('invalid-report', 'shared fingerprints: expected a first line, got none');
  return added + (page.length > 0 ? await store.addShared(source, page) : 0);
}
