import type Pg from 'pg';
import { ClaimlensError } from '../errors.js';
import { BANDS_RADIUS, listBands, listProbes } from './bands.js';
import { bytesToWords, COLUMNS, type EntryRow, fromRow, toRow, unavailable } from './entry.js';
import {
  deleteEntries,
  INSERT_ENTRY,
  LIST_ENTRIES,
  READ_ENTRIES,
  SCHEMA,
  SCHEMA_VERSION,
  SEARCH_SHARED,
  searchEntries,
} from './postgres-schema.js';
import type { HashMatch, HashSearch, RegistryStore, StoredEntry } from './store.js';

/** Connections of one process. */
const MOST_CONNECTIONS = 4;
/** A database that takes no connection for so long cannot be reached. */
const CONNECT_MS = 10_000;
/** Names the advisory lock under which the tables are made. */
const SCHEMA_LOCK = 0x636c_6c6e;

/** Rows come with big integers as text. */
type NumberedRow = Omit<EntryRow, 'at'> & { readonly number: string; readonly at: string };

/**
 * Opens a registry in PostgreSQL 14 or newer. Every search is one query over a multi-index of the hashes; nothing is
 * kept in this process, so that any number of processes and machines can share one registry.
 *
 * @param url `postgres://…`; tables are made in the first schema of the connection's search path
 */
export async function openPostgresStore(url: string): Promise<RegistryStore> {
  const { default: pg } = await import('pg').catch((error: unknown) => {
    throw new ClaimlensError(
      'missing-package',
      'registry: expected the package "pg" for a registry in PostgreSQL (npm install pg)',
      { cause: error },
    );
  });
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    allowExitOnIdle: true,
  });
  // A connection that breaks while idle is replaced at the next query, which reports what is wrong then.
  pool.on('error', () => undefined);
  let closed = false;

  async function run<T>(work: () => Promise<T>): Promise<T> {
    if (closed) throw new ClaimlensError('closed', 'registry: expected an open registry, got a closed one');
    try {
      return await work();
    } catch (error) {
      throw unavailable(error, 'registry (PostgreSQL)');
    }
  }

  const query = async <Row extends Pg.QueryResultRow>(text: string, values: unknown[]) =>
    run(() => pool.query<Row>(text, values));

  /** One transaction: all of it, or nothing. */
  const transact = <T>(work: (client: Pg.PoolClient) => Promise<T>): Promise<T> =>
    run(async () => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const result = await work(client);
        await client.query('commit');
        client.release();
        return result;
      } catch (error) {
        // A connection in an unknown state is not given back.
        client.release(true);
        throw error;
      }
    });

  try {
    await transact(createTables);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    add: (entries) =>
      transact(async (client) => {
        let added = 0;
        // In one order everywhere: transactions that add the same entries wait for each other and never in a circle.
        const rows = entries.map(toRow).sort((a, b) => (entryKey(a) < entryKey(b) ? -1 : 1));
        for (const row of rows) {
          const hash = bytesToWords(row.pdq);
          const values = [...COLUMNS.map((name) => row[name]), toBits(hash), listBands(hash)];
          if ((await client.query(INSERT_ENTRY, values)).rowCount) added++;
        }
        return added;
      }),
    search: (search) => run(() => searchNear(pool, search)),
    remove: async (which) => {
      const [condition, value] =
        'claim' in which ? ['claim = $1', which.claim] : ['at < $1', which.before.getTime()];
      return (await query<{ count: number }>(deleteEntries(condition), [value])).rows[0].count;
    },
    list: async ({ after, limit }) =>
      (await query<NumberedRow>(LIST_ENTRIES, [after, limit])).rows.map(toStored),
    count: async () =>
      Number((await query<{ count: string }>('select count(*) from claimlens_entries', [])).rows[0].count),
    addShared: (source, shared) =>
      transact(async (client) => {
        let added = 0;
        for (const { reference, day, tokens } of [...shared].sort((a, b) =>
          a.reference < b.reference ? -1 : 1,
        )) {
          const { rowCount } = await client.query(
            `with added as (insert into claimlens_shared (source, reference, day) values ($1, $2, $3)
               on conflict (source, reference) do nothing returning number)
             insert into claimlens_shared_tokens (token, shared)
               select token, number from added, unnest($4::bytea[]) as token`,
            [source, reference, day, tokens.map((token) => Buffer.from(token))],
          );
          if (rowCount) added++;
        }
        return added;
      }),
    removeShared: async (source) =>
      (await query('delete from claimlens_shared where source = $1', [source])).rowCount ?? 0,
    searchShared: async (tokens, limit) => {
      const { rows } = await query(SEARCH_SHARED, [tokens.map((token) => Buffer.from(token)), limit]);
      return rows as never;
    },
    async close() {
      if (closed) return;
      closed = true;
      await pool.end();
    },
  };
}

async function createTables(client: Pg.PoolClient): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
  await client.query(SCHEMA);
  const { rows } = await client.query<{ version: number }>('select version from claimlens_registry');
  if (rows[0].version > SCHEMA_VERSION)
    throw new ClaimlensError(
      'registry-unavailable',
      `registry (PostgreSQL): expected schema ${SCHEMA_VERSION}, got ${rows[0].version} of a newer version`,
    );
}

async function searchNear(pool: Pg.Pool, { hashes, radius, limit, earlierThan }: HashSearch) {
  const useBands = radius <= BANDS_RADIUS;
  const near = await pool.query<{ number: string; distance: number; total: string }>(
    searchEntries(hashes.length, useBands),
    [
      hashes.map(toBits),
      radius,
      limit,
      earlierThan?.claim ?? null,
      earlierThan ? Buffer.from(earlierThan.sha256, 'hex') : null,
      ...(useBands ? [listProbes(hashes, radius)] : []),
    ],
  );
  if (near.rows.length === 0) return { matches: [], total: 0 };
  const { rows } = await pool.query<NumberedRow>(READ_ENTRIES, [near.rows.map(({ number }) => number)]);
  const entries = new Map(rows.map((row) => [row.number, toStored(row)]));
  const matches = near.rows.flatMap(({ number, distance }): HashMatch[] => {
    const stored = entries.get(number);
    return stored ? [{ ...stored, pdqBits: distance }] : [];
  });
  return { matches, total: Number(near.rows[0].total) };
}

function toStored(row: NumberedRow): StoredEntry {
  return { number: Number(row.number), entry: fromRow({ ...row, at: Number(row.at) }) };
}

function entryKey({ claim, sha256 }: EntryRow): string {
  return `${claim} ${Buffer.from(sha256).toString('hex')}`;
}

function toBits(hash: Uint32Array): string {
  return Array.from(hash, (word) => word.toString(2).padStart(32, '0')).join('');
}
