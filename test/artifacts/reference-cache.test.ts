import { describe, expect, it } from 'vitest';
import { computeHashes, computeMatchView } from '../../src/artifacts/match-view.js';
import { createReferenceCache } from '../../src/artifacts/reference-cache.js';
import { computeView } from '../../src/artifacts/view.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import { resolveLimits } from '../../src/photo/limits.js';
import { encodePng } from '../../src/pixels/decode.js';
import { createScene, renderScene } from '../matching/scene.js';

const draw = (seed: number) => encodePng(renderScene(createScene(seed, 96), 96, 80));
const first = await draw(71);
const open = (limits = {}) => {
  const cache = createReferenceCache(resolveLimits(limits));
  return (bytes: Uint8Array) => cache.open(bytes, 'references[0]');
};

describe('reference cache', () => {
  it('gives what follows from the file', async () => {
    const photo = await ingestPhoto(first);
    const view = computeView(photo.raster);
    const reference = await open()(first);
    const { sha256, format, width, height } = photo;
    expect(reference).toMatchObject({ sha256, format, width, height, bytes: first, view });
    expect(reference.hashes()).toEqual(computeHashes(view));
    expect(reference.match()).toEqual(computeMatchView(view));
    expect(await reference.openRaster()).toEqual(photo.raster);
  });

  it('takes a file in once, whether given as one array or as two, at once or again', async () => {
    const take = open();
    const [a, b] = await Promise.all([take(first), take(first.slice())]);
    const c = await take(first);
    for (const other of [b, c]) {
      expect(other.view).toBe(a.view);
      expect(other.match()).toBe(a.match());
      expect(other.hashes()).toBe(a.hashes());
      expect(other.screen()).toBe(a.screen());
    }
  });

  it('keeps the given number and forgets the least recently used', async () => {
    const take = open({ maxCachedReferences: 2 });
    const [second, third] = [await draw(72), await draw(73)];
    const one = await take(first);
    const two = await take(second);
    expect((await take(first)).view).toBe(one.view);
    await take(third);
    expect((await take(first)).view).toBe(one.view);
    expect((await take(second)).view).not.toBe(two.view);
  });

  it('does not remember failures', async () => {
    const take = open();
    const broken = new Uint8Array(64).fill(7);
    for (let time = 0; time < 2; time++)
      await expect(take(broken)).rejects.toMatchObject({ code: 'unreadable-photo' });
  });
});
