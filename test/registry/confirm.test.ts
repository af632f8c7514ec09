import { fileURLToPath } from 'node:url';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { createArtifacts } from '../../src/artifacts/artifacts.js';
import type { RegistryEntry, RegistryQuery } from '../../src/artifacts/earlier-claims.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import { resolveLimits } from '../../src/photo/limits.js';
import { confirmMatch } from '../../src/registry/confirm.js';

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/files/${name}`, import.meta.url));

async function take(bytes: Buffer): Promise<{ entry: RegistryEntry; query: RegistryQuery }> {
  const photo = await ingestPhoto(bytes, { limits: resolveLimits({}) });
  const get = createArtifacts({ photo, claim: {}, references: [] });
  const { sha256 } = photo;
  return {
    entry: {
      claim: 'C-1',
      buyer: null,
      at: '2026-05-01T00:00:00.000Z',
      fingerprint: await get('fingerprint'),
    },
    query: { hashes: await get('hashes'), view: await get('matchView'), sha256 },
  };
}

let photo: Awaited<ReturnType<typeof take>>;
const picture = sharp(fixture('honest-mug-chip.jpg')).resize(600);
beforeAll(async () => {
  photo = await take(await picture.clone().jpeg({ quality: 92 }).toBuffer());
});

describe('confirmMatch', () => {
  it('takes the same file as it is', () => {
    expect(confirmMatch(photo.entry, photo.query)).toMatchObject({
      confirmedBy: 'file',
      pdqBits: 0,
      dhashBits: 0,
    });
  });

  it.each([
    ['compressed', (image: Sharp) => image.jpeg({ quality: 50 })],
    ['mirrored', (image: Sharp) => image.flop().png()],
    ['turned', (image: Sharp) => image.rotate(90).png()],
  ])('confirms a copy by its features: %s', async (_, change) => {
    const copy = await take(await change(picture.clone()).toBuffer());
    expect(confirmMatch(photo.entry, copy.query)).toMatchObject({ confirmedBy: 'features' });
  });

  it('falls back on both hashes for a copy without features, and drops what has neither', async () => {
    const { query } = await take(await picture.clone().png().toBuffer());
    const bare = { ...photo.entry, fingerprint: { ...photo.entry.fingerprint, features: '' } };
    expect(confirmMatch(bare, query)).toMatchObject({ confirmedBy: 'hashes', inliers: 0 });
    const flat = { ...bare.fingerprint, pdq: { ...bare.fingerprint.pdq, quality: 49 } };
    expect(confirmMatch({ ...bare, fingerprint: flat }, query)).toBeNull();
    const other = await take(await sharp(fixture('listing-mug.jpg')).jpeg().toBuffer());
    const dhash = 'f0'.repeat(8);
    expect(confirmMatch({ ...bare, fingerprint: { ...bare.fingerprint, dhash } }, other.query)).toBeNull();
  });
});
