import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { PhotoFormat } from './format.js';

// The only file that imports @contentauth/c2pa-wasm: c2pa-rs, compiled to WebAssembly. It is an optional part, and
// its 9 MB are loaded at the first file that holds a manifest.

/** The part of the package that is used here. */
interface C2paModule {
  initSync(input: { module: Uint8Array }): unknown;
  WasmReader: {
    fromBytes(
      mediaType: string,
      bytes: Uint8Array,
      settings: string,
    ): Promise<{ json(): string; free(): void }>;
  };
}

export interface C2paOptions {
  /** Certificates (PEM, concatenated) whose signers count as trusted. Without them nobody is trusted. */
  readonly trustAnchors?: string;
  /** How the optional package is loaded; tests put another in its place. @default the installed package */
  readonly load?: () => Promise<C2paModule>;
}

/** What the reader answered. */
export type C2paOutcome =
  /** JSON of the manifest store, with c2pa-rs' validation results. */
  | { readonly kind: 'store'; readonly json: string }
  | { readonly kind: 'no-manifest' }
  /** The manifest lies elsewhere; it is never fetched. */
  | { readonly kind: 'remote'; readonly url: string }
  | { readonly kind: 'unreadable'; readonly message: string }
  /** The optional package is not installed. */
  | { readonly kind: 'missing-part' };

const PACKAGE = '@contentauth/c2pa-wasm';

// A picture must never make us call out, and by default it can, in three ways: through the address of a remote
// manifest, through the OCSP responder of a certificate, and through the did:web issuer of a CAWG identity
// assertion. The first two have switches of their own. The third has none but not to read identity assertions,
// which say who somebody is, not what the picture is. The empty host list backs all three.
const OFFLINE = {
  core: { decode_identity_assertions: false, allowed_network_hosts: [] },
  verify: { remote_manifest_fetch: false, ocsp_fetch: false },
};

const MEDIA_TYPES: { readonly [Format in PhotoFormat]: string } = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  heic: 'image/heic',
  tiff: 'image/tiff',
  gif: 'image/gif',
};

let installed: Promise<C2paModule> | undefined;

/**
 * Reads and verifies the C2PA manifest store of a file: signatures, hashes of the assertions and of the file itself,
 * ingredients. Works offline; nothing that the file names is ever contacted.
 *
 * @param bytes the whole file
 * @see C2PA specification 2.x, chapter 15 (validation); signatures are checked by c2pa-rs
 */
export async function readC2pa(
  bytes: Uint8Array,
  format: PhotoFormat,
  { trustAnchors, load = loadInstalled }: C2paOptions = {},
): Promise<C2paOutcome> {
  let module: C2paModule;
  try {
    module = await load();
  } catch {
    return { kind: 'missing-part' };
  }
  try {
    const reader = await module.WasmReader.fromBytes(MEDIA_TYPES[format], bytes, settings(trustAnchors));
    try {
      return { kind: 'store', json: reader.json() };
    } finally {
      reader.free();
    }
  } catch (thrown) {
    return readError(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function settings(trustAnchors: string | undefined): string {
  if (trustAnchors === undefined)
    return JSON.stringify({ ...OFFLINE, verify: { ...OFFLINE.verify, verify_trust: false } });
  return JSON.stringify({
    ...OFFLINE,
    verify: { ...OFFLINE.verify, verify_trust: true },
    trust: { trust_anchors: trustAnchors },
  });
}

/** c2pa-rs reports errors as text: `C2pa(JumbfNotFound)`, `C2pa(RemoteManifestUrl("https://…"))`. */
function readError(message: string): C2paOutcome {
  if (/JumbfNotFound|ProvenanceMissing/.test(message)) return { kind: 'no-manifest' };
  const remote = /RemoteManifestUrl\("([^"]*)"\)/.exec(message);
  if (remote) return { kind: 'remote', url: remote[1] };
  return { kind: 'unreadable', message: message.replace(/^C2pa\((.*)\)$/s, '$1').slice(0, 300) };
}

async function loadInstalled(): Promise<C2paModule> {
  installed ??= (async () => {
    // The name is a variable so that bundlers leave the optional package where it is.
    const module = (await import(PACKAGE)) as C2paModule;
    const path = createRequire(import.meta.url).resolve(`${PACKAGE}/c2pa.wasm`);
    module.initSync({ module: await readFile(path) });
    return module;
  })();
  return installed;
}
