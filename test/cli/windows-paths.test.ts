import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, win32 } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { locate, readRows } from '../../src/cli/batch/rows.js';

const folder = mkdtempSync(join(tmpdir(), 'claimlens-windows-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('paths of Windows in a claims file', () => {
  it.each([
    ['C:\\photos\\a.jpg', 'C:\\photos\\a.jpg'],
    ['C:/photos/a.jpg', 'C:/photos/a.jpg'],
    ['\\\\server\\share\\a.jpg', '\\\\server\\share\\a.jpg'],
    ['new\\a.jpg', 'D:\\claims\\new\\a.jpg'],
    ['new/a.jpg', 'D:\\claims\\new\\a.jpg'],
    ['..\\a.jpg', 'D:\\a.jpg'],
  ])('%s lies at %s', (path, expected) => {
    expect(locate(path, 'D:\\claims', win32)).toBe(expected);
  });

  it('come out of CSV as they were written: backslashes escape nothing, lines end in CR LF', async () => {
    const path = join(folder, 'claims.csv');
    const [photo, first, second] = ['\\\\nas\\new\\table.jpg', '\\\\nas\\ref\\"a".jpg', 'b\\n.jpg'];
    writeFileSync(
      path,
      `\uFEFFid,photo,reference\r\n1,"${photo}","${first.replaceAll('"', '""')}|${second}"\r\n`,
    );
    const rows = [];
    for await (const row of readRows(path)) rows.push(row);
    expect(rows).toEqual([
      {
        id: '1',
        extra: {},
        task: {
          photo: locate(photo, folder),
          references: [locate(first, folder), locate(second, folder)],
          claim: { id: '1' },
        },
      },
    ]);
    expect(rows[0].task).toMatchObject({ photo: expect.stringContaining(photo) });
  });
});
