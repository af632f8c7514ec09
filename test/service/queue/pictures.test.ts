import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openPictureFolder } from '../../../src/service/queue/pictures.js';

const home = mkdtempSync(join(tmpdir(), 'claimlens-pictures-'));
afterAll(() => rmSync(home, { recursive: true }));
const folder = join(home, 'pictures');
mkdirSync(folder);
const pictures = openPictureFolder(folder);
const bytes = new Uint8Array([1, 2, 3]);
const SHA256 = '039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81';

describe('openPictureFolder', () => {
  it('keeps a picture once, by its content', async () => {
    expect(await Promise.all([pictures.put(bytes), pictures.put(bytes)])).toEqual([SHA256, SHA256]);
    expect(await pictures.put(bytes)).toBe(SHA256);
    expect(readdirSync(join(folder, '03'))).toEqual([SHA256]);
    expect(new Uint8Array(await pictures.read({ sha256: SHA256 }))).toEqual(bytes);
  });

  it('does not take other bytes for those that a job named', async () => {
    const name = 'a'.repeat(64);
    mkdirSync(join(folder, 'aa'));
    writeFileSync(join(folder, 'aa', name), bytes);
    await expect(pictures.read({ sha256: name })).rejects.toMatchObject({ code: 'unreadable-photo' });
  });

  it('reads what else lies in the folder, and nothing outside', async () => {
    writeFileSync(join(folder, 'claim.jpg'), bytes);
    writeFileSync(join(home, 'secret'), bytes);
    symlinkSync(join(home, 'secret'), join(folder, 'link.jpg'));
    expect(new Uint8Array(await pictures.read({ path: 'claim.jpg' }))).toEqual(bytes);
    for (const path of ['../secret', join(home, 'secret'), 'link.jpg', '.'])
      await expect(pictures.read({ path })).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(pictures.read({ path: 'gone.jpg' })).rejects.toMatchObject({ code: 'not-found' });
  });
});
