import { COLUMNS } from './entry.js';

/** Kept in `claimlens_registry`. */
export const SCHEMA_VERSION = 1;

// `claimlens_bands` holds 16 places of every hash, 65536 × word + value of its words of 16 bits: hashes within radius
// 31 share at least one of these words up to one bit. A GIN index over arrays of them takes a third of the space and
// took over 50 times as long: every row found is compared with every place asked for.
export const SCHEMA = `
create table if not exists claimlens_registry (version integer not null);
create table if not exists claimlens_entries (
  number bigint generated always as identity primary key,
  claim text not null,
  buyer text,
  at bigint not null,
  sha256 bytea not null,
  width integer not null,
  height integer not null,
  view_width integer not null,
  view_height integer not null,
  quality integer not null,
  pdq bytea not null,
  dhash bytea not null,
  features bytea not null,
  hash bit(256) not null,
  unique (claim, sha256)
);
alter table claimlens_entries alter column features set storage external;
create table if not exists claimlens_bands (
  band integer not null,
  entry bigint not null,
  primary key (band, entry)
);
create index if not exists claimlens_entries_by_time on claimlens_entries (at);
create table if not exists claimlens_shared (
  number bigint generated always as identity primary key,
  source text not null,
  reference text not null,
  day text not null,
  unique (source, reference)
);
create table if not exists claimlens_shared_tokens (
  token bytea not null,
  shared bigint not null references claimlens_shared on delete cascade,
  primary key (token, shared)
);
create index if not exists claimlens_shared_tokens_by_shared on claimlens_shared_tokens (shared);
insert into claimlens_registry select ${SCHEMA_VERSION} where not exists (select from claimlens_registry);
`;

/** Columns of an entry with their types, as arrays for `unnest`. */
const TYPES: Readonly<Record<(typeof COLUMNS)[number], string>> = {
  claim: 'text',
  buyer: 'text',
  at: 'bigint',
  sha256: 'bytea',
  width: 'integer',
  height: 'integer',
  view_width: 'integer',
  view_height: 'integer',
  quality: 'integer',
  pdq: 'bytea',
  dhash: 'bytea',
  features: 'bytea',
};

export const INSERT_ENTRY = `with added as (
    insert into claimlens_entries (${COLUMNS.join(', ')}, hash)
    values (${COLUMNS.map((name, i) => `$${i + 1}::${TYPES[name]}`).join(', ')}, $${COLUMNS.length + 1}::bit(256))
    on conflict (claim, sha256) do nothing returning number)
  insert into claimlens_bands select band, number from added, unnest($${COLUMNS.length + 2}::integer[]) as band`;

/** Deletes entries with their places, which follow from the hash. @returns number of entries as `count` */
export function deleteEntries(condition: string): string {
  return `with gone as (delete from claimlens_entries where ${condition} returning number, pdq),
    bands as (delete from claimlens_bands using gone, generate_series(0, 15) as word
      where entry = number
        and band = word * 65536 + get_byte(pdq, 2 * word) * 256 + get_byte(pdq, 2 * word + 1))
    select count(*)::integer from gone`;
}

const SELECTED = ['number', ...COLUMNS].join(', ');

export const LIST_ENTRIES = `select ${SELECTED} from claimlens_entries where number > $1 order by number limit $2`;

export const READ_ENTRIES = `select ${SELECTED} from claimlens_entries where number = any($1::bigint[])`;

/**
 * Numbers and distances of the near entries, and their count.
 *
 * $1 hashes, $2 radius, $3 limit, $4 and $5 claim and file that they are to be earlier than, or null, $6 bands (where
 * used)
 */
export function searchEntries(queries: number, useBands: boolean): string {
  const distances = Array.from({ length: queries }, (_, i) => `bit_count(hash # ($1::bit(256)[])[${i + 1}])`);
  const measured = `select number, claim, least(${distances.join(', ')})::integer as distance from claimlens_entries`;
  // `offset 0` keeps the planner from taking this apart: left alone it reads the whole table from a million entries on,
  // although the bands name a few thousand.
  const looked = `(select distinct entry from claimlens_bands where band = any($6::integer[])) as near
      cross join lateral (${measured} where number = entry offset 0) as found`;
  return `select number, distance, count(*) over () as total
    from ${useBands ? looked : `(${measured}) as found`}
    where distance <= $2 and ($4::text is null or claim <> $4) and number < coalesce(
      (select own.number from claimlens_entries as own where own.claim = $4 and own.sha256 = $5::bytea), 'infinity'::float8)
    order by distance, number limit $3`;
}

export const SEARCH_SHARED = `select source, reference, day, count(*)::integer as bands
  from claimlens_shared_tokens join claimlens_shared on number = shared
  where token = any($1::bytea[])
  group by number order by bands desc, number limit $2`;
