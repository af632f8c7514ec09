import { COLUMNS } from './entry.js';

/** Kept in `claimlens_registry`. */
export const SCHEMA_VERSION = 1;

// Places of the 16 words of 16 bits by which entries are found: `bands` holds 65536 × word + value. Hashes within
// radius 31 share at least one word up to one bit. A GIN index over them keeps compressed lists of rows.
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
  bands integer[] not null,
  unique (claim, sha256)
);
alter table claimlens_entries alter column features set storage external;
create index if not exists claimlens_entries_bands on claimlens_entries using gin (bands);
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

export const INSERT_ENTRY = `insert into claimlens_entries (${COLUMNS.join(', ')}, hash, bands)
  values (${COLUMNS.map((name, i) => `$${i + 1}::${TYPES[name]}`).join(', ')},
    $${COLUMNS.length + 1}::bit(256), $${COLUMNS.length + 2}::integer[])
  on conflict (claim, sha256) do nothing`;

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
  return `select number, distance, count(*) over () as total
    from (select number, claim, least(${distances.join(', ')})::integer as distance from claimlens_entries
      ${useBands ? 'where bands && $6::integer[]' : ''}) as near
    where distance <= $2 and ($4::text is null or claim <> $4) and number < coalesce(
      (select own.number from claimlens_entries as own where own.claim = $4 and own.sha256 = $5::bytea), 'infinity'::float8)
    order by distance, number limit $3`;
}

export const SEARCH_SHARED = `select source, reference, day, count(*)::integer as bands
  from claimlens_shared_tokens join claimlens_shared on number = shared
  where token = any($1::bytea[])
  group by number order by bands desc, number limit $2`;
