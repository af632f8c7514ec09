import { roundTo } from '../maths/round.js';

/**
 * How surely a region is one, told by how rarely chance makes the like of it.
 *
 * @param log10Nfa log10 of the number of regions as clear that chance makes in one photo, at most 0
 * @param certainLog10Nfa where the confidence reaches its end, below 0
 * @returns 0.5 at an expectation of one to 1 at `certainLog10Nfa`, three decimals
 */
export function regionConfidence(log10Nfa: number, certainLog10Nfa: number): number {
  return roundTo(Math.min(1, 0.5 + (0.5 * log10Nfa) / certainLog10Nfa), 3);
}
