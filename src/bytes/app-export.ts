import { asObject, pickField, readLooseObject } from './loose-json.js';
import type { MetadataText } from './metadata-text.js';

/** The JSON object that ByteDance's apps write into pictures they export. */
interface AppExport {
  readonly where: string;
  readonly text: string;
  /** App by its internal name: `dreamina`, `doubao`, `retouch` … */
  readonly product: string | null;
  /** `aigc_label_type` or `aigc_type`: 1 and 2 disclose AI, 0 says nothing. */
  readonly labelType: number | null;
  readonly exportType: string | null;
  /** True for a disclosure, or an export that its app calls a generation. */
  readonly saysAi: boolean;
}

/** Apps by internal name. */
export const APP_NAMES: ReadonlyMap<string, string> = new Map([
  ['doubao', 'Doubao 豆包'],
  ['xinghui', 'Xinghui 星绘'],
  ['dreamina', 'Jimeng 即梦 / Dreamina'],
  ['dreamina_oversea', 'Dreamina'],
  ['jimeng', 'Jimeng 即梦'],
  ['aweme', 'Douyin 抖音'],
  ['retouch', 'Xingtu 醒图'],
  ['lv', 'CapCut / 剪映'],
  ['capcut', 'CapCut'],
  ['faceu', 'FaceU 激萌'],
  ['ulike', 'Ulike 轻颜'],
]);

const TELLING =
  /aigc_info|aigc_label_type|aigc_type|douyin_beauty_me|["'\\]exportType["'\\]|["'\\]product\\?["']\s*:\s*\\?["'](?:doubao|xinghui|dreamina|jimeng|aweme|retouch|lv|capcut|faceu|ulike)\b/i;

const MAX_TEXT = 4_000;
const MAX_EXPORTS = 20;

/**
 * Finds the export objects of ByteDance's apps, in whatever field they stand. They are no GB 45438 labels: the
 * product alone says where a picture was exported, not that it was generated.
 *
 * @param texts all texts of the file
 */
export function findAppExports(texts: readonly MetadataText[]): AppExport[] {
  const exports: AppExport[] = [];
  for (const { text, where, kind } of texts) {
    if (exports.length >= MAX_EXPORTS) break;
    if (!TELLING.test(text)) continue;
    const object = readLooseObject(text);
    if (!object) continue;
    const fields = object.fields;
    const info = asObject(pickField(fields, 'aigc_info')) ?? fields;
    const data = asObject(pickField(fields, 'data')) ?? fields;
    const product = word(pickField(data, 'product')) ?? word(pickField(info, 'source_info'));
    const labelType = number(pickField(info, 'aigc_label_type')) ?? findAigcType(fields);
    const exportType = word(pickField(data, 'exportType'));
    const sourceType = word(pickField(fields, 'source_type')) ?? word(pickField(data, 'source_type'));
    if (product === null && labelType === null && sourceType === null) continue;
    if (kind === 'raw' && exports.some((known) => known.product === product)) continue;
    exports.push({
      where,
      text: text.slice(0, MAX_TEXT),
      product: product ?? (sourceType?.startsWith('douyin_beauty') ? 'retouch' : null),
      labelType,
      exportType,
      saysAi:
        labelType === 1 ||
        labelType === 2 ||
        (/^(dreamina|jimeng)/.test(product ?? '') && exportType === 'generation'),
    });
  }
  return exports;
}

/** Douyin nests `aigc_type` in its own object. */
function findAigcType(fields: Readonly<Record<string, unknown>>): number | null {
  const direct = number(pickField(fields, 'aigc_type'));
  if (direct !== null) return direct;
  for (const value of Object.values(fields)) {
    const inner = asObject(value);
    const nested = inner ? number(pickField(inner, 'aigc_type')) : null;
    if (nested !== null) return nested;
  }
  return null;
}

function word(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function number(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : null;
}
