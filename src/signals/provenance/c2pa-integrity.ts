import type { C2paFailure } from '../../bytes/c2pa-store.js';
import { defineSignal, notApplicable } from '../signal.js';

/**
 * Whether a C2PA manifest fits the file that carries it.
 *
 * value: number of signature and hash checks of the active manifest that fail, 0 when all hold. Higher is more
 * suspicious. Unknown, expired or revoked signers, time stamps, missing ingredients and defects of structure are
 * listed but never counted: they do not show that a byte changed.
 */
export const c2paIntegrity = defineSignal({
  id: 'provenance/c2pa-integrity',
  needs: ['c2pa'],
  unit: 'count',
  tier: 'default',
  source: 'C2PA specification 2.x, chapter 15 (validation)',
  text: {
    title: { en: 'C2PA signature and hashes', zh: 'C2PA 签名与哈希' },
    measured: {
      en: '{value} signature or hash checks of the manifest fail: {mismatches}',
      zh: '清单有 {value} 项签名或哈希校验不符：{mismatches}',
    },
    nothing: {
      en: 'Every signature and hash check of the manifest holds',
      zh: '清单的签名与哈希校验全部通过',
    },
    meaning: {
      en: 'The file changed after it was signed. Apps that rotate, re-save or add metadata without knowing C2PA do that to honest photos; so does editing.',
      zh: '文件在签名之后发生了变化。不支持 C2PA 的软件在旋转、重新保存或写入元数据时也会造成；编辑图片同样如此。',
    },
  },
  measure({ c2pa: facts }) {
    if (facts.state === 'unchecked') return notApplicable('missing-part');
    if (facts.state !== 'embedded' && facts.state !== 'redacted') return notApplicable('no-manifest');
    return {
      status: 'measured',
      value: facts.mismatches.length,
      details: {
        mismatches: codes(facts.mismatches),
        problems: codes(facts.problems),
        explanations: [...facts.mismatches, ...facts.problems]
          .slice(0, 10)
          .map(({ explanation }) => explanation),
        trusted: facts.trusted,
      },
    };
  },
});

function codes(failures: readonly C2paFailure[]): string[] {
  const named = failures.map(({ code, of }) => (of === 'active' ? code : `${code} (${of})`));
  return [...new Set(named)].slice(0, 20);
}
