import type { C2paFacts } from '../../artifacts/c2pa.js';
import { defineSignal, type Mark, notApplicable } from '../signal.js';

// IPTC terms (and one of C2PA) for pictures that a trained model made, wholly or in part. `algorithmicMedia` is
// computed without a trained model, and `compositeSynthetic` may hold any rendering: both say less.
const GENERATED = new Set(['trainedAlgorithmicMedia', 'trainedAlgorithmicData']);
const PARTLY_GENERATED = new Set(['compositeWithTrainedAlgorithmicMedia']);
/** An unknown signer is no fault of the file: most honest ones sign with certificates that no list was given for. */
const TRUST = {
  listed: { trust: 'a signer on the trust list given', trustZh: '在所提供的信任列表中' },
  unlisted: { trust: 'a signer on no trust list given', trustZh: '不在所提供的信任列表中' },
};
const CAPTURED = new Set(['digitalCapture', 'computationalCapture', 'negativeFilm', 'positiveFilm', 'print']);

/**
 * What a C2PA manifest declares.
 *
 * value: 0 the file points to a manifest that is not in it; 1 a manifest is there; 2 a manifest whose signature and
 * hashes hold declares that a trained model made the picture or a part of it, itself or in what it was made from.
 * Higher is more suspicious; 1 speaks for nothing, and `capture` with `trusted` speaks for the photo.
 */
export const c2pa = defineSignal({
  id: 'provenance/c2pa',
  needs: ['c2pa'],
  unit: 'count',
  tier: 'default',
  source: 'C2PA specification 2.x; IPTC digital source type vocabulary',
  text: {
    title: { en: 'C2PA content credentials', zh: 'C2PA 内容凭证' },
    measured: {
      en: 'C2PA: {state}; declared sources: {declared}; signed by {signer}, {trust}',
      zh: 'C2PA：{state}；声明的来源：{declared}；签名者：{signer}（{trustZh}）',
    },
    nothing: {
      en: 'C2PA: {state}; the file points to a manifest that it does not hold',
      zh: 'C2PA：{state}；文件指向一份其中并不存在的清单',
    },
    meaning: {
      en: 'A signed record of how the file came to be. Cameras and honest editors write it too; what counts is a declaration that a trained model made or changed the picture, in a record that fits the file.',
      zh: '关于文件生成过程的签名记录。相机和正常编辑软件也会写入；有意义的是与文件相符的记录中声明图片由 AI 模型生成或修改。',
    },
  },
  measure({ c2pa: facts }) {
    if (facts.state === 'none') return notApplicable('no-manifest');
    if (facts.state === 'unchecked') return notApplicable('missing-part');
    const declares = (terms: ReadonlySet<string>) => facts.sourceTypes.some(({ term }) => terms.has(term));
    const ai = declares(GENERATED) || declares(PARTLY_GENERATED);
    const present = facts.state !== 'remote-only' && facts.state !== 'missing';
    return {
      status: 'measured',
      value: present ? (ai && facts.intact ? 2 : 1) : 0,
      details: {
        state: facts.state,
        ai: declares(GENERATED) ? 'generated' : ai ? 'partly-generated' : 'not-declared',
        capture: declares(CAPTURED),
        intact: facts.intact,
        trusted: facts.trusted,
        declared: facts.sourceTypes.map(({ term, of }) => (of === 'active' ? term : `${term} (${of})`)),
        actions: facts.actions
          .slice(0, 20)
          .map(({ action, of }) => (of === 'active' ? action : `${action} (${of})`)),
        agents: [...new Set(facts.actions.flatMap(({ softwareAgent }) => softwareAgent ?? []))].slice(0, 10),
        claimGenerator: facts.claimGenerator,
        signer: facts.signer?.issuer ?? null,
        ...TRUST[facts.trusted ? 'listed' : 'unlisted'],
        signedAt: facts.signer?.time ?? null,
        ingredients: facts.ingredients,
        redactions: facts.redactions.length,
      },
      marks: present ? [markOf(facts)] : [],
    };
  },
});

function markOf(facts: C2paFacts): Mark {
  const declared = facts.sourceTypes.map(({ term }) => term).join(', ');
  return {
    mark: 'c2pa',
    value: [facts.claimGenerator ?? facts.state, declared].filter(Boolean).join(': '),
    where: facts.where ?? '',
  };
}
