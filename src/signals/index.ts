import { quantization } from './jpeg/quantization.js';
import { c2pa } from './provenance/c2pa.js';
import { c2paIntegrity } from './provenance/c2pa-integrity.js';
import { perceptualHash } from './reference/perceptual-hash.js';
import { registration } from './reference/registration.js';
import type { Signal } from './signal.js';

/** Every signal, in the order in which reports list them. A test proves that each signal file stands here. */
export const SIGNALS: readonly Signal[] = [quantization, c2pa, c2paIntegrity, perceptualHash, registration];
