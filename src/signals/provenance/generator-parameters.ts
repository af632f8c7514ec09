import { findGeneratorTraces } from '../../bytes/generator-trace.js';
import { defineSignal, notApplicable } from '../signal.js';

const MAX_VALUE_CHARS = 300;

/**
 * What image generators leave in a file: prompts and settings, node graphs, their name, their signature.
 *
 * value: number of traces. Higher is more suspicious; one trace is decisive, since cameras and shops write none.
 */
export const generatorParameters = defineSignal({
  id: 'provenance/generator-parameters',
  needs: ['texts'],
  unit: 'count',
  tier: 'default',
  source:
    'Formats as written by AUTOMATIC1111, ComfyUI, InvokeAI, NovelAI, Fooocus, SwarmUI, Draw Things, Midjourney, xAI and others',
  text: {
    title: { en: 'Image generator traces', zh: '图像生成器痕迹' },
    measured: {
      en: 'The file holds {value} trace(s) of {generators} ({forms})',
      zh: '文件含有 {value} 处 {generators} 的痕迹（{forms}）',
    },
    meaning: {
      en: 'An image generator wrote its settings, name or signature into the file. Upscalers and background removers built on the same programs write them too.',
      zh: '图像生成器在文件中写入了参数、名称或签名。基于相同程序的放大和抠图工具也会写入。',
    },
  },
  measure({ texts }) {
    const traces = findGeneratorTraces(texts);
    if (traces.length === 0) return notApplicable('no-metadata');
    const names = [...new Set(traces.map(({ generator }) => generator))];
    return {
      status: 'measured',
      value: traces.length,
      details: {
        generators: names.filter((name) => name !== 'generator' || names.length === 1).join(', '),
        forms: [...new Set(traces.map(({ form }) => form))].join(', '),
        traces: traces.map(({ generator, form, where }) => ({ generator, form, where })),
      },
      marks: traces.map(({ text, where }) => ({
        mark: 'generator-parameters',
        value: text.slice(0, MAX_VALUE_CHARS),
        where,
      })),
    };
  },
});
