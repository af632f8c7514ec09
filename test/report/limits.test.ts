import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createInspector } from '../../src/index.js';
import { listLimits } from '../../src/report/limits.js';
import type { SignalOutcome } from '../../src/run.js';
import { SIGNALS } from '../../src/signals/index.js';
import { photoOf } from '../photo/raster-photo.js';

const fixture = (name: string) => new URL(`../../fixtures/files/c2pa/${name}`, import.meta.url).pathname;

describe('limits of a report', () => {
  it('name an unknown C2PA signer, and only where a manifest was read under no list that holds it', async () => {
    const codes = async (name: string, c2paTrust?: string) => {
      const inspector = await createInspector({ c2paTrust });
      const { limits } = await inspector.inspect({ photo: fixture(name) });
      await inspector.close();
      return limits.map(({ code }) => code);
    };
    expect(await codes('captured.jpg')).toContain('provenance-trust');
    expect(await codes('plain.jpg')).not.toContain('provenance-trust');
    expect(await codes('remote-only.jpg')).not.toContain('provenance-trust');
    const anchor = readFileSync(fixture('anchor.pem'), 'utf8');
    expect(await codes('captured.jpg', anchor)).not.toContain('provenance-trust');
  }, 60_000);

  it('say nothing about the file or the references where the time ran out before them', () => {
    const codesOf = (reading: SignalOutcome['reading']) => {
      const outcomes = SIGNALS.map((signal) => ({ signal, family: 'noise', elapsedMs: 0, reading }) as const);
      return listLimits(photoOf({ width: 800, height: 600, data: new Uint8Array(0) }), 1, outcomes).map(
        ({ code }) => code,
      );
    };
    const late = codesOf({ status: 'failed', error: { code: 'timeout', message: 'late' } });
    expect(late).toEqual([
      'photo-only',
      'no-neural-model',
      'time-limit',
      'staged-scene',
      'calibration-domain',
    ]);
    const absent = codesOf({ status: 'not-applicable', reason: 'not-comparable' });
    expect(absent).toEqual(expect.arrayContaining(['reference-not-aligned', 'no-metadata']));
  });
});
