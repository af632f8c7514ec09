import type { ArtifactName, ArtifactValues } from '../artifacts/artifacts.js';
import type { Plane } from '../pixels/plane.js';
import type { NotApplicableReason } from './reasons.js';

/** JSON values, for details. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export type Family = 'metadata' | 'provenance' | 'reference' | 'jpeg' | 'noise' | 'neural' | 'registry';

/** Units of `value`. `log10-nfa` is minus infinity..: the smaller, the rarer by chance. */
export type Unit =
  | 'count'
  | 'boolean'
  | 'ratio'
  | 'bits'
  | 'px'
  | 'hours'
  | 'grey-levels'
  | 'ssim'
  | 'quality'
  | 'log10-nfa'
  | 'log-odds'
  | 'log10-lr';

/** The vocabulary of provenance marks; see the report schema. */
export type MarkName =
  | 'c2pa'
  | 'aigc-label'
  | 'aigc-app-json'
  | 'digital-source-type'
  | 'ai-credit'
  | 'generator-parameters'
  | 'platform-mark'
  | 'camera'
  | 'editor'
  | 'visible-ai-mark';

/** One provenance mark: what it says and where in the file (or picture) it stands. */
export interface Mark {
  readonly mark: MarkName;
  readonly value: string;
  readonly where: string;
}

/** A part of the photo that a reading points at. */
export interface Region {
  /** Corners in pixels of the upright photo, not closed. */
  readonly polygon: readonly (readonly [number, number])[];
  /** What is there, e.g. `line-structure`, `colour-shift`, `texture-change`, `copy-source`, `mark`. */
  readonly kind: string;
  /** 0..1. */
  readonly confidence: number;
}

/** What a signal found. Signals measure; weights and thresholds live in `fusion/`. */
export type Reading =
  | {
      readonly status: 'measured';
      readonly value: number;
      readonly details?: { readonly [key: string]: Json };
      readonly regions?: readonly Region[];
      readonly marks?: readonly Mark[];
      /** Localization map over the upright photo, any resolution, 0..1. */
      readonly map?: Plane;
      /** How far the map can be trusted, 0..1, of its size; everywhere alike when absent. */
      readonly mapConfidence?: Plane;
    }
  /** Says nothing about authenticity. */
  | { readonly status: 'not-applicable'; readonly reason: NotApplicableReason };

/**
 * Words of a reading in both languages. `{name}` is filled from `value` and `details`. Neutral and measured: say
 * what was found, never what somebody did.
 */
interface SignalText {
  readonly title: Bilingual;
  /** Shown when the value is notable; may use placeholders. */
  readonly measured: Bilingual;
  /** Shown instead when the value is 0. @default "looked for and not found" for counts and booleans, `measured` otherwise */
  readonly nothing?: Bilingual;
  /** What the reading can mean, innocent explanations first. */
  readonly meaning: Bilingual;
}

export interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

/** One measurement. `measure` gets exactly the artifacts that it declares. */
export interface Signal<Need extends ArtifactName = ArtifactName> {
  /** `family/name`, equal to its path below `signals/`. */
  readonly id: `${Family}/${string}`;
  readonly needs: readonly Need[];
  readonly unit: Unit;
  /** `default` signals always run, `deep` ones only when asked, `gps` ones only for who asks for the place. */
  readonly tier: 'default' | 'deep' | 'gps';
  /** Paper or specification. */
  readonly source: string;
  readonly text: SignalText;
  measure(artifacts: Pick<ArtifactValues, Need>): Reading | Promise<Reading>;
}

/** Types a signal by its own `needs`. */
export function defineSignal<const Need extends ArtifactName>(signal: Signal<Need>): Signal<Need> {
  return signal;
}

/** The reading that says nothing, with its reason. */
export function notApplicable(reason: NotApplicableReason): Reading {
  return { status: 'not-applicable', reason };
}
