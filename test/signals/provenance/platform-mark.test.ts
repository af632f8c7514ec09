import { describe, expect, it } from 'vitest';
import { platformMark } from '../../../src/signals/provenance/platform-mark.js';
import * as w from '../../bytes/container-writer.js';
import { honestPhoto, measureFile, readFile, withIptc } from './measure-file.js';

describe('platform-mark', () => {
  it('reads the upload hash of Facebook and Instagram', async () => {
    const text = 'FBMD0f00075d010000dc2100';
    const { value, marks, details } = await readFile(platformMark, withIptc(w.dataset(40, w.ascii(text))));
    expect([value, marks, details.platform]).toEqual([1, [text], 'Facebook / Instagram']);
  });

  it('reads a platform comment', async () => {
    const file = w.jpeg([
      { marker: 0xfe, data: w.ascii('Processed By eBay with ImageMagick, z1.1.0. ||B2') },
    ]);
    expect((await readFile(platformMark, file)).details.platform).toBe('eBay');
  });

  it('leaves other instructions alone', async () => {
    for (const text of ['Not Released', 'FBMD', 'see FBMD0f00075d01'])
      expect((await readFile(platformMark, withIptc(w.dataset(40, w.ascii(text))))).value, text).toBe(0);
    expect((await measureFile(platformMark, honestPhoto())).status).toBe('not-applicable');
  });
});
