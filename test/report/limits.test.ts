import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createInspector } from '../../src/index.js';

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
});
