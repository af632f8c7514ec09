import { cpus, loadavg } from 'node:os';
import pg from 'pg';
import { createRandom } from '../../src/maths/random.js';
import { openPostgresStore } from '../../src/registry/postgres-store.js';

// Radius search over PDQ hashes in PostgreSQL, random hashes made by the server, in a schema that is dropped again.
//
//     CLAIMLENS_POSTGRES_URL=postgres://… npx tsx bench/speed/registry-postgres.ts [hashes = 200000] [searches = 50]

const url = process.env.CLAIMLENS_POSTGRES_URL;
if (!url) throw new Error('CLAIMLENS_POSTGRES_URL: expected a PostgreSQL URL');
const [hashes = 200_000, searches = 50] = process.argv.slice(2).map(Number);
const SCHEMA = 'claimlens_bench';

const FILL = `insert into claimlens_entries
    (claim, at, sha256, width, height, view_width, view_height, quality, pdq, dhash, features, hash)
  select 'B-' || i, 0, decode(lpad(to_hex(i), 64, '0'), 'hex'), 1, 1, 1, 1, 90, pdq, '\\x', '\\x',
    ('x' || encode(pdq, 'hex'))::bit(256)
  from (select i, decode(md5(random()::text) || md5(random()::text), 'hex') as pdq
    from generate_series(1, ${hashes}) as i) as drawn`;

const FILL_BANDS = `insert into claimlens_bands
  select word * 65536 + get_byte(pdq, 2 * word) * 256 + get_byte(pdq, 2 * word + 1) as band, number
  from claimlens_entries, generate_series(0, 15) as word order by band`;

const admin = new pg.Client({ connectionString: url });
await admin.connect();
await admin.query(`drop schema if exists ${SCHEMA} cascade; create schema ${SCHEMA}`);
const location = new URL(url);
location.searchParams.set('options', `-c search_path=${SCHEMA}`);
const store = await openPostgresStore(location.href);
try {
  await admin.query(`set search_path = ${SCHEMA}`);
  const begin = performance.now();
  await admin.query(FILL);
  await admin.query(FILL_BANDS);
  await admin.query('vacuum analyze claimlens_entries, claimlens_bands');
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  const { rows } = await admin.query(
    `select version(), pg_size_pretty(pg_relation_size('claimlens_entries')) as heap,
       pg_size_pretty(pg_indexes_size('claimlens_entries')) as indices,
       pg_size_pretty(pg_total_relation_size('claimlens_bands')) as bands`,
  );
  console.log(
    `${cpus()[0].model}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}, ${rows[0].version.split(',')[0]}`,
  );
  console.log(
    `${hashes} hashes in ${seconds} s; table ${rows[0].heap}, its indices ${rows[0].indices}, multi-index ${rows[0].bands}`,
  );
  for (const queries of [1, 8]) for (const radius of [15, 31]) await measure(queries, radius);
} finally {
  await store.close();
  await admin.query(`drop schema ${SCHEMA} cascade`);
  await admin.end();
}

async function measure(queries: number, radius: number): Promise<void> {
  const random = createRandom(queries);
  const wall: number[] = [];
  for (let i = 0; i < searches + 5; i++) {
    const drawn = Array.from({ length: queries }, () =>
      Uint32Array.from({ length: 8 }, () => random() * 2 ** 32),
    );
    const start = performance.now();
    await store.search({ hashes: drawn, radius, limit: 16 });
    if (i >= 5) wall.push(performance.now() - start);
  }
  wall.sort((a, b) => a - b);
  const at = (share: number) => wall[Math.min(searches - 1, Math.floor(share * searches))].toFixed(1);
  console.log(
    `${queries} hashes, radius ${radius}: least ${wall[0].toFixed(1)} ms, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms (load ${loadavg()[0].toFixed(1)})`,
  );
}
