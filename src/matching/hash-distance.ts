import { DHASH_BITS, type DifferenceHash } from './dhash.js';
import { DIHEDRAL, type Dihedral } from './dihedral.js';
import { hammingDistance } from './hamming.js';
import { PDQ_BITS, type PdqHash } from './pdq.js';

/** How far two pictures lie apart by their hashes, under the symmetry of the photo that fits best. */
export interface HashDistance {
  /** Least PDQ distance over the eight symmetries, 0..256 bits. */
  readonly pdqBits: number;
  /** The symmetry that was undone to reach it. */
  readonly pdqSymmetry: Dihedral;
  /** Least dHash distance over the eight symmetries, 0..64 bits. */
  readonly dhashBits: number;
  readonly dhashSymmetry: Dihedral;
  /** The lesser PDQ quality of the two, 0..100; distances of pictures below 50 mean little. */
  readonly pdqQuality: number;
}

/** Hashes of one picture with those of its mirrored and turned siblings. */
export interface PictureHashes {
  readonly pdq: PdqHash;
  readonly dhash: DifferenceHash;
}

/** The upright hashes of one picture, as a fingerprint keeps them. */
export interface StoredHashes {
  readonly pdq: { readonly bits: Uint32Array; readonly quality: number };
  readonly dhash: { readonly bits: Uint32Array };
}

/** Compares a photo under all eight symmetries with an upright reference. */
export function measureHashDistance(reference: StoredHashes, photo: PictureHashes): HashDistance {
  const pdq = nearest(reference.pdq.bits, photo.pdq.variants, PDQ_BITS);
  const dhash = nearest(reference.dhash.bits, photo.dhash.variants, DHASH_BITS);
  return {
    pdqBits: pdq.distance,
    pdqSymmetry: pdq.symmetry,
    dhashBits: dhash.distance,
    dhashSymmetry: dhash.symmetry,
    pdqQuality: Math.min(reference.pdq.quality, photo.pdq.quality),
  };
}

function nearest(bits: Uint32Array, variants: Readonly<Record<Dihedral, Uint32Array>>, worst: number) {
  let best: { distance: number; symmetry: Dihedral } = { distance: worst + 1, symmetry: 'upright' };
  for (const symmetry of DIHEDRAL) {
    const distance = hammingDistance(bits, variants[symmetry]);
    if (distance < best.distance) best = { distance, symmetry };
  }
  return best;
}
