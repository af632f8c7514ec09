import type { MetadataText } from './metadata-text.js';

/** One statement of where a picture comes from, as IPTC's vocabulary has it. */
export interface SourceTypeStatement {
  readonly where: string;
  /** The value as written. */
  readonly text: string;
  /** Term of the vocabulary, e.g. `trainedAlgorithmicMedia`; null when the value is none. */
  readonly term: string | null;
  /** What the term says of AI: made by it, partly made by it, made by other algorithms, or nothing. */
  readonly origin: 'ai' | 'partly-ai' | 'algorithm' | 'other';
}

// IPTC NewsCodes "Digital Source Type", version of 2025, retired terms included, and C2PA's additions.
const TERMS = new Map<string, SourceTypeStatement['origin']>([
  ['trainedAlgorithmicMedia', 'ai'],
  ['trainedAlgorithmicData', 'ai'],
  ['compositeWithTrainedAlgorithmicMedia', 'partly-ai'],
  ['compositeSynthetic', 'partly-ai'],
  ['algorithmicMedia', 'algorithm'],
  ['algorithmicallyEnhanced', 'algorithm'],
  ['dataDrivenMedia', 'algorithm'],
  ['virtualRecording', 'algorithm'],
  ['softwareImage', 'algorithm'],
  ['digitalArt', 'other'],
  ['digitalCreation', 'other'],
  ['humanEdits', 'other'],
  ['minorHumanEdits', 'other'],
  ['composite', 'other'],
  ['compositeCapture', 'other'],
  ['screenCapture', 'other'],
  ['digitalCapture', 'other'],
  ['computationalCapture', 'other'],
  ['multiFrameComputationalCapture', 'other'],
  ['negativeFilm', 'other'],
  ['positiveFilm', 'other'],
  ['print', 'other'],
  ['empty', 'other'],
]);

// Names that the vocabulary and ExifTool show instead of the term.
const LABELS = new Map<string, string>([
  ['createdusinggenerativeai', 'trainedAlgorithmicMedia'],
  ['editedusinggenerativeai', 'compositeWithTrainedAlgorithmicMedia'],
  ['trainedalgorithmicmedia', 'trainedAlgorithmicMedia'],
  ['compositewithtrainedalgorithmicmedia', 'compositeWithTrainedAlgorithmicMedia'],
  ['compositewithsyntheticelements', 'compositeSynthetic'],
  ['purealgorithmicmedia', 'algorithmicMedia'],
]);

const FIELD = /digital[\s_-]*source[\s_-]*(?:file)?[\s_-]*type/i;
const MAX_STATEMENTS = 20;

/**
 * Finds DigitalSourceType statements in XMP (current and retired property) and in text fields of that name.
 *
 * @param texts all texts of the file
 */
export function findSourceTypes(texts: readonly MetadataText[]): SourceTypeStatement[] {
  const statements: SourceTypeStatement[] = [];
  for (const { name, text, where } of texts) {
    if (!FIELD.test(name) || statements.length >= MAX_STATEMENTS) continue;
    const term = readTerm(text);
    statements.push({ where, text, term, origin: (term !== null && TERMS.get(term)) || 'other' });
  }
  return statements;
}

/** The term in a value: a URI of the vocabulary, a prefixed or bare term, or its name. */
export function readTerm(value: string): string | null {
  const last =
    value
      .trim()
      .replace(/(?<!\/)\/+$/, '')
      .split(/[/:#]/)
      .at(-1)
      ?.trim() ?? '';
  const plain = last.replace(/[\s_-]/g, '').toLowerCase();
  for (const term of TERMS.keys()) if (term.toLowerCase() === plain) return term;
  return LABELS.get(plain) ?? LABELS.get(value.replace(/[^a-z]/gi, '').toLowerCase()) ?? null;
}
