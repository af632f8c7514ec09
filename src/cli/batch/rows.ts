import { createReadStream } from 'node:fs';
import nodePath, { dirname, extname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { readCsv } from '../../csv.js';
import { ClaimlensError, toClaimlensError } from '../../errors.js';

/** What a worker needs to inspect one row. */
export interface Task {
  readonly photo: string;
  readonly references: readonly string[];
  readonly claim: Readonly<Record<string, unknown>>;
}

/** One row of the input: its identity, what is carried over into its result, and its task or why it has none. */
export interface Row {
  /** The `id` column; the number of the row (from 1) when there is none. */
  readonly id: string;
  /** Columns that batch does not know, as they stand in the input. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly task: Task | ClaimlensError;
}

// Taken out of the row; everything else passes through.
const OWN_COLUMNS = ['id', 'photo', 'reference', 'orderedAt', 'deliveredAt', 'claimedAt'] as const;
// These inform the claim where they are given, and still pass through.
const CLAIM_COLUMNS = ['orderedAt', 'shippedAt', 'deliveredAt', 'claimedAt', 'buyer', 'product'] as const;
// Names that a result line needs for itself.
const RESULT_COLUMNS = ['report', 'error'] as const;

/**
 * Reads claims row by row. Bad rows come out as rows with an error; only a file that cannot be read at all throws.
 *
 * @param path `.jsonl` and `.ndjson` hold one JSON object per line, anything else is CSV with a header line
 * @throws ClaimlensError `not-found`, `invalid-argument` (no `photo` column, a column twice, a column named like
 *   a field of the result)
 */
export async function* readRows(path: string): AsyncGenerator<Row> {
  const folder = dirname(resolve(path));
  const records = ['.jsonl', '.ndjson'].includes(extname(path).toLowerCase())
    ? readJsonRecords(path)
    : readCsvRecords(path);
  let number = 0;
  try {
    for await (const record of records) {
      number++;
      yield record instanceof ClaimlensError
        ? { id: String(number), extra: {}, task: record }
        : toRow(record, number, folder);
    }
  } catch (error) {
    if (error instanceof ClaimlensError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const missing = code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR';
    throw missing
      ? new ClaimlensError('not-found', `claims: expected a readable file, got ${path} (${code})`, {
          cause: error,
        })
      : new ClaimlensError('invalid-argument', `claims, after row ${number}: ${message}`, { cause: error });
  }
}

type FileRecord = Readonly<Record<string, unknown>>;

async function* readCsvRecords(path: string): AsyncGenerator<FileRecord | ClaimlensError> {
  let header: readonly string[] | null = null;
  let number = 0;
  for await (const fields of readCsv(path)) {
    if (!header) {
      header = checkHeader(fields.map((name) => name.trim()));
      continue;
    }
    number++;
    const names: readonly string[] = header;
    if (fields.length !== names.length)
      yield new ClaimlensError(
        'invalid-argument',
        `row ${number}: expected ${names.length} columns, got ${fields.length}`,
      );
    else yield Object.fromEntries(names.map((name, i) => [name, fields[i]]));
  }
}

function checkHeader(names: string[]): readonly string[] {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new ClaimlensError('invalid-argument', `claims: expected each column once, got "${twice}" twice`);
  if (!names.includes('photo'))
    throw new ClaimlensError(
      'invalid-argument',
      `claims: expected a column "photo", got ${names.join(', ')}`,
    );
  const taken = RESULT_COLUMNS.find((name) => names.includes(name));
  if (taken)
    throw new ClaimlensError(
      'invalid-argument',
      `claims: expected no column "${taken}", results use that name`,
    );
  return names;
}

async function* readJsonRecords(path: string): AsyncGenerator<FileRecord | ClaimlensError> {
  const lines = createInterface({
    input: createReadStream(path, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let number = 0;
  for await (const line of lines) {
    const text = number === 0 ? line.replace(/^\uFEFF/, '') : line;
    if (text.trim() === '') continue;
    number++;
    yield parseRecord(text, number);
  }
}

function parseRecord(text: string, number: number): FileRecord | ClaimlensError {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return toClaimlensError(error, 'invalid-argument', `row ${number}: expected JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return new ClaimlensError('invalid-argument', `row ${number}: expected a JSON object`);
  const taken = RESULT_COLUMNS.find((name) => name in value);
  if (taken)
    return new ClaimlensError(
      'invalid-argument',
      `row ${number}: expected no field "${taken}", results use that name`,
    );
  return value as FileRecord;
}

function toRow(record: FileRecord, number: number, folder: string): Row {
  const own: readonly string[] = OWN_COLUMNS;
  const given = record.id === undefined || record.id === null ? '' : String(record.id).trim();
  const id = given === '' ? String(number) : given;
  const extra = Object.fromEntries(Object.entries(record).filter(([name]) => !own.includes(name)));
  return { id, extra, task: toTask(record, id, number, folder) };
}

function toTask(record: FileRecord, id: string, number: number, folder: string): Task | ClaimlensError {
  const photo = typeof record.photo === 'string' ? record.photo.trim() : '';
  if (photo === '')
    return new ClaimlensError('invalid-argument', `row ${number}: expected a photo, got none`);
  const list = Array.isArray(record.reference)
    ? record.reference
    : typeof record.reference === 'string'
      ? record.reference.split('|')
      : [];
  const references = list
    .map((reference) => String(reference).trim())
    .filter((reference) => reference !== '');
  const claim: Record<string, unknown> = { id };
  for (const name of CLAIM_COLUMNS) {
    const value = typeof record[name] === 'string' ? record[name].trim() : record[name];
    if (value !== undefined && value !== null && value !== '') claim[name] = value;
  }
  return {
    photo: locate(photo, folder),
    references: references.map((reference) => locate(reference, folder)),
    claim,
  };
}

/** A path of a row, seen from the folder of the claims; `paths` is the system's way of writing paths. */
export function locate(
  path: string,
  folder: string,
  paths: Pick<typeof nodePath, 'isAbsolute' | 'resolve'> = nodePath,
): string {
  return paths.isAbsolute(path) ? path : paths.resolve(folder, path);
}
