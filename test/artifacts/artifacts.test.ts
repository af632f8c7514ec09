import { describe, expect, it } from 'vitest';
import { createArtifacts } from '../../src/artifacts/artifacts.js';
import { parseClaim } from '../../src/artifacts/claim.js';
import type { Photo } from '../../src/photo/photo.js';
import { photoOf } from '../photo/raster-photo.js';

const PHOTO = photoOf({ width: 64, height: 48, data: new Uint8Array(64 * 48 * 3).fill(77) });

describe('createArtifacts', () => {
  it('computes an artifact once and shares it', async () => {
    const get = createArtifacts({ photo: PHOTO, claim: {}, references: [] });
    const [first, second] = await Promise.all([get('view'), get('view')]);
    expect(first).toBe(second);
    expect(first.luma.data[0]).toBeCloseTo(77, 4);
    expect(first.raster).toBe(PHOTO.raster);
  });

  it('hands inputs through untouched', async () => {
    const get = createArtifacts({ photo: PHOTO, claim: { id: 'a' }, references: [] });
    expect(await get('photo')).toBe(PHOTO);
    expect((await get('claim')).id).toBe('a');
  });

  it('remembers an error like a value', async () => {
    const broken = { ...PHOTO, raster: null as unknown as Photo['raster'] };
    const get = createArtifacts({ photo: broken, claim: {}, references: [] });
    const errors = await Promise.all([get('view').catch((e) => e), get('view').catch((e) => e)]);
    expect(errors[0]).toBeInstanceOf(TypeError);
    expect(errors[1]).toBe(errors[0]);
  });
});

describe('parseClaim', () => {
  it('accepts dates, times with offset, and local times', () => {
    const claim = {
      orderedAt: '2026-03-01',
      deliveredAt: '2026-03-04T10:00:00+08:00',
      claimedAt: '2026-03-05T09:30:00',
    };
    expect(parseClaim(claim)).toEqual(claim);
    expect(parseClaim(undefined)).toEqual({});
  });

  it('names the field that does not fit', () => {
    expect(() => parseClaim({ orderedAt: 'yesterday' })).toThrow(/claim\.orderedAt/);
    expect(() => parseClaim({ id: 7 })).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
