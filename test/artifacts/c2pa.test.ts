import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { computeC2pa } from '../../src/artifacts/c2pa.js';
import { type C2paOptions, readC2pa } from '../../src/bytes/c2pa.js';
import { parseC2paStore, sourceTypeTerm } from '../../src/bytes/c2pa-store.js';
import type { PhotoFormat } from '../../src/bytes/format.js';
import { sniffFormat } from '../../src/bytes/format.js';
import { walkContainer } from '../../src/bytes/walk.js';
import { readXmp } from '../../src/bytes/xmp.js';

const PROVENANCE = process.env.CLAIMLENS_DATA && join(process.env.CLAIMLENS_DATA, 'provenance');
const FILES = new URL('../../fixtures/files/c2pa/', import.meta.url);

function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, FILES)));
}

function facts(bytes: Uint8Array, options?: C2paOptions) {
  const container = walkContainer(bytes, sniffFormat(bytes) as PhotoFormat);
  const packets = readXmp(container.blocks.filter(({ kind }) => kind === 'xmp'));
  return computeC2pa(bytes, container, packets, options);
}

/** A JPEG with one XMP packet in front of everything else. */
function withXmp(jpeg: Uint8Array, body: string): Uint8Array {
  const packet = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dcterms="http://purl.org/dc/terms/" ${body}</rdf:RDF></x:xmpmeta>`;
  const segment = Buffer.from(`http://ns.adobe.com/xap/1.0/\0${packet}`);
  const length = segment.length + 2;
  return new Uint8Array(
    Buffer.concat([
      jpeg.slice(0, 2),
      Uint8Array.of(0xff, 0xe1, length >> 8, length & 255),
      segment,
      jpeg.slice(2),
    ]),
  );
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('computeC2pa on signed pictures of our own', () => {
  it('reads a declaration that the picture was generated', async () => {
    const found = await facts(fixture('generated.jpg'));
    expect(found).toMatchObject({
      state: 'embedded',
      intact: true,
      trusted: false,
      mismatches: [],
      claimGenerator: 'claimlens fixtures 1',
      signer: { name: 'Fixture Signer', issuer: 'Claimlens' },
      sourceTypes: [{ term: 'trainedAlgorithmicMedia', of: 'active' }],
    });
    expect(found.where).toMatch(/APP11/);
  });

  it('reads edits, the agent and what the file was made from', async () => {
    const found = await facts(fixture('edited.jpg'));
    expect(found.ingredients).toBe(1);
    expect(found.sourceTypes).toEqual([
      { term: 'compositeWithTrainedAlgorithmicMedia', of: 'active' },
      { term: 'digitalCapture', of: 'ingredient' },
    ]);
    expect(found.actions.map(({ softwareAgent }) => softwareAgent)).toContain('Fill Tool');
  });

  it('keeps the declaration of an ingredient after a crop', async () => {
    const found = await facts(fixture('cropped-generated.jpg'));
    expect(found.sourceTypes).toEqual([{ term: 'trainedAlgorithmicMedia', of: 'ingredient' }]);
  });

  it('trusts signers only under a given anchor', async () => {
    const trustAnchors = readFileSync(new URL('anchor.pem', FILES), 'utf8');
    expect((await facts(fixture('captured.jpg'), { trustAnchors })).trusted).toBe(true);
    expect((await facts(fixture('captured.jpg'))).trusted).toBe(false);
    const stranger = await facts(fixture('captured.jpg'), { trustAnchors: foreignAnchor() });
    expect(stranger).toMatchObject({ trusted: false, mismatches: [] });
  });

  it('tells redacted, remote-only, missing and absent manifests apart', async () => {
    const redacted = await facts(fixture('redacted.jpg'));
    expect(redacted).toMatchObject({ state: 'redacted', intact: true });
    expect(redacted.redactions).toEqual([expect.stringMatching(/org\.claimlens\.note$/)]);

    const remote = await facts(fixture('remote-only.jpg'));
    expect(remote).toMatchObject({ state: 'remote-only', pointer: 'http://127.0.0.1:49152/manifest.c2pa' });

    for (const body of [
      'dcterms:provenance="self#jumbf=/c2pa/a/c2pa.claim"/>',
      '><dcterms:provenance>self#jumbf=/c2pa/a/c2pa.claim</dcterms:provenance></rdf:Description>',
    ]) {
      const missing = await facts(withXmp(fixture('plain.jpg'), body));
      expect(missing).toMatchObject({ state: 'missing', pointer: 'self#jumbf=/c2pa/a/c2pa.claim' });
    }
    expect((await facts(fixture('plain.jpg'))).state).toBe('none');
    expect((await facts(withXmp(fixture('plain.jpg'), '/>'))).state).toBe('none');
  });

  it('finds a changed pixel byte and a changed manifest byte', async () => {
    const pixels = fixture('generated.jpg');
    pixels[pixels.length - 40] ^= 1;
    const changed = await facts(pixels);
    expect(changed.mismatches.map(({ code }) => code)).toEqual(['assertion.dataHash.mismatch']);
    expect(changed.intact).toBe(false);

    const declaration = fixture('generated.jpg');
    declaration[Buffer.from(declaration).indexOf('digitalsourcetype/trained') + 18] ^= 1;
    expect((await facts(declaration)).mismatches.map(({ code }) => code)).toEqual([
      'assertion.hashedURI.mismatch',
    ]);
  });

  it('says when the package is missing, and does not load it for files without a manifest', async () => {
    const load = vi.fn(() => Promise.reject(new Error('Cannot find package')));
    expect((await facts(fixture('generated.jpg'), { load })).state).toBe('unchecked');
    load.mockClear();
    expect((await facts(fixture('plain.jpg'), { load })).state).toBe('none');
    expect((await facts(fixture('remote-only.jpg'), { load })).state).toBe('remote-only');
    expect(load).not.toHaveBeenCalled();
  });

  it('survives damage anywhere', async () => {
    const whole = fixture('edited.jpg');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        async (edits) => {
          const bytes = whole.slice();
          for (const [at, byte] of edits) bytes[at] = byte;
          bytes.set(whole.subarray(0, 3));
          expect(typeof (await facts(bytes)).state).toBe('string');
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);
});

describe('nothing that a picture names is contacted', () => {
  it('neither a remote manifest (local server) nor the issuer of an identity (fetch)', async () => {
    let connections = 0;
    const server = createSocketServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const fetched = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('offline'));
    const { WasmReader } = await loadedModule();
    // Controls: both files make the reader call out when it is asked the ordinary way.
    const remote = withPort(fixture('remote-only.jpg'), port);
    await expect(WasmReader.fromBytes('image/jpeg', remote, '{}')).rejects.toMatch(/RemoteManifestFetch/);
    await WasmReader.fromBytes('image/jpeg', fixture('identity.jpg'), '{}');
    expect(fetched).toHaveBeenCalledTimes(2);

    fetched.mockRestore();
    const watched = vi.spyOn(globalThis, 'fetch');
    expect(await readC2pa(remote, 'jpeg')).toEqual({
      kind: 'remote',
      url: `http://127.0.0.1:${port}/manifest.c2pa`,
    });
    expect((await facts(remote)).state).toBe('remote-only');
    expect((await facts(fixture('identity.jpg'))).intact).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(watched).not.toHaveBeenCalled();
    expect(connections).toBe(0);
    server.close();
  });

  it('would be seen by that server if it were', async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests++;
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { WasmReader } = await loadedModule();
    const remote = withPort(fixture('remote-only.jpg'), port);
    await expect(WasmReader.fromBytes('image/jpeg', remote, '{}')).rejects.toBeDefined();
    expect(requests).toBe(1);
    server.close();
  });
});

describe('parseC2paStore', () => {
  it('takes any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const store = parseC2paStore(json);
        if (store) expect(store.manifests).toBeInstanceOf(Array);
      }),
    );
    expect(parseC2paStore('no json')).toBeNull();
  });

  it('does not confuse an excluded range with a changed file', async () => {
    const explanation = 'data hash exclusion does not match the manifest location in the asset';
    const json = JSON.stringify({
      active_manifest: 'a',
      manifests: { a: { claim_generator: 'Truepic_Lens_iOS/4.0.3' } },
      validation_results: {
        activeManifest: { failure: [{ code: 'assertion.dataHash.mismatch', explanation }] },
      },
    });
    const load = async () => ({
      initSync: () => undefined,
      WasmReader: { fromBytes: async () => ({ json: () => json, free: () => undefined }) },
    });
    const found = await facts(fixture('captured.jpg'), { load });
    expect(found).toMatchObject({ mismatches: [], intact: false, state: 'embedded' });
    expect(found.problems).toHaveLength(1);
  });

  it('reads terms with stray spaces, slashes and other prefixes', () => {
    expect(sourceTypeTerm(' http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture ')).toBe(
      'digitalCapture',
    );
    expect(sourceTypeTerm('digsrctype:trainedAlgorithmicMedia')).toBe('trainedAlgorithmicMedia');
    expect(sourceTypeTerm('trainedAlgorithmicMedia/')).toBe('trainedAlgorithmicMedia');
  });
});

