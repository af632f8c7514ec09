import type { Comparison } from '../../artifacts/comparison.js';
import { defineSignal, notApplicable } from '../signal.js';

/**
 * How near the photo's perceptual hash lies to that of the nearest reference.
 *
 * value: least PDQ Hamming distance over all references and the eight mirrored and turned variants, 0..256 bits.
 * Small means "the same picture, nearly untouched as a whole" and is the more suspicious direction in a claim that
 * shows damage; unrelated pictures lie at 86 and above. A large value says nothing: cropping by a tenth reaches it.
 */
export const perceptualHash = defineSignal({
  id: 'reference/perceptual-hash',
  needs: ['comparisons'],
  unit: 'bits',
  tier: 'default',
  source: 'PDQ image hashing (Facebook ThreatExchange, 2019); dHash (Krawetz, 2013)',
  text: {
    title: { en: 'Perceptual hash', zh: '感知哈希' },
    measured: {
      en: 'photo and reference {#reference} differ in {value} of 256 PDQ bits ({symmetry}) and {dhashBits} of 64 dHash bits',
      zh: '照片与第 {#reference} 张参考图片的 PDQ 哈希相差 {value}/256 位（{symmetry}），dHash 相差 {dhashBits}/64 位',
    },
    meaning: {
      en: 'Below about 31 bits both are copies of one picture as a whole; a buyer who uploads the listing picture to show which product is meant gives the same value. It cannot see small changes.',
      zh: '约 31 位以下说明整体上是同一张图片的副本；买家上传商品图以说明所指商品时也会得到同样的数值。该读数看不到细小改动。',
    },
  },
  measure({ comparisons }) {
    if (comparisons.length === 0) return notApplicable('no-reference');
    const nearest = comparisons.reduce((a, b) => (isNearer(b, a) ? b : a));
    const { hash } = nearest;
    // A picture of one tone has a hash of noise: its distances mean nothing.
    if (hash.pdqQuality < LEAST_QUALITY) return notApplicable('too-flat');
    return {
      status: 'measured',
      value: hash.pdqBits,
      details: {
        reference: nearest.index,
        referenceSha256: nearest.sha256,
        symmetry: hash.pdqSymmetry,
        quality: hash.pdqQuality,
        dhashBits: hash.dhashBits,
        dhashSymmetry: hash.dhashSymmetry,
      },
    };
  },
});

// The specification's own bound for hashes that may be compared is 50; below 10 even copies of one picture
// disagree (its q0003 sample, quality 3, moves by 10 bits between decoders).
const LEAST_QUALITY = 10;

function isNearer(a: Comparison, b: Comparison): boolean {
  const bits = a.hash.pdqBits - b.hash.pdqBits || a.hash.dhashBits - b.hash.dhashBits;
  return bits !== 0 ? bits < 0 : a.sha256 < b.sha256;
}
