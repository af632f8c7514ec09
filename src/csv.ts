import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';

// The only file that imports csv-parse.

/**
 * Reads the records of a CSV file one by one: RFC 4180 quoting, byte order mark dropped, empty lines skipped.
 *
 * @returns arrays of fields as written; records may differ in length
 * @throws what csv-parse throws for quoting that cannot be understood, and file system errors
 */
export async function* readCsv(path: string): AsyncGenerator<string[]> {
  const parser = parse({ bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true });
  const file = createReadStream(path);
  file.on('error', (error) => parser.destroy(error));
  yield* file.pipe(parser) as AsyncIterable<string[]>;
}
