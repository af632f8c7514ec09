import { loadBullmq, missingPackages, type PostgresConnection, type Queue, type Worker } from './bullmq.js';
import { type Engine, type EngineOptions, ignoreError } from './engine.js';
import { packResult, type ResultStore, unpackResult } from './results.js';

/** Connections of the queue, of its worker, and of the results each; a worker listens on one more. */
const MOST_CONNECTIONS = 2;

const CREATE_RESULTS = `
  create table if not exists claimlens_results (
    key bytea primary key,
    result bytea not null,
    created_at timestamptz not null default now()
  );
  create index if not exists claimlens_results_created_at on claimlens_results using brin (created_at)`;

/** Queue and results in PostgreSQL 14 or newer. Tables are made where they are missing. */
export async function openPostgresEngine(url: string, options: EngineOptions): Promise<Engine> {
  const { name, prefix: schema, keepSeconds } = options;
  const { Queue, Worker, PostgresConnection, createPostgresBackend } = await loadBullmq('pg');
  const common = { connectionString: url, schema, max: MOST_CONNECTIONS };
  const connection = connectOwn(() => new PostgresConnection({ ...common, migrate: true }));
  connection.on('error', ignoreError);
  try {
    await connection.waitUntilReady();
    await createResults(connection, schema);
  } catch (error) {
    await connection.close();
    throw error;
  }
  const queue = new Queue(name, { connection: common }, createPostgresBackend) as unknown as Queue;
  queue.on('error', ignoreError);
  const closers: (() => Promise<unknown>)[] = [() => queue.close(), () => connection.close()];
  return {
    queue,
    openWorker(settings) {
      const worker = new Worker(name, null, { ...settings, connection: common }, createPostgresBackend);
      worker.on('error', ignoreError);
      closers.unshift(() => worker.close(true));
      return worker as unknown as Worker;
    },
    results: openResults(connection.pool, keepSeconds),
    async close() {
      for (const close of closers) await close();
    },
  };
}

/** BullMQ loads the driver itself and says in a plain error that it is missing. */
function connectOwn(connect: () => PostgresConnection): PostgresConnection {
  try {
    return connect();
  } catch (error) {
    if (error instanceof Error && error.message.includes("'pg'"))
      missingPackages(['bullmq', 'pg'], Object.assign(error, { code: 'MODULE_NOT_FOUND' }));
    throw error;
  }
}

/** Two sessions that make one table side by side collide, `if not exists` or not: one waits for the other. */
async function createResults({ pool }: PostgresConnection, schema: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(hashtext($1))', [`${schema}.claimlens_results`]);
    await client.query(CREATE_RESULTS);
    await client.query('commit');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

function openResults(pool: PostgresConnection['pool'], keepSeconds: number): ResultStore {
  const get: ResultStore['get'] = async (key) => {
    const { rows } = await pool.query<{ result: Buffer }>(
      'select result from claimlens_results where key = $1',
      [Buffer.from(key, 'hex')],
    );
    return rows.length === 0 ? null : unpackResult(rows[0].result);
  };
  return {
    get,
    async put(key, result) {
      const { rowCount } = await pool.query(
        'insert into claimlens_results (key, result) values ($1, $2) on conflict (key) do nothing',
        [Buffer.from(key, 'hex'), await packResult(result)],
      );
      return rowCount === 1 ? result : ((await get(key)) ?? result);
    },
    async purge() {
      await pool.query('delete from claimlens_results where created_at < now() - make_interval(secs => $1)', [
        keepSeconds,
      ]);
    },
  };
}
