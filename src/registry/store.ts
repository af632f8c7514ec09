import type { RegistryEntry } from '../artifacts/earlier-claims.js';
import type { SharedFingerprint, SharedTokens } from './sharing.js';

/** Which entries a search asks for. */
export interface HashSearch {
  /** PDQ hashes of the photo under its symmetries, eight words each. */
  readonly hashes: readonly Uint32Array[];
  /** Greatest distance to the nearest of them, 0..256 bits. */
  readonly radius: number;
  /** Entries given back, at most. */
  readonly limit: number;
  /** Leaves out the entries of a claim, and those added after its entry of this file where it has one. */
  readonly earlierThan?: { readonly claim: string; readonly sha256: string };
}

/** Which entries are deleted. */
export type Removal = { readonly claim: string } | { readonly before: Date };

/** An entry with its number in the store: numbers only grow and are never given twice. */
export interface StoredEntry {
  readonly number: number;
  readonly entry: RegistryEntry;
}

/** An entry near the query. */
export interface HashMatch extends StoredEntry {
  /** Distance to the nearest hash of the query. */
  readonly pdqBits: number;
}

/**
 * Where the entries live. Every write is one transaction: after a crash an entry is there as a whole or not at all.
 * Several processes may use one store at a time; a search sees every write that ended before it began.
 *
 * All methods throw ClaimlensError `registry-unavailable` when the database cannot be reached, read or written, and
 * `closed` after `close`.
 */
export interface RegistryStore {
  /** Adds entries whose claim and file are not there yet. @returns how many were new */
  add(entries: readonly RegistryEntry[]): Promise<number>;
  /** Every entry within the radius is counted; the nearest come back, nearest and then oldest first. */
  search(search: HashSearch): Promise<{ readonly matches: readonly HashMatch[]; readonly total: number }>;
  /** @returns how many entries were deleted */
  remove(which: Removal): Promise<number>;
  /** Entries with greater numbers than `after`, in the order of their numbers. */
  list(options: { readonly after: number; readonly limit: number }): Promise<readonly StoredEntry[]>;
  /** @returns number of entries */
  count(): Promise<number>;
  /** Adds another platform's tokens; those of a source and reference that are there are left. @returns how many new */
  addShared(source: string, shared: readonly SharedFingerprint[]): Promise<number>;
  /** Deletes the tokens of a source. @returns how many fingerprints were deleted */
  removeShared(source: string): Promise<number>;
  /** Shared fingerprints with at least one of the tokens, most in common first, at most `limit`. */
  searchShared(tokens: SharedTokens, limit: number): Promise<readonly SharedRow[]>;
  close(): Promise<void>;
}

/** A shared fingerprint that has tokens in common with a query. */
export interface SharedRow {
  readonly source: string;
  readonly reference: string;
  readonly day: string;
  readonly bands: number;
}
