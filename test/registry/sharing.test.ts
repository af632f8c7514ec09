import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeDhash } from '../../src/matching/dhash.js';
import { hexToWords } from '../../src/matching/hamming.js';
import { computePdq } from '../../src/matching/pdq.js';
import { createRandom } from '../../src/maths/random.js';
import { createPlane } from '../../src/pixels/plane.js';
import { createRegistry } from '../../src/registry/registry.js';
import {
  BANDS,
  createTokenMaker,
  parseShared,
  TOKEN_BYTES,
  writeShared,
} from '../../src/registry/sharing.js';
import { drawHash, makeEntry, turnBits } from './entries.js';
import { BACKENDS } from './stores.js';

const KEY = Buffer.alloc(32, 7);
const OTHER_KEY = Buffer.alloc(32, 8);
const OWN_KEY = Buffer.alloc(32, 9);
const inCommon = (a: readonly Uint8Array[], b: readonly Uint8Array[]) =>
  a.filter((token, i) => Buffer.from(token).equals(b[i])).length;

describe('tokens', () => {
  const maker = createTokenMaker(KEY);

  it('are HMACs of 64 bits that the key chooses', () => {
    // The first band once more, step by step as docs/registry.md says it.
    const hash = drawHash(createRandom(1));
    const derive = (use: string) =>
      createHmac('sha256', KEY).update(`claimlens/shared-fingerprints/1 ${use}`).digest();
    const seed = derive('band 0');
    const draws = Buffer.concat(
      [0, 1, 2, 3, 4, 5, 6, 7].map((i) => createHmac('sha256', seed).update(Uint8Array.of(i)).digest()),
    );
    const places = Array.from({ length: 256 }, (_, i) => i);
    let bits = 0n;
    for (let i = 0; i < 64; i++) {
      const j = i + (draws.readUInt32LE(4 * i) % (256 - i));
      [places[i], places[j]] = [places[j], places[i]];
      bits |= BigInt((hash[places[i] >> 5] >>> (places[i] & 31)) & 1) << BigInt(i);
    }
    const message = Buffer.alloc(9);
    message.writeBigUInt64LE(bits, 1);
    const expected = createHmac('sha256', derive('tokens')).update(message).digest().subarray(0, 8);
    expect(Buffer.from(maker.tokens(hash)[0])).toEqual(expected);
  });

  it('agree for one hash under one key, and for nothing else', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = createRandom(seed);
        const hash = drawHash(random);
        expect(inCommon(maker.tokens(hash), maker.tokens(hash.slice()))).toBe(BANDS);
        expect(inCommon(maker.tokens(hash), createTokenMaker(OTHER_KEY).tokens(hash))).toBe(0);
        expect(inCommon(maker.tokens(hash), maker.tokens(drawHash(random)))).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it.each([2, 4, 8, 12, 16, 31, 60])(
    'meet for near hashes as often as chance says: %i bits apart',
    (bits) => {
      // A band of 64 places avoids all of `bits` turned ones with probability C(192, bits) / C(256, bits).
      let apart = 1;
      for (let i = 0; i < bits; i++) apart *= (192 - i) / (256 - i);
      const expected = 1 - (1 - apart) ** BANDS;
      const random = createRandom(bits);
      let met = 0;
      const pairs = 400;
      for (let i = 0; i < pairs; i++) {
        const hash = drawHash(random);
        if (inCommon(maker.tokens(hash), maker.tokens(turnBits(hash, bits, random))) > 0) met++;
      }
      // Four standard deviations, and one pair for those that round to none.
      const spread = 4 * Math.sqrt((expected * (1 - expected)) / pairs) + 1 / pairs;
      expect(Math.abs(met / pairs - expected)).toBeLessThan(spread);
    },
  );

  it('need a long key', () => {
    expect(() => createTokenMaker(Buffer.alloc(31))).toThrowError(/at least 32/);
  });
});

/** A photo that nobody took, as an inspection asks for it. */
function makeQuery(seed: number) {
  const random = createRandom(seed);
  const luma = createPlane(64, 64);
  for (let i = 0; i < luma.data.length; i++) luma.data[i] = 255 * random();
  const features = {
    count: 0,
    x: new Float32Array(),
    y: new Float32Array(),
    scale: new Float32Array(),
    angle: new Float32Array(),
    descriptors: new Uint32Array(),
  };
  return {
    hashes: { pdq: computePdq(luma), dhash: computeDhash(luma) },
    view: { width: 64, height: 64, luma, features },
    sha256: '0'.repeat(64),
  };
}

for (const { name, available, makePlace } of BACKENDS)
  describe.skipIf(!available)(`sharing between ${name} registries`, () => {
    it('finds the photo on the other platform, and hands out neither claim nor buyer nor hash', async () => {
      const places = [await makePlace(), await makePlace()];
      const [ours, theirs] = await Promise.all(
        places.map(async (place) => createRegistry(await place.open(), { sharingKey: KEY })),
      );
      const query = makeQuery(5);
      const near = turnBits(query.hashes.pdq.variants.mirror, 3, createRandom(1));
      const entries = [
        ...Array.from({ length: 600 }, (_, i) => makeEntry(i + 10, { buyer: `buyer-${i}` })),
        makeEntry(1, { claim: 'order 4711', buyer: 'buyer-0815', hash: near }),
        makeEntry(2, { claim: 'flat', hash: query.hashes.pdq.bits, quality: 49 }),
      ];
      await theirs.add(entries);
      const lines: string[] = [];
      for await (const line of theirs.exportShared({ ownKey: OWN_KEY })) lines.push(line);
      expect(lines).toHaveLength(1 + entries.length - 1);
      const text = lines.join('\n');
      for (const secret of [
        '4711',
        'buyer',
        entries[600].fingerprint.pdq.bits,
        entries[600].fingerprint.sha256,
      ])
        expect(text).not.toContain(secret);

      expect(await ours.importShared('shop', lines)).toBe(601);
      expect(await ours.importShared('shop', lines)).toBe(0);
      const { shared, matches } = await ours.find(query);
      expect(matches).toEqual([]);
      const reference = theirs.referenceOf({
        ownKey: OWN_KEY,
        claim: 'order 4711',
        sha256: entries[600].fingerprint.sha256,
      });
      expect(shared).toEqual([{ source: 'shop', reference, day: '2026-05-01', bands: expect.any(Number) }]);
      expect(shared[0].bands).toBeGreaterThan(3);
      expect((await ours.find(makeQuery(6))).shared).toEqual([]);
      expect(await ours.removeShared('shop')).toBe(601);
      expect((await ours.find(query)).shared).toEqual([]);
      for (const registry of [ours, theirs]) await registry.close();
      for (const place of places) await place.destroy();
    }, 60_000);
  });

describe('files of shared fingerprints', () => {
  it('are refused under another key, damaged, or empty', async () => {
    const place = await BACKENDS[0].makePlace();
    const registry = createRegistry(await place.open(), { sharingKey: KEY });
    const other = createRegistry(await place.open(), { sharingKey: OTHER_KEY });
    await registry.add([makeEntry(1)]);
    const lines: string[] = [];
    for await (const line of registry.exportShared({ ownKey: OWN_KEY })) lines.push(line);
    await expect(other.importShared('shop', lines)).rejects.toMatchObject({ code: 'invalid-argument' });
    for (const damaged of [
      [],
      ['{}'],
      ['no JSON'],
      [lines[0], '{"reference":"x"}'],
      [lines[0], lines[1].slice(1)],
    ])
      await expect(registry.importShared('shop', damaged)).rejects.toMatchObject({ code: 'invalid-report' });
    const keyless = createRegistry(await place.open());
    await expect(keyless.importShared('shop', lines)).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(() => keyless.exportShared({ ownKey: OWN_KEY })).toThrowError(/sharingKey/);
    for (const open of [registry, other, keyless]) await open.close();
    await place.destroy();
  });

  it('come back as they were written', () => {
    const tokens = createTokenMaker(KEY).tokens(hexToWords('0123456789abcdef'.repeat(4)));
    const shared = { reference: 'ab'.repeat(16), day: '2026-05-01', tokens };
    const { tokens: read, ...rest } = parseShared(writeShared(shared), 2);
    expect(rest).toEqual({ reference: shared.reference, day: shared.day });
    expect(read.map((token) => token.length)).toEqual(Array(BANDS).fill(TOKEN_BYTES));
    expect(inCommon(read, tokens)).toBe(BANDS);
  });
});