describe.skipIf(!PROVENANCE)('computeC2pa on public test files (needs CLAIMLENS_DATA)', () => {
  it.each([
    ['0d4c2774f1b7.jpg', ['claimSignature.mismatch']],
    ['20dc072a4c84.jpg', ['claimSignature.mismatch']],
    ['4524a15f71db.jpg', ['assertion.dataHash.mismatch']],
    ['dae9d121060c.jpg', ['assertion.dataHash.mismatch']],
    ['56014faf6b97.jpg', ['assertion.hashedURI.mismatch']],
    ['cafc48c53e65.jpg', []],
    ['62d02b5ba134.jpg', []],
    ['c855bbce1e2e.jpg', []],
  ])('%s fails %j', async (name, expected) => {
    const found = await facts(readFileSync(join(PROVENANCE!, name)));
    expect(found.mismatches.map(({ code }) => code)).toEqual(expected);
    expect(found.intact).toBe(expected.length === 0);
  });

  it('has a manifest exactly where the labels say so', async () => {
    const rows = readFileSync(join(PROVENANCE!, 'labels.csv'), 'utf8')
      .split('\n')
      .slice(1)
      .flatMap((line) => {
        const [file, marks] = line.split(',');
        return marks ? [{ file, labelled: marks.split(' ').includes('c2pa') }] : [];
      });
    expect(rows.length).toBeGreaterThan(100);
    const wrong: string[] = [];
    for (const { file, labelled } of rows) {
      const { state } = await facts(readFileSync(join(PROVENANCE!, file)));
      const present = ['embedded', 'redacted', 'unreadable'].includes(state);
      if (present !== labelled) wrong.push(`${file}: ${state}`);
    }
    expect(wrong).toEqual([]);
  });
});

async function loadedModule() {
  const module = await import('@contentauth/c2pa-wasm');
  const path = createRequire(import.meta.url).resolve('@contentauth/c2pa-wasm/c2pa.wasm');
  module.initSync({ module: readFileSync(path) });
  return module;
}

/** The fixture names port 49152; the packet keeps its length, and no hash covers it. */
function withPort(bytes: Uint8Array, port: number): Uint8Array {
  const copy = Buffer.from(bytes);
  const at = copy.indexOf('127.0.0.1:49152') + '127.0.0.1:'.length;
  copy.write(String(port).padStart(5, '0'), at, 'latin1');
  return new Uint8Array(copy);
}

/** An anchor that signed nothing here: the first certificate authority that Node ships. */
function foreignAnchor(): string {
  return rootCertificates[0];
}
