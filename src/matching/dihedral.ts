/**
 * The eight symmetries of the square, as what happened to the picture. Rotations are clockwise.
 * `mirror-turn-90` is the mirror (left–right) followed by the quarter turn; likewise for 270.
 */
export const DIHEDRAL = [
  'upright',
  'turn-90',
  'turn-180',
  'turn-270',
  'mirror',
  'mirror-turn-90',
  'mirror-turn-180',
  'mirror-turn-270',
] as const;

export type Dihedral = (typeof DIHEDRAL)[number];
