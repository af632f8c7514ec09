import { APP_NAMES, findAppExports } from '../../bytes/app-export.js';
import { defineSignal, notApplicable } from '../signal.js';

const MAX_VALUE_CHARS = 300;

/**
 * Export objects of ByteDance's apps (Jimeng / Dreamina, Doubao, Xingtu, CapCut, Douyin).
 *
 * value: number of objects in the file. Higher is more suspicious where `saysAi` is true; an object alone only tells
 * through which app a picture went.
 */
export const aigcAppJson = defineSignal({
  id: 'provenance/aigc-app-json',
  needs: ['texts'],
  unit: 'count',
  tier: 'default',
  source:
    'Field study of exported files: Comfy-Org/example_workflows, wiltodelta/remove-ai-watermarks documentation',
  text: {
    title: { en: 'App export object', zh: '应用导出信息' },
    measured: {
      en: 'The file was exported by {app} (AI disclosed: {saysAi})',
      zh: '文件由 {app} 导出（是否声明人工智能：{saysAi}）',
    },
    meaning: {
      en: 'The app that exported the picture wrote its name into it. Such apps retouch and crop as well as generate.',
      zh: '导出图片的应用写入了自身信息。此类应用既可生成图片，也可用于修图和裁剪。',
    },
  },
  measure({ texts }) {
    const exports = findAppExports(texts);
    if (exports.length === 0) return notApplicable('no-metadata');
    const [first] = exports;
    return {
      status: 'measured',
      value: exports.length,
      details: {
        app: (first.product !== null && APP_NAMES.get(first.product)) || first.product || '—',
        saysAi: exports.some((found) => found.saysAi),
        exports: exports.map(({ where, product, labelType, exportType, saysAi }) => ({
          where,
          product,
          labelType,
          exportType,
          saysAi,
        })),
      },
      marks: exports.map(({ text, where }) => ({
        mark: 'aigc-app-json',
        value: text.slice(0, MAX_VALUE_CHARS),
        where,
      })),
    };
  },
});
