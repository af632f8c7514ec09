import { z } from 'zod';

/** One action that a manifest declares. */
export interface C2paAction {
  /** `c2pa.created`, `c2pa.opened`, `c2pa.edited` … */
  readonly action: string;
  /** Last part of the IPTC term, e.g. `trainedAlgorithmicMedia`; null when not stated. */
  readonly sourceType: string | null;
  /** Program named by the action; null when not stated. */
  readonly softwareAgent: string | null;
}

/** One manifest of the store. */
export interface C2paManifest {
  readonly label: string;
  /** The manifest that describes the file itself; the others describe what it was made from. */
  readonly active: boolean;
  readonly claimGenerator: string | null;
  readonly actions: readonly C2paAction[];
  /** Source types stated outside actions (IPTC assertions). */
  readonly sourceTypes: readonly string[];
  readonly ingredients: readonly { readonly relationship: string; readonly manifest: string | null }[];
  /** Assertions that this manifest removed from its ingredients. */
  readonly redactions: readonly string[];
  readonly signer: {
    readonly name: string | null;
    readonly issuer: string | null;
    readonly time: string | null;
  };
}

/** One failed check of the active manifest or of an ingredient's. */
export interface C2paFailure {
  /** Status code of the specification, e.g. `assertion.dataHash.mismatch`. */
  readonly code: string;
  readonly explanation: string;
  readonly of: 'active' | 'ingredient';
}

export interface C2paStore {
  /** Null when the store names an active manifest that it does not hold. */
  readonly active: C2paManifest | null;
  /** The active one first, the others by label. */
  readonly manifests: readonly C2paManifest[];
  readonly failures: readonly C2paFailure[];
  /** The signer of the active manifest leads to a given trust anchor. */
  readonly trusted: boolean;
}

// Manifests are written by anybody: whatever does not have the expected shape is read as absent.
const text = z.string().nullable().catch(null);
const texts = z.array(z.string()).catch([]);
const agent = z.union([z.string(), z.looseObject({ name: z.string() }).transform(({ name }) => name)]);
const action = z.looseObject({
  action: z.string(),
  digitalSourceType: text.default(null),
  softwareAgent: agent.nullable().catch(null).default(null),
});
const assertion = z.looseObject({ label: z.string(), data: z.unknown() });
const manifest = z.looseObject({
  claim_generator: text.default(null),
  claim_generator_info: z
    .array(z.looseObject({ name: z.string(), version: text.default(null) }))
    .catch([])
    .default([]),
  assertions: z.array(assertion).catch([]).default([]),
  ingredients: z
    .array(z.looseObject({ relationship: z.string().catch('unknown'), active_manifest: text.default(null) }))
    .catch([])
    .default([]),
  redactions: texts.default([]),
  signature_info: z
    .looseObject({ common_name: text.default(null), issuer: text.default(null), time: text.default(null) })
    .catch({ common_name: null, issuer: null, time: null })
    .default({ common_name: null, issuer: null, time: null }),
});
const failure = z.looseObject({ code: z.string(), explanation: z.string().catch('').default('') });
const results = z.looseObject({ failure: z.array(failure).catch([]).default([]) });
const store = z.looseObject({
  active_manifest: text.default(null),
  manifests: z.record(z.string(), manifest).catch({}).default({}),
  validation_state: text.default(null),
  validation_results: z
    .looseObject({
      activeManifest: results.optional(),
      ingredientDeltas: z
        .array(z.looseObject({ validationDeltas: results }))
        .catch([])
        .default([]),
    })
    .catch({ ingredientDeltas: [] })
    .default({ ingredientDeltas: [] }),
});

/**
 * Reads what c2pa-rs tells of a manifest store.
 *
 * @param json of `WasmReader.json()`
 * @returns null when it is no JSON object
 */
export function parseC2paStore(json: string): C2paStore | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  const parsed = store.safeParse(value);
  if (!parsed.success) return null;
  const { active_manifest, manifests, validation_results, validation_state } = parsed.data;
  // c2pa-rs lists manifests in the order of a hash map, which changes from run to run.
  const list = Object.entries(manifests)
    .map(([label, entry]) => toManifest(label, label === active_manifest, entry))
    .sort((a, b) => Number(b.active) - Number(a.active) || (a.label < b.label ? -1 : 1));
  return {
    active: list.find((entry) => entry.active) ?? null,
    manifests: list,
    failures: [
      ...(validation_results.activeManifest?.failure ?? []).map((entry) => toFailure(entry, 'active')),
      ...validation_results.ingredientDeltas.flatMap((delta) =>
        delta.validationDeltas.failure.map((entry) => toFailure(entry, 'ingredient')),
      ),
    ],
    trusted: validation_state === 'Trusted',
  };
}

/** `http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture` → `digitalCapture`; spaces are forgiven. */
export function sourceTypeTerm(uri: string): string {
  const trimmed = uri.trim().replace(/(?<!\/)\/+$/, '');
  return trimmed.slice(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf(':')) + 1);
}

function toManifest(label: string, active: boolean, entry: z.infer<typeof manifest>): C2paManifest {
  const generators = entry.claim_generator_info.map(({ name, version }) =>
    version ? `${name} ${version}` : name,
  );
  return {
    label,
    active,
    claimGenerator: entry.claim_generator ?? (generators.join(', ') || null),
    actions: entry.assertions
      .filter((item) => /^c2pa\.actions(\.v\d+)?(__\d+)?$/.test(item.label))
      .flatMap((item) => toActions(item.data)),
    sourceTypes: entry.assertions.flatMap((item) => statedSourceTypes(item.data)),
    ingredients: entry.ingredients.map((item) => ({
      relationship: item.relationship,
      manifest: item.active_manifest,
    })),
    redactions: entry.redactions,
    signer: {
      name: entry.signature_info.common_name,
      issuer: entry.signature_info.issuer,
      time: entry.signature_info.time,
    },
  };
}

function toActions(data: unknown): C2paAction[] {
  const list = z.looseObject({ actions: z.array(z.unknown()) }).safeParse(data);
  if (!list.success) return [];
  return list.data.actions.flatMap((item) => {
    const parsed = action.safeParse(item);
    if (!parsed.success) return [];
    const { digitalSourceType, softwareAgent } = parsed.data;
    const sourceType = digitalSourceType === null ? null : sourceTypeTerm(digitalSourceType);
    return [{ action: parsed.data.action, sourceType, softwareAgent }];
  });
}

/** IPTC photo metadata assertions state the term as a property of their own. */
function statedSourceTypes(data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) =>
    /(^|:)DigitalSourceType$/i.test(key) && typeof value === 'string' ? [sourceTypeTerm(value)] : [],
  );
}

function toFailure(entry: z.infer<typeof failure>, of: C2paFailure['of']): C2paFailure {
  return { code: entry.code, explanation: entry.explanation, of };
}
