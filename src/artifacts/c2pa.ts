import { type C2paOptions, type C2paOutcome, readC2pa } from '../bytes/c2pa.js';
import {
  type C2paAction,
  type C2paFailure,
  type C2paManifest,
  type C2paStore,
  parseC2paStore,
} from '../bytes/c2pa-store.js';
import type { Container } from '../bytes/container.js';
import type { XmpPacket } from '../bytes/xmp.js';

/** Where a file stands with C2PA. */
type C2paState =
  /** Neither a manifest nor a pointer to one. */
  | 'none'
  /** A manifest store that could be read, whatever its checks say. */
  | 'embedded'
  /** The same, with assertions that were removed in the way that the specification allows. */
  | 'redacted'
  /** XMP names the address of a manifest; it was not fetched. */
  | 'remote-only'
  /** XMP points into the file, and there is no manifest in it any more. */
  | 'missing'
  /** There is a manifest store that cannot be read. */
  | 'unreadable'
  /** There is a manifest store, and the package that reads it is not installed. */
  | 'unchecked';

/** Everything that signals ask of C2PA. Lists are empty and names null where `state` leaves nothing to read. */
export interface C2paFacts {
  readonly state: C2paState;
  /** Where the manifest store or the pointer stands in the file. */
  readonly where: string | null;
  /** The address or reference that XMP gives. */
  readonly pointer: string | null;
  /**
   * Signature and hashes of the active manifest match the file and nothing else is wrong with it; who signed, and
   * whether anybody should trust them, is not part of it.
   */
  readonly intact: boolean;
  /** Failed signature and hash checks of the active manifest: the file or the manifest changed after signing. */
  readonly mismatches: readonly C2paFailure[];
  /** All other failed checks: credentials, time stamps, ingredients, structure. They do not speak of the picture. */
  readonly problems: readonly C2paFailure[];
  /** The signer leads to a trust anchor that the caller gave. */
  readonly trusted: boolean;
  readonly claimGenerator: string | null;
  readonly signer: C2paManifest['signer'] | null;
  readonly actions: readonly (C2paAction & { readonly of: 'active' | 'ingredient' })[];
  /** Source types that the manifests state, in actions or elsewhere, without repetition. */
  readonly sourceTypes: readonly { readonly term: string; readonly of: 'active' | 'ingredient' }[];
  readonly ingredients: number;
  readonly redactions: readonly string[];
  /** Why the store could not be read. */
  readonly message: string | null;
}

// Checks of the specification that fail when bytes changed after signing.
const MISMATCH =
  /^(claimSignature|assertion\.(dataHash|bmffHash|boxesHash|collectionHash|hashedURI))\.mismatch$/;
// c2pa-rs 0.91 reports genuine files of 2023 (Truepic Lens) as a data hash mismatch with this explanation, where the
// hash itself matches: an exclusion range was drawn differently then.
const EXCLUSION_ONLY = /exclusion does not match the manifest location/i;
// Failures that concern the identity of the signer or the proof of time, not the content.
const IDENTITY = /^(signingCredential|timeStamp)\./;
// The property that the specification names for pointers is `dcterms:provenance`.
const DUBLIN_CORE_TERMS = 'http://purl.org/dc/terms/';

const EMPTY: C2paFacts = {
  state: 'none',
  where: null,
  pointer: null,
  intact: false,
  mismatches: [],
  problems: [],
  trusted: false,
  claimGenerator: null,
  signer: null,
  actions: [],
  sourceTypes: [],
  ingredients: 0,
  redactions: [],
  message: null,
};

/**
 * Reads what C2PA says of a file. The reader is loaded only when the walk met a manifest store.
 *
 * @param bytes the whole file, as walked into `container` and `xmp`
 */
export async function computeC2pa(
  bytes: Uint8Array,
  container: Container,
  xmp: readonly XmpPacket[],
  options: C2paOptions = {},
): Promise<C2paFacts> {
  const store = container.blocks.find((block) => block.kind === 'jumbf');
  const pointer = findPointer(xmp);
  const outcome: C2paOutcome = store
    ? await readC2pa(bytes, container.format, options)
    : { kind: 'no-manifest' };
  const found = { ...EMPTY, pointer: pointer?.target ?? null, where: store?.where ?? null };
  switch (outcome.kind) {
    case 'missing-part':
      return { ...found, state: 'unchecked' };
    case 'unreadable':
      return { ...found, state: 'unreadable', message: outcome.message };
    case 'store':
      return readStore(found, parseC2paStore(outcome.json));
    default:
      if (!pointer) return EMPTY;
      return {
        ...found,
        where: pointer.where,
        state: /^https?:/i.test(pointer.target) ? 'remote-only' : 'missing',
      };
  }
}

function readStore(found: C2paFacts, store: C2paStore | null): C2paFacts {
  if (!store?.active)
    return { ...found, state: 'unreadable', message: 'the store does not hold its active manifest' };
  const { active, manifests, failures } = store;
  const isMismatch = (failure: C2paFailure) =>
    failure.of === 'active' && MISMATCH.test(failure.code) && !EXCLUSION_ONLY.test(failure.explanation);
  const redactions = manifests.flatMap((manifest) => manifest.redactions);
  return {
    ...found,
    state: redactions.length > 0 ? 'redacted' : 'embedded',
    intact: failures.every((failure) => failure.of === 'ingredient' || IDENTITY.test(failure.code)),
    mismatches: failures.filter(isMismatch),
    problems: failures.filter((failure) => !isMismatch(failure)),
    trusted: store.trusted,
    claimGenerator: active.claimGenerator,
    signer: active.signer,
    actions: manifests.flatMap((manifest) =>
      manifest.actions.map((action) => ({ ...action, of: placeOf(manifest) })),
    ),
    sourceTypes: listSourceTypes(manifests),
    ingredients: active.ingredients.length,
    redactions,
  };
}

function listSourceTypes(manifests: readonly C2paManifest[]): C2paFacts['sourceTypes'] {
  const terms = new Map<string, C2paFacts['sourceTypes'][number]>();
  for (const manifest of manifests) {
    const stated = [...manifest.actions.map((action) => action.sourceType), ...manifest.sourceTypes];
    for (const term of stated) {
      const of = placeOf(manifest);
      if (term) terms.set(`${of} ${term}`, { term, of });
    }
  }
  return [...terms.values()];
}

function placeOf(manifest: C2paManifest): 'active' | 'ingredient' {
  return manifest.active ? 'active' : 'ingredient';
}

function findPointer(xmp: readonly XmpPacket[]): { target: string; where: string } | null {
  for (const { where, properties } of xmp) {
    const target = properties.find(
      ({ namespace, name, value }) =>
        namespace === DUBLIN_CORE_TERMS && name === 'provenance' && value !== '',
    );
    if (target) return { target: target.value.slice(0, 500), where };
  }
  return null;
}
