import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readClaims } from '../../src/bench/claims.js';
import { makeClaims } from '../../src/bench/synthetic-claims.js';
import { decode } from '../../src/synthetic/camera/encode.js';

it('renders labelled claims, the same for the same seed', { timeout: 120_000 }, async () => {
  const [one, two] = await Promise.all(
    [1, 2].map(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'claimlens-rendered-'));
      await makeClaims(folder, { count: 3, seed: 5 });
      return folder;
    }),
  );
  const claims = await readClaims(one);
  expect(claims.map(({ kind, forged, references }) => [kind, forged, references.length])).toEqual([
    ['pristine-damage', false, 0],
    ['honest-with-reference', false, 1],
    ['painted-on-reference', true, 1],
  ]);
  for (const { photo } of claims)
    expect(await readFile(photo)).toEqual(await readFile(photo.replace(one, two)));
  const { mask, photo } = claims[2];
  const masked = await decode(await readFile(mask as string));
  const sent = await decode(await readFile(photo));
  expect([masked.width, masked.height]).toEqual([sent.width, sent.height]);
  const white = masked.data.filter((value) => value > 127).length / masked.data.length;
  expect(white).toBeGreaterThan(0.0005);
  expect(white).toBeLessThan(0.2);
});
