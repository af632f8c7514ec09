import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { computeMatchView } from '../../src/artifacts/match-view.js';
import { computeView } from '../../src/artifacts/view.js';
import type { MatchView } from '../../src/matching/registration.js';
import { decodeRaster } from '../../src/pixels/decode.js';
import type { Raster } from '../../src/pixels/plane.js';

/** One row of a claims table. */
export interface ClaimRow {
  readonly id: string;
  readonly photo: string;
  readonly reference: string;
  readonly kind: string;
  readonly channel: string;
  /** The repository a picture came from. */
  readonly source: string;
  readonly blobs: string;
}

/** Reads `claims.csv` of a folder, with the hash that names the data. */
export async function readClaims(folder: string): Promise<{ rows: ClaimRow[]; sha256: string }> {
  const bytes = await readFile(join(folder, 'claims.csv'));
  const rows = parse(bytes, { columns: true }) as ClaimRow[];
  return { rows, sha256: createHash('sha256').update(bytes).digest('hex') };
}

export async function readRaster(path: string): Promise<Raster> {
  return decodeRaster(await readFile(path), { maxPixels: 64e6, timeoutMs: 60_000 });
}

/** A picture at working size with its features. */
export function openView(raster: Raster): MatchView & { scale: number } {
  const view = computeView(raster);
  return { ...computeMatchView(view), scale: view.scale };
}
