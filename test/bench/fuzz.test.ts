import { describe, expect, it } from 'vitest';
import { mutate } from '../../bench/fuzz/mutate.js';
import { readMarks } from '../../bench/fuzz/read-marks.js';
import { seedFiles } from '../../bench/fuzz/seeds.js';
import { createRandom } from '../../src/maths/random.js';

describe('damaged files', () => {
  const seeds = seedFiles();

  it('start from files whose marks are all read', async () => {
    const found = new Map<string, Set<string>>();
    for (const { name, bytes, format } of seeds) {
      const { marks, hasManifestStore } = await readMarks(bytes, format);
      found.set(name, new Set([...marks.map(({ mark }) => mark), ...(hasManifestStore ? ['c2pa'] : [])]));
    }
    const all = [
      'aigc-label',
      'generator-parameters',
      'camera',
      'editor',
      'digital-source-type',
      'ai-credit',
      'c2pa',
    ];
    for (const mark of [...all, 'aigc-app-json', 'platform-mark'])
      expect(found.get('jpeg'), mark).toContain(mark);
    for (const name of ['png', 'webp', 'avif', 'heic'])
      for (const mark of all) expect(found.get(name), `${name} ${mark}`).toContain(mark);
    for (const mark of ['aigc-label', 'digital-source-type', 'ai-credit', 'editor', 'c2pa']) {
      expect(found.get('gif'), mark).toContain(mark);
      expect(found.get('tiff'), mark).toContain(mark);
    }
  });

  it('are read without an exception, 400 of them', async () => {
    const random = createRandom(20_261_121);
    for (let index = 0; index < 400; index++) {
      const seed = seeds[Math.floor(random() * seeds.length)];
      const donor = seeds[Math.floor(random() * seeds.length)];
      await readMarks(mutate(seed.bytes, donor.bytes, random), seed.format);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  }, 300_000);

  it('are the same for the same seed, and leave the seed file alone', () => {
    const [{ bytes }] = seeds;
    const before = Buffer.from(bytes).toString('hex');
    const twice = [1, 2].map(() => {
      const random = createRandom(7);
      return Array.from({ length: 5 }, () => Buffer.from(mutate(bytes, bytes, random)).toString('hex'));
    });
    expect(twice[0]).toEqual(twice[1]);
    expect(new Set(twice[0]).size).toBe(5);
    expect(Buffer.from(bytes).toString('hex')).toBe(before);
  });
});
