import type { Box } from '../pixels/crop.js';
import type { AiMarkKind } from './ai-mark-shapes.js';

export type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';

/** The best match of one kind of mark in a picture. */
export interface AiMarkMatch {
  readonly kind: AiMarkKind;
  readonly corner: Corner;
  /** Correlation with the shape, 0..1. */
  readonly correlation: number;
  /** Light marks on darker ground, or dark ones on light ground. */
  readonly polarity: 'light' | 'dark';
  /** It has the size and the distances from the edges at which the service prints it. Always false for plain texts. */
  readonly usualPlace: boolean;
  /** Where it stands, in pixels of the picture. */
  readonly box: Box;
}

/** A match of which the usual place is not judged yet. */
export type Sought = Omit<AiMarkMatch, 'usualPlace'>;

// Steps between the sizes that the coarse search tries, and around its best one.
export const SCALE_STEP = 1.12;
export const FINE_SCALES: readonly number[] = [0.9, 0.95, 1, 1.05, 1.1];
// A coarse match below this never became a good one on the fine plane.
export const MIN_COARSE = 0.3;
