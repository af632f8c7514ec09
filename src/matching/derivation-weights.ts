// Written by models/derivation/fit.ts from 102 registered pairs.

/** Weights of the derivation features, in the order of DERIVATION_FEATURES; none is negative. */
export const DERIVATION_WEIGHTS: readonly number[] = [0.195, 0.13, 1.301, 0.455, 0.195, 0.195, 1.301, 0.521];

export const DERIVATION_BIAS = -7.298;
