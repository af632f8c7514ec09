import type Libsql from 'libsql';
import { ClaimlensError } from '../errors.js';
import { bytesToWords, type EntryRow, fromRow, toRow, unavailable } from './entry.js';
import { createHashIndex, type IndexHit } from './hash-index.js';
import { INSERT_ENTRY, SCHEMA, SCHEMA_VERSION, SELECT_ENTRY } from './sqlite-schema.js';
import type { HashMatch, HashSearch, RegistryStore, Removal, SharedRow, StoredEntry } from './store.js';

/** How long a write waits for the writes of other processes. */
const BUSY_MS = 30_000;

type NumberedRow = EntryRow & { readonly number: number };

/**
 * Opens a registry in one SQLite file (WAL), made when it is not there. All PDQ hashes are also kept in memory, 37
 * bytes each; every search first takes over what other processes wrote.
 *
 * @param path of the file; other processes of the same machine may have it open too
 */
export async function openSqliteStore(path: string): Promise<RegistryStore> {
  const db = await openDatabase(path);
  const index = createHashIndex();
  const statements = {
    insert: db.prepare(INSERT_ENTRY),
    insertFeatures: db.prepare('insert into features (entry, features) values (?, ?)'),
    version: db.prepare('pragma data_version').raw(),
    added: db.prepare('select number, pdq from entries where number > ? order by number').raw(),
    removed: db.prepare('select number, entry from removals where number > ? order by number').raw(),
    ofClaim: db.prepare('select number, sha256 = ? from entries where claim = ?').raw(),
    entry: db.prepare(`${SELECT_ENTRY} where entries.number = ?`),
    list: db.prepare(`${SELECT_ENTRY} where entries.number > ? order by entries.number limit ?`),
    count: db.prepare('select count(*) from entries').raw(),
  };
  let [lastEntry, lastRemoval, version] = [0, 0, -1];
  let stale = true;
  let closed = false;

  /** Takes over what was written since the last call, by this process or another. */
  function follow(): void {
    const [current] = statements.version.get() as [number];
    if (!stale && current === version) return;
    for (const [number, pdq] of statements.added.iterate(lastEntry) as Iterable<[number, Uint8Array]>) {
      index.add(number, bytesToWords(pdq));
      lastEntry = number;
    }
    for (const [number, entry] of statements.removed.iterate(lastRemoval) as Iterable<[number, number]>) {
      index.remove(entry);
      lastRemoval = number;
    }
    version = current;
    stale = false;
  }

  /** Reads one entry of the index; null when it was deleted a moment ago. */
  function read({ number, bits }: IndexHit): HashMatch | null {
    const row = statements.entry.get(number) as NumberedRow | undefined;
    return row ? { number, entry: fromRow(row), pdqBits: bits } : null;
  }

  function isEarlier(than: HashSearch['earlierThan']): (hit: IndexHit) => boolean {
    if (!than) return () => true;
    const rows = statements.ofClaim.all(Buffer.from(than.sha256, 'hex'), than.claim) as [number, number][];
    const own = new Set(rows.map(([number]) => number));
    const first = rows.find(([, sameFile]) => sameFile === 1)?.[0] ?? Number.POSITIVE_INFINITY;
    return ({ number }) => number < first && !own.has(number);
  }

  async function run<T>(work: () => T): Promise<T> {
    if (closed) throw new ClaimlensError('closed', 'registry: expected an open registry, got a closed one');
    try {
      return work();
    } catch (error) {
      throw unavailable(error, `registry ${path}`);
    }
  }

  function write<T>(work: () => T): Promise<T> {
    stale = true;
    return run(() => db.transaction(work).immediate() as T);
  }

  await run(follow);
  return {
    add: (entries) =>
      write(() => {
        let added = 0;
        for (const entry of entries) {
          const { features, ...row } = toRow(entry);
          const { changes, lastInsertRowid } = statements.insert.run(...Object.values(row));
          if (changes === 0) continue;
          statements.insertFeatures.run(lastInsertRowid, features);
          added++;
        }
        return added;
      }),
    search: ({ hashes, radius, limit, earlierThan }) =>
      run(() => {
        follow();
        const hits = index.search(hashes, radius).filter(isEarlier(earlierThan));
        const matches = hits.slice(0, limit).flatMap((hit) => read(hit) ?? []);
        return { matches, total: hits.length };
      }),
    remove: (which) =>
      write(() => {
        const [condition, value] = toCondition(which);
        db.prepare(`insert into removals (entry) select number from entries where ${condition}`).run(value);
        db.prepare(`delete from features where entry in (select number from entries where ${condition})`).run(
          value,
        );
        return db.prepare(`delete from entries where ${condition}`).run(value).changes;
      }),
    list: ({ after, limit }) => run(() => (statements.list.all(after, limit) as NumberedRow[]).map(toStored)),
    count: () => run(() => (statements.count.get() as [number])[0]),
    ...sharedTables(db, run, write),
    async close() {
      if (closed) return;
      closed = true;
      db.close();
    },
  };
}

