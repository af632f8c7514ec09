import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packZip } from '../../src/report/zip.js';
import { unpackZip } from './unzip.js';

describe('packZip', () => {
  it('writes an empty archive as the 22 bytes of APPNOTE 4.3.16', () => {
    expect(Buffer.from(packZip([])).toString('hex')).toBe(`504b0506${'00'.repeat(18)}`);
  });

  it('round-trips through an independent reader', () => {
    const name = fc.stringMatching(/^[a-z照é ]{1,8}$/);
    const files = fc.uniqueArray(fc.record({ path: name, bytes: fc.uint8Array({ maxLength: 300 }) }), {
      selector: ({ path }) => path,
      maxLength: 6,
    });
    fc.assert(
      fc.property(files, (list) => {
        const unpacked = unpackZip(packZip(list));
        expect([...unpacked.keys()]).toEqual(list.map(({ path }) => path));
        for (const { path, bytes } of list)
          expect(Buffer.from(unpacked.get(path) ?? []).equals(bytes)).toBe(true);
      }),
    );
  });

  it.each(['/etc/passwd', '../x', 'a/../b', 'a//b', './a', 'a\\b', 'C:x', 'a\0b', ''])(
    'refuses the path %j',
    (path) => {
      expect(() => packZip([{ path, bytes: new Uint8Array() }])).toThrowError(
        expect.objectContaining({ code: 'invalid-argument' }),
      );
    },
  );

  it('refuses a path twice', () => {
    const file = { path: 'a', bytes: new Uint8Array() };
    expect(() => packZip([file, file])).toThrowError(/of its own/);
  });
});

describe.skipIf(!hasPython())('archives in Python’s zipfile (skipped where there is no python3)', () => {
  it('pass its test, with names and contents', () => {
    const folder = mkdtempSync(join(tmpdir(), 'claimlens-zip-'));
    try {
      const path = join(folder, 'x.zip');
      const files = [
        { path: 'report.json', bytes: Buffer.from('{}') },
        { path: 'pictures/照片.jpg', bytes: Buffer.alloc(70_000, 7) },
      ];
      writeFileSync(path, packZip(files));
      const program =
        'import json,sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);print(json.dumps([z.testzip(),[[i.filename,i.file_size,i.date_time[0]] for i in z.infolist()]]))';
      const output = execFileSync('python3', ['-c', program, path], { encoding: 'utf8' });
      expect(JSON.parse(output)).toEqual([
        null,
        [
          ['report.json', 2, 1980],
          ['pictures/照片.jpg', 70_000, 1980],
        ],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
