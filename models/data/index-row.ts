import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Box, Role } from './manifest.js';

/** One training picture in the store. */
export interface IndexRow {
  /** Git blob id of the bytes; the file is `objectPath(store, blob)`. */
  readonly blob: string;
  /** Source repository; for pairs that of the photo they were made from, so that folds hold. */
  readonly repo: string;
  readonly role: Exclude<Role, 'input' | 'mask'>;
  readonly kind: string;
  readonly generator: string;
  /** Coarse family of the generator, `''` for photographs. */
  readonly family: string;
  /** How much of the picture is altered. */
  readonly scope: 'whole' | 'local' | 'nothing';
  /** Pictures of one object or one pair: never to be split between training and validation. */
  readonly group: string;
  /** Upright size in pixels. */
  readonly width: number;
  readonly height: number;
  /** sharp's name of the format. */
  readonly format: string;
  /** 0..4, one per repository. */
  readonly fold: number;
  /** Sampling weight, mean 1: square root of role and of repository within the role. */
  readonly weight: number;
  /** Blob of the unaltered picture when it is in the store, otherwise `''`. */
  readonly original: string;
  /** Blob of the mask when it is in the store, otherwise `''`. Altered pixels are white. */
  readonly mask: string;
  /** The part to use, when the rest carries a caption. */
  readonly crop?: Box;
  /** Rows of one aligned pair share it and meet the same laundering. */
  readonly pair?: string;
}

/** Where the bytes of a blob lie in the store. */
export function objectPath(store: string, blob: string): string {
  return join(store, 'objects', blob.slice(0, 2), blob);
}

/**
 * Reads every training row of a store: the manifest's pictures, then the aligned pairs made from them.
 *
 * @param store folder written by `build.ts`
 * @returns rows in file order; pairs are absent until `taef2.py` ran
 */
export function readIndex(store: string): IndexRow[] {
  return ['index.jsonl', 'pairs.jsonl']
    .map((name) => join(store, name))
    .filter((file) => existsSync(file))
    .flatMap((file) => readJsonLines<IndexRow>(file));
}

/** Reads a file of one JSON value per line; a line cut short by an interruption is dropped. */
export function readJsonLines<T>(file: string): T[] {
  const values: T[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    try {
      if (line) values.push(JSON.parse(line) as T);
    } catch {
      // Only an interrupted write leaves such a line; its picture is measured again.
    }
  }
  return values;
}