function toStored(row: NumberedRow): StoredEntry {
  return { number: row.number, entry: fromRow(row) };
}

function toCondition(which: Removal): [string, string | number] {
  return 'claim' in which ? ['claim = ?', which.claim] : ['at < ?', which.before.getTime()];
}

type Run = <T>(work: () => T) => Promise<T>;

function sharedTables(
  db: Libsql.Database,
  run: Run,
  write: Run,
): Pick<RegistryStore, 'addShared' | 'removeShared' | 'searchShared'> {
  const insert = db.prepare(
    'insert into shared (source, reference, day) values (?, ?, ?) on conflict do nothing',
  );
  const insertToken = db.prepare('insert into shared_tokens (token, shared) values (?, ?)');
  return {
    addShared: (source, shared) =>
      write(() => {
        let added = 0;
        for (const { reference, day, tokens } of shared) {
          const { changes, lastInsertRowid } = insert.run(source, reference, day);
          if (changes === 0) continue;
          for (const token of tokens) insertToken.run(token, lastInsertRowid);
          added++;
        }
        return added;
      }),
    removeShared: (source) =>
      write(() => {
        db.prepare(
          'delete from shared_tokens where shared in (select number from shared where source = ?)',
        ).run(source);
        return db.prepare('delete from shared where source = ?').run(source).changes;
      }),
    searchShared: (tokens, limit) =>
      run(
        () =>
          db
            .prepare(
              `select source, reference, day, count(*) as bands
               from shared_tokens join shared on shared.number = shared_tokens.shared
               where token in (${tokens.map(() => '?').join(', ')})
               group by shared.number order by bands desc, shared.number limit ?`,
            )
            .all(...tokens, limit) as SharedRow[],
      ),
  };
}

async function openDatabase(path: string): Promise<Libsql.Database> {
  const { default: Database } = await import('libsql').catch((error: unknown) => {
    throw new ClaimlensError(
      'missing-package',
      'registry: expected the package "libsql" for a registry in a file (npm install libsql)',
      { cause: error },
    );
  });
  try {
    const db = new Database(path);
    db.exec(`pragma busy_timeout = ${BUSY_MS}`);
    // Full: an add that was answered survives the loss of power, not only the end of the process.
    db.exec('pragma journal_mode = wal; pragma synchronous = full');
    const [version] = db.prepare('pragma user_version').raw().get() as [number];
    if (version > SCHEMA_VERSION)
      throw new ClaimlensError(
        'registry-unavailable',
        `registry ${path}: expected schema ${SCHEMA_VERSION}, got ${version} of a newer version`,
      );
    if (version < SCHEMA_VERSION) db.transaction(() => db.exec(SCHEMA)).immediate();
    return db;
  } catch (error) {
    throw unavailable(error, `registry ${path}`);
  }
}
