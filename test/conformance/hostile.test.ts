import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMarks } from '../../bench/fuzz/read-marks.js';
import { type PhotoFormat, sniffFormat } from '../../src/bytes/format.js';
import { readTar } from './tar.js';

const data = process.env.CLAIMLENS_DATA;
const FORMATS: readonly PhotoFormat[] = ['jpeg', 'png', 'webp', 'avif', 'heic', 'tiff', 'gif'];

describe.skipIf(!data)('hostile set (needs CLAIMLENS_DATA)', () => {
  it('is read to the end, every file as what it is and as every other format', async () => {
    let files = 0;
    for (const { name, bytes } of readTar(readFileSync(join(data ?? '', 'hostile.tar.gz')))) {
      files++;
      const own = FORMATS.find((format) => format === sniffFormat(bytes));
      // All formats for the small ones; large ones as what they are.
      const formats = bytes.length < 20_000 ? FORMATS : [own ?? 'jpeg'];
      for (const format of formats)
        await expect(readMarks(bytes, format), `${name} as ${format}`).resolves.toBeDefined();
    }
    expect(files).toBe(1_043);
    expect(Object.keys(Object.prototype)).toEqual([]);
  }, 300_000);
});
