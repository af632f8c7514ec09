import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RegistryEntry } from '../../src/artifacts/earlier-claims.js';
import { hammingDistance, hexToWords } from '../../src/matching/hamming.js';
import { createRandom } from '../../src/maths/random.js';
import type { RegistryStore } from '../../src/registry/store.js';
import { drawHash, makeEntry, turnBits } from './entries.js';
import { BACKENDS, type Place } from './stores.js';

const everything = { hashes: [new Uint32Array(8)], radius: 256, limit: 1000 };

for (const { name, available, makePlace } of BACKENDS)
  describe.skipIf(!available)(`${name} store`, () => {
    let place: Place;
    let store: RegistryStore;
    beforeEach(async () => {
      place = await makePlace();
      store = await place.open();
    });
    afterEach(async () => {
      await store.close();
      await place.destroy();
    });

    it('gives back what was added, also after it was opened again', async () => {
      const entries = [makeEntry(1, { buyer: 'b-1' }), makeEntry(2)];
      expect(await store.add(entries)).toBe(2);
      for (const open of [store, await place.open()]) {
        const listed = await open.list({ after: 0, limit: 10 });
        expect(listed.map(({ entry }) => entry)).toEqual(expect.arrayContaining(entries));
        expect(listed).toHaveLength(2);
        const { matches } = await open.search({
          ...everything,
          hashes: [hexToWords(entries[1].fingerprint.pdq.bits)],
          radius: 0,
        });
        expect(matches).toMatchObject([{ entry: entries[1], pdqBits: 0 }]);
        if (open !== store) await open.close();
      }
    });

    it('adds a photo of a claim once', async () => {
      const entry = makeEntry(1);
      expect(await store.add([entry, entry])).toBe(1);
      expect(
        await store.add([entry, makeEntry(1, { claim: 'C-other' }), makeEntry(2, { claim: 'C-1' })]),
      ).toBe(2);
      expect(await store.count()).toBe(3);
    });

    it.each([0, 15, 16, 31, 32, 60])('finds what brute force finds at radius %i', async (radius) => {
      const random = createRandom(radius);
      const hashes = Array.from({ length: 3 }, () => drawHash(random));
      const entries = Array.from({ length: 120 }, (_, i) => {
        const bits = Math.max(0, radius + Math.floor(random() * 9) - 5);
        return makeEntry(i + 1, { hash: i % 6 === 0 ? undefined : turnBits(hashes[i % 3], bits, random) });
      });
      await store.add(entries);
      const expected = entries.flatMap(({ claim, fingerprint }) => {
        const hash = hexToWords(fingerprint.pdq.bits);
        const pdqBits = Math.min(...hashes.map((query) => hammingDistance(query, hash)));
        return pdqBits <= radius ? [{ claim, pdqBits }] : [];
      });
      const { matches, total } = await store.search({ hashes, radius, limit: 1000 });
      const found = matches.map(({ entry: { claim }, pdqBits }) => ({ claim, pdqBits }));
      const sorted = (list: typeof found) => [...list].sort((a, b) => (a.claim < b.claim ? -1 : 1));
      expect(sorted(found)).toEqual(sorted(expected));
      expect(found.map(({ pdqBits }) => pdqBits)).toEqual(
        expected.map(({ pdqBits }) => pdqBits).sort((a, b) => a - b),
      );
      expect(total).toBe(expected.length);
      const few = await store.search({ hashes, radius, limit: 4 });
      expect(few.total).toBe(expected.length);
      expect(few.matches.map(({ pdqBits }) => pdqBits)).toEqual(
        found.slice(0, 4).map(({ pdqBits }) => pdqBits),
      );
    });

    it('leaves out the asking claim and what was added after it', async () => {
      const hash = drawHash(createRandom(3));
      for (const seed of [1, 2, 3]) await store.add([makeEntry(seed, { hash })]);
      const find = async (claim: string, { fingerprint }: RegistryEntry) => {
        const earlierThan = { claim, sha256: fingerprint.sha256 };
        const { matches, total } = await store.search({ hashes: [hash], radius: 31, limit: 9, earlierThan });
        expect(total).toBe(matches.length);
        return matches.map(({ entry }) => entry.claim);
      };
      expect(await find('C-1', makeEntry(1))).toEqual([]);
      expect(await find('C-2', makeEntry(2))).toEqual(['C-1']);
      // The photo is new in this claim: everything is earlier.
      expect(await find('C-2', makeEntry(4))).toEqual(['C-1', 'C-3']);
      expect(await find('C-4', makeEntry(4))).toEqual(['C-1', 'C-2', 'C-3']);
    });

    it('sees what another connection adds and deletes', async () => {
      const other = await place.open();
      await other.add([makeEntry(1), makeEntry(2, { at: '2026-01-01T00:00:00.000Z' }), makeEntry(3)]);
      expect((await store.search(everything)).total).toBe(3);
      expect(await other.remove({ claim: 'C-1' })).toBe(1);
      expect((await store.search(everything)).total).toBe(2);
      expect(await other.remove({ before: new Date('2026-02-01') })).toBe(1);
      expect((await store.search(everything)).matches.map(({ entry }) => entry.claim)).toEqual(['C-3']);
      // A photo that was deleted can come back.
      expect(await store.add([makeEntry(1)])).toBe(1);
      expect((await other.search(everything)).total).toBe(2);
      await other.close();
    });

    it('says that it is closed', async () => {
      await store.close();
      await expect(store.count()).rejects.toMatchObject({ code: 'closed' });
    });
  });
