import { type AigcLabel, findAigcLabels } from '../../bytes/aigc-label.js';
import { decodeProvider } from '../../bytes/producer-code.js';
import { defineSignal, type Json, notApplicable } from '../signal.js';

// Label values of GB 45438-2025 annex E b) 1).
const MEANINGS = new Map([
  ['1', 'generated'],
  ['2', 'possibly-generated'],
  ['3', 'suspected'],
]);
const MAX_VALUE_CHARS = 300;

/**
 * AI labels that China's labelling rules prescribe for generated content.
 *
 * value: number of labels in the file. Higher is more suspicious; one is decisive, since generators write it and
 * nothing else does. The standard wants one label per file: more than one is told in `several`.
 */
export const aigcLabel = defineSignal({
  id: 'provenance/aigc-label',
  needs: ['texts'],
  unit: 'count',
  tier: 'default',
  source: 'GB 45438-2025 annex E; TC260-PG-20259A',
  text: {
    title: { en: 'AI content label (GB 45438)', zh: '人工智能生成合成内容标识（GB 45438）' },
    measured: {
      en: 'The file carries {value} AI content label(s): {says}, producer {producer}',
      zh: '文件带有 {value} 个人工智能生成合成内容标识：{says}，生成服务提供者 {producer}',
    },
    meaning: {
      en: 'A generator or platform declared the content as AI generated or edited. A label can cover a small edit such as retouching, and can be copied.',
      zh: '生成服务或平台声明该内容由人工智能生成或编辑。标识也可能仅对应修图等小幅编辑，且可能被复制。',
    },
  },
  measure({ texts }) {
    const labels = findAigcLabels(texts);
    if (labels.length === 0) return notApplicable('no-metadata');
    const [first] = labels;
    const producer = decodeProvider(first.producer ?? '');
    return {
      status: 'measured',
      value: labels.length,
      details: {
        says: says(first),
        producer: producer.company ?? first.producer ?? '—',
        several: labels.length > 1,
        labels: labels.map(describe),
      },
      marks: labels.map(({ text, where }) => ({
        mark: 'aigc-label',
        value: text.slice(0, MAX_VALUE_CHARS),
        where,
      })),
    };
  },
});

function says({ label }: AigcLabel): string {
  return (label !== null && MEANINGS.get(label)) || 'unclear';
}

function describe(label: AigcLabel): Json {
  const producer = decodeProvider(label.producer ?? '');
  const propagator = decodeProvider(label.propagator ?? '');
  return {
    where: label.where,
    says: says(label),
    label: label.label,
    producer: { text: label.producer, creditCode: producer.creditCode, company: producer.company },
    produceId: label.produceId,
    propagator: { text: label.propagator, creditCode: propagator.creditCode, company: propagator.company },
    propagateId: label.propagateId,
    // Article 4 binds the generation service, article 6 the platform that spreads the content.
    producerDuty: label.label !== null && label.producer !== null && label.produceId !== null,
    propagatorDuty: label.propagator !== null && label.propagateId !== null,
    wellFormed: label.flaws.length === 0,
    flaws: [...label.flaws],
  };
}
