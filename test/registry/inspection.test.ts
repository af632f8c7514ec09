import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInspector, type Inspector } from '../../src/index.js';
import { createRegistry, type Registry } from '../../src/registry/registry.js';
import { BACKENDS, type Place } from './stores.js';

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/files/${name}`, import.meta.url));
const DAMAGE = fixture('forged-mug-crack.jpg');
const LISTING = fixture('listing-mug.jpg');

/** The photo as a second buyer sends it: mirrored, smaller, compressed again. */
const copy = () => sharp(DAMAGE).flop().resize({ width: 500 }).jpeg({ quality: 70 }).toBuffer();

for (const { name, available, makePlace } of BACKENDS)
  describe.skipIf(!available)(`inspection with a ${name} registry`, () => {
    let place: Place;
    let registry: Registry;
    let inspector: Inspector;
    beforeEach(async () => {
      place = await makePlace();
      registry = createRegistry(await place.open());
      inspector = await createInspector({ registry, limits: { maxDurationMs: 600_000 } });
    });
    afterEach(async () => {
      await inspector.close();
      await registry.close();
      await place.destroy();
    });

    async function inspect(
      photo: string | Buffer,
      claim: object,
      register = true,
      references: string[] = [],
    ) {
      const { readings, limits } = await inspector.inspect({ photo, claim, references }, { register });
      expect(limits.map(({ code }) => code)).not.toContain('no-registry');
      return readings.find(({ id }) => id === 'registry/earlier-claim');
    }

    it('finds the photo of another buyer, mirrored and compressed again', async () => {
      const first = await inspect(DAMAGE, { id: 'C-1', buyer: 'b-1' });
      expect(first).toMatchObject({ value: 0, details: { candidates: 0 } });
      expect(await inspect(await copy(), { id: 'C-2', buyer: 'b-2' })).toMatchObject({
        value: 1,
        log10Lr: expect.any(Number),
        details: { otherBuyers: 1, earlier: [{ claim: 'C-1', confirmedBy: 'features' }] },
      });
      // The claim that came first stays without a finding, and so does one that is sent again.
      expect(await inspect(DAMAGE, { id: 'C-1', buyer: 'b-1' })).toMatchObject({ value: 0 });
      expect(await registry.count()).toBe(2);
      expect(await inspect(DAMAGE, { id: 'C-3', buyer: 'b-1' }, false)).toMatchObject({
        value: 2,
        details: { otherBuyers: 1, sameBuyer: 1, earlier: [{ confirmedBy: 'file' }, {}] },
      });
      expect(await registry.count()).toBe(2);
    }, 120_000);

    it("takes the merchant's own picture for what it is", async () => {
      await inspect(LISTING, { id: 'C-1', buyer: 'b-1' });
      expect(await inspect(LISTING, { id: 'C-2', buyer: 'b-2' }, true, [LISTING])).toMatchObject({
        value: 0,
        details: { otherBuyers: 0, explainedByReference: 1 },
      });
    }, 120_000);

    it('gives the report without the reading when the registry fails, and does not register silently', async () => {
      await registry.close();
      expect(await inspect(DAMAGE, { id: 'C-1' }, false)).toMatchObject({
        status: 'failed',
        value: null,
        log10Lr: 0,
        reason: expect.stringContaining('closed'),
      });
      await expect(inspect(DAMAGE, { id: 'C-1' }, true)).rejects.toMatchObject({ code: 'closed' });
    }, 120_000);

    it('registers only where it can', async () => {
      await expect(inspect(DAMAGE, { buyer: 'b-1' })).rejects.toMatchObject({ code: 'invalid-argument' });
      expect(await registry.count()).toBe(0);
    });
  });

describe('inspection without a registry', () => {
  it('says so, and registers nothing', async () => {
    const inspector = await createInspector({ limits: { maxDurationMs: 600_000 } });
    const { readings, limits } = await inspector.inspect({ photo: DAMAGE });
    expect(readings.find(({ id }) => id === 'registry/earlier-claim')).toMatchObject({
      reason: 'no-registry',
    });
    expect(limits.map(({ code }) => code)).toContain('no-registry');
    const registering = inspector.inspect({ photo: DAMAGE, claim: { id: 'C-1' } }, { register: true });
    await expect(registering).rejects.toMatchObject({ code: 'invalid-argument' });
    await inspector.close();
  }, 120_000);
});
