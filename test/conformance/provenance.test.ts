import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FileMarks, readMarks } from '../../bench/fuzz/read-marks.js';
import { type PhotoFormat, sniffFormat } from '../../src/bytes/format.js';

// Every labelled mark of the provenance set is found, and no mark is found that a file does not carry.

const data = process.env.CLAIMLENS_DATA;
const MARKS = [
  'c2pa',
  'aigc-label',
  'aigc-app-json',
  'digital-source-type',
  'ai-credit',
  'generator-parameters',
  'platform-mark',
  'camera',
  'editor',
] as const;

/**
 * Files whose label `none` is wrong, with what they do carry. The eleven fragments of rwcarlsen/goexif end behind
 * their EXIF block: ExifTool stops with "JPEG format error" before it reads it. They hold no picture, so `inspect`
 * refuses them; their EXIF is there all the same.
 */
const WRONG_LABELS = new Map<string, readonly string[]>([
  ['3071b8c9ad96.jpg', ['editor']], // comment "Created with GIMP"
  ['01e160edc757.jpg', ['camera']],
  ['0df59006686d.jpg', ['camera']],
  ['2d08fe7261ff.jpg', ['camera']],
  ['2fb90d69aa8b.jpg', ['camera']],
  ['410bb4a291b6.jpg', ['camera']],
  ['70d0ee8d48e8.jpg', ['camera']],
  ['768159cd7161.jpg', ['camera']],
  ['76cbc297f465.jpg', ['camera', 'editor']],
  ['7a0253106e59.jpg', ['camera']],
  ['95e515c517a7.jpg', ['camera', 'editor']],
  ['b0995b57f979.jpg', ['camera']],
]);

/** `editor` is labelled only where nothing else is: editors beside another mark are proved by their text. */
const PROGRAM = /photoshop|lightroom|gimp|picasa|nikon transfer|camedia master|ducky/i;

interface Row {
  readonly file: string;
  readonly labelled: readonly string[];
  readonly found: ReadonlySet<string>;
  readonly marks: FileMarks['marks'];
}

describe.skipIf(!data)('provenance set (needs CLAIMLENS_DATA)', () => {
  const rows: Row[] = [];

  beforeAll(async () => {
    const folder = join(data ?? '', 'provenance');
    const labels: { file: string; marks: string }[] = parse(readFileSync(join(folder, 'labels.csv')), {
      columns: true,
    });
    for (const { file, marks } of labels) {
      const bytes = readFileSync(join(folder, file));
      const read = await readMarks(bytes, sniffFormat(bytes) as PhotoFormat);
      const found = new Set<string>(read.marks.map(({ mark }) => mark));
      if (read.hasManifestStore) found.add('c2pa');
      const labelled = marks.split(' ').filter((mark) => mark !== 'none');
      rows.push({
        file,
        labelled: [...labelled, ...(WRONG_LABELS.get(file) ?? [])],
        found,
        marks: read.marks,
      });
    }
    const counted = (mark: string, of: (row: Row) => boolean) =>
      rows.filter((row) => of(row) && (row.labelled.includes(mark) || row.found.has(mark))).length;
    console.table(
      Object.fromEntries(
        MARKS.map((mark) => {
          const hit = counted(mark, (row) => row.labelled.includes(mark) && row.found.has(mark));
          const missed = counted(mark, (row) => row.labelled.includes(mark) && !row.found.has(mark));
          const unlabelled = counted(mark, (row) => !row.labelled.includes(mark) && row.found.has(mark));
          return [
            mark,
            {
              labelled: hit + missed,
              found: hit,
              missed,
              unlabelled,
              recall: hit + missed ? hit / (hit + missed) : null,
            },
          ];
        }),
      ),
    );
  }, 300_000);

  it('holds 126 files', () => {
    expect(rows).toHaveLength(126);
  });

  it('finds every labelled mark', () => {
    const missed = rows.flatMap(({ file, labelled, found }) =>
      labelled.filter((mark) => !found.has(mark)).map((mark) => `${file} ${mark}`),
    );
    expect(missed).toEqual([]);
  });

  it('finds nothing else but the programs that ExifTool names, too', () => {
    const extra = rows.flatMap(({ file, labelled, marks }) =>
      marks
        .filter(
          ({ mark, value }) =>
            !labelled.includes(mark) && !(mark === 'editor' && labelled.length > 0 && PROGRAM.test(value)),
        )
        .map(({ mark, value }) => `${file} ${mark} ${value}`),
    );
    expect(extra).toEqual([]);
  });
});
