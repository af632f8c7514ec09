import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Row, readRows } from '../../../src/cli/batch/rows.js';
import { ClaimlensError } from '../../../src/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'claimlens-rows-'));
let files = 0;

async function read(content: string, extension = 'csv'): Promise<Row[]> {
  const path = join(folder, `${files++}.${extension}`);
  writeFileSync(path, content);
  const rows: Row[] = [];
  for await (const row of readRows(path)) rows.push(row);
  return rows;
}

describe('readRows', () => {
  it('reads claims, resolves paths against the folder of the file and passes other columns through', async () => {
    const [row] = await read(
      '\ufeffid,photo,reference,orderedAt,deliveredAt,claimedAt,note,buyer\nA1, p/a.jpg ,x.jpg| /abs/y.jpg |,2026-05-01,,2026-05-12T10:00:00Z," a, ""b"" ",k7\n',
    );
    expect(row).toEqual({
      id: 'A1',
      extra: { note: ' a, "b" ', buyer: 'k7' },
      task: {
        photo: join(folder, 'p/a.jpg'),
        references: [join(folder, 'x.jpg'), '/abs/y.jpg'],
        claim: { id: 'A1', orderedAt: '2026-05-01', claimedAt: '2026-05-12T10:00:00Z', buyer: 'k7' },
      },
    });
  });

  it('numbers rows without an id and keeps rows that cannot be inspected', async () => {
    const rows = await read('photo,id\na.jpg,\n,B\nc.jpg,C,extra\n"d.jpg",D\n');
    expect(rows.map(({ id }) => id)).toEqual(['1', 'B', '3', 'D']);
    expect(rows.map(({ task }) => (task instanceof ClaimlensError ? task.message : 'ok'))).toEqual([
      'ok',
      'row 2: expected a photo, got none',
      'row 3: expected 2 columns, got 3',
      'ok',
    ]);
  });

  it('reads JSON lines, with references as a list or as text, and keeps lines that are no object', async () => {
    const rows = await read(
      '{"id":7,"photo":"a.jpg","reference":["x.jpg","y.jpg"],"deep":{"n":1}}\n\nnot json\n[1]\n{"photo":"b.jpg","reference":"x.jpg|y.jpg"}',
      'jsonl',
    );
    expect(rows.map(({ id }) => id)).toEqual(['7', '2', '3', '4']);
    expect(rows[0]).toMatchObject({
      extra: { deep: { n: 1 } },
      task: { references: [join(folder, 'x.jpg'), join(folder, 'y.jpg')] },
    });
    expect(rows[1].task).toMatchObject({ code: 'invalid-argument' });
    expect(rows[2].task).toMatchObject({
      code: 'invalid-argument',
      message: 'row 3: expected a JSON object',
    });
    expect(rows[3]).toMatchObject({ task: { photo: join(folder, 'b.jpg') } });
  });

  it('refuses files that cannot be claims at all', async () => {
    await expect(read('id,picture\n1,a.jpg\n')).rejects.toMatchObject({
      code: 'invalid-argument',
      message: 'claims: expected a column "photo", got id, picture',
    });
    await expect(read('photo,a,a\nx,1,2\n')).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(read('photo,report\nx,1\n')).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(async () => {
      for await (const _ of readRows(join(folder, 'absent.csv'))) expect.unreachable();
    }).rejects.toMatchObject({ code: 'not-found' });
    await expect(async () => {
      for await (const _ of readRows(join(folder, 'absent.jsonl'))) expect.unreachable();
    }).rejects.toMatchObject({ code: 'not-found' });
  });

  it('gives one row per written row, whatever the other columns hold', async () => {
    // A line of only empty fields is still a row; a wholly empty line is not, so ids are never empty.
    const id = fc.stringMatching(/^[a-zA-Z0-9-]{1,8}$/);
    const cell = fc.string({ unit: 'binary-ascii', maxLength: 12 }).filter((text) => !text.includes('\r'));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(id, cell), { maxLength: 8 }), async (cells) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const lines = cells.map(([name, text]) => `${name},p.jpg,${quote(text)}`);
        const rows = await read(`id,photo,note\n${lines.join('\n')}\n`);
        expect(rows.map((row) => [row.id, row.extra.note])).toEqual(cells);
      }),
      { numRuns: 60, seed: 11 },
    );
  });
});
