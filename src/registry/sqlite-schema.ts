import { COLUMNS } from './entry.js';

/** Kept in the file as `user_version`. */
export const SCHEMA_VERSION = 1;

const BASE = COLUMNS.filter((name) => name !== 'features');

// Local features are 9 kB: apart from the rest, so that opening a registry reads hashes alone. `autoincrement` never
// gives a number twice, so that one process can tell by number what others added; `removals` tells what they deleted.
export const SCHEMA = `
create table if not exists entries (
  number integer primary key autoincrement,
  claim text not null,
  buyer text,
  at integer not null,
  sha256 blob not null,
  width integer not null,
  height integer not null,
  view_width integer not null,
  view_height integer not null,
  quality integer not null,
  pdq blob not null,
  dhash blob not null,
  unique (claim, sha256)
);
create index if not exists entries_by_time on entries (at);
create table if not exists features (entry integer primary key, features blob not null);
create table if not exists removals (number integer primary key autoincrement, entry integer not null);
create table if not exists shared (
  number integer primary key autoincrement,
  source text not null,
  reference text not null,
  day text not null,
  unique (source, reference)
);
create table if not exists shared_tokens (
  token blob not null,
  shared integer not null,
  primary key (token, shared)
) without rowid;
create index if not exists shared_tokens_by_shared on shared_tokens (shared);
pragma user_version = ${SCHEMA_VERSION};
`;

export const INSERT_ENTRY = `insert into entries (${BASE.join(', ')}) values (${BASE.map(() => '?').join(', ')})
  on conflict do nothing`;

export const SELECT_ENTRY = `select entries.number, ${COLUMNS.join(', ')}
  from entries join features on features.entry = entries.number`;
