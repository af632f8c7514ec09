import { findSourceTypes, type SourceTypeStatement } from '../../bytes/digital-source-type.js';
import { defineSignal, notApplicable } from '../signal.js';

// Strongest first: what the file says of itself is the most that any statement says.
const RANKING: readonly SourceTypeStatement['origin'][] = ['ai', 'partly-ai', 'algorithm', 'other'];

/**
 * IPTC digital source types in XMP or text fields (those inside C2PA manifests are read there).
 *
 * value: number of statements. Not suspicious by itself: `ai` tells whether one names AI; a statement of
 * `digitalCapture` speaks for a camera, as far as an unsigned statement can.
 */
export const digitalSourceType = defineSignal({
  id: 'provenance/digital-source-type',
  needs: ['texts'],
  unit: 'count',
  tier: 'default',
  source: 'IPTC Photo Metadata Standard 2025.1, Digital Source Type; IPTC NewsCodes digitalsourcetype',
  text: {
    title: { en: 'Digital source type (IPTC)', zh: '数字来源类型（IPTC）' },
    measured: {
      en: 'The file states its digital source type: {term} (AI: {ai})',
      zh: '文件声明的数字来源类型：{term}（是否人工智能：{ai}）',
    },
    meaning: {
      en: 'The program that wrote the file declared how the picture came to be. The statement is not signed; phone editors write it also for removing a small object.',
      zh: '写入文件的程序声明了图片的来源方式。该声明没有签名；手机编辑器在移除小物体时也会写入。',
    },
  },
  measure({ texts }) {
    const statements = findSourceTypes(texts);
    if (statements.length === 0) return notApplicable('no-metadata');
    const rank = ({ origin }: SourceTypeStatement) => RANKING.indexOf(origin);
    const strongest = [...statements].sort((a, b) => rank(a) - rank(b))[0];
    return {
      status: 'measured',
      value: statements.length,
      details: {
        term: strongest.term ?? strongest.text.slice(0, 100),
        ai: strongest.origin === 'ai' || strongest.origin === 'partly-ai',
        origin: strongest.origin,
        statements: statements.map(({ where, term, origin }) => ({ where, term, origin })),
      },
      marks: statements.map(({ text, where }) => ({
        mark: 'digital-source-type',
        value: text.slice(0, 200),
        where,
      })),
    };
  },
});
