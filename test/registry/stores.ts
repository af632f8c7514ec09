import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgresStore } from '../../src/registry/postgres-store.js';
import { openSqliteStore } from '../../src/registry/sqlite-store.js';
import type { RegistryStore } from '../../src/registry/store.js';

/** A place for one test's registry, and what to do when the test is over. */
export interface Place {
  readonly location: string;
  open(): Promise<RegistryStore>;
  destroy(): Promise<void>;
}

const POSTGRES_URL = process.env.CLAIMLENS_POSTGRES_URL;
if (!POSTGRES_URL) console.warn('registry: PostgreSQL tests are skipped, CLAIMLENS_POSTGRES_URL is not set');

/** Every backend, with a fresh and empty place per call. */
export const BACKENDS: readonly { name: string; available: boolean; makePlace: () => Promise<Place> }[] = [
  { name: 'SQLite', available: true, makePlace: makeFolder },
  { name: 'PostgreSQL', available: POSTGRES_URL !== undefined, makePlace: makeSchema },
];

async function makeFolder(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'claimlens-registry-'));
  const location = join(folder, 'claims.db');
  return {
    location,
    open: () => openSqliteStore(location),
    destroy: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function makeSchema(): Promise<Place> {
  const { default: pg } = await import('pg');
  const name = `claimlens_test_${randomBytes(6).toString('hex')}`;
  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: POSTGRES_URL });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await run(`create schema ${name}`);
  const url = new URL(POSTGRES_URL as string);
  url.searchParams.set('options', `-c search_path=${name}`);
  return {
    location: url.href,
    open: () => openPostgresStore(url.href),
    destroy: () => run(`drop schema ${name} cascade`),
  };
}
