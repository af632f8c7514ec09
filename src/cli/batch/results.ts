import { closeSync, createReadStream, existsSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { ClaimlensError } from '../../errors.js';

const NEWLINE = 0x0a;

/** Finished lines of a results file. */
interface Finished {
  /** The ids, in file order. */
  readonly ids: readonly string[];
  /** Lines that hold an error. */
  readonly failed: number;
  /** Length in bytes of the whole lines; what follows was cut off while being written. */
  readonly bytes: number;
}

/**
 * Reads which rows a results file already holds. A last line without its newline, or one that is no result, was
 * cut off by the interruption and does not count.
 *
 * @returns nothing finished when there is no file
 * @throws ClaimlensError `invalid-argument` when an earlier line is no result
 */
export async function readFinished(path: string): Promise<Finished> {
  const ids: string[] = [];
  let failed = 0;
  let bytes = 0;
  if (!existsSync(path)) return { ids, failed, bytes };
  let damaged: number | null = null;
  for await (const line of readLines(path)) {
    if (damaged !== null)
      throw new ClaimlensError(
        'invalid-argument',
        `results: expected one result per line in ${path}, got something else in line ${damaged}`,
      );
    const result = line.complete ? parseResult(line.text) : null;
    if (!result) {
      damaged = ids.length + 1;
      continue;
    }
    ids.push(result.id);
    if (result.failed) failed++;
    bytes += line.bytes;
  }
  return { ids, failed, bytes };
}

/** A results file that only grows, one whole line per call. */
export interface ResultsFile {
  append(line: string): void;
  close(): void;
}

/** Opens a results file behind its first `bytes` bytes; what follows is dropped. */
export function openResults(path: string, bytes: number): ResultsFile {
  let descriptor: number;
  try {
    descriptor = openSync(path, bytes > 0 ? 'r+' : 'w');
    ftruncateSync(descriptor, bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ClaimlensError('invalid-argument', `--out: expected a writable file, got ${path} (${code})`, {
      cause: error,
    });
  }
  let position = bytes;
  return {
    append(line) {
      const content = Buffer.from(`${line}\n`);
      for (let written = 0; written < content.length; )
        written += writeSync(descriptor, content, written, content.length - written, position + written);
      position += content.length;
    },
    close: () => closeSync(descriptor),
  };
}

function parseResult(text: string): { id: string; failed: boolean } | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('id' in value) || typeof value.id !== 'string')
      return null;
    if (!('report' in value) && !('error' in value)) return null;
    return { id: value.id, failed: 'error' in value };
  } catch {
    return null;
  }
}

async function* readLines(path: string): AsyncGenerator<{ text: string; bytes: number; complete: boolean }> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let begin = 0;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, begin)) {
      yield { text: rest.toString('utf8', begin, end), bytes: end + 1 - begin, complete: true };
      begin = end + 1;
    }
    rest = rest.subarray(begin);
  }
  if (rest.length > 0) yield { text: rest.toString('utf8'), bytes: rest.length, complete: false };
}
