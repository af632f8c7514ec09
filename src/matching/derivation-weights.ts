// Written by models/derivation/fit.ts.

/** Weights of the derivation features, in the order of DERIVATION_FEATURES; none is negative. */
export const DERIVATION_WEIGHTS: readonly number[] = [1, 1, 0.5, 0.5, 1, 1, 0.5, 0.3];

export const DERIVATION_BIAS = -1;
