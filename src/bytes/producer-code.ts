/** Who stands behind a producer or propagator code of a GB 45438 label. */
interface LabelProvider {
  /** Unified Social Credit Code, when the text holds a valid one. */
  readonly creditCode: string | null;
  /** Company and product, when known. */
  readonly company: string | null;
}

// Companies by Unified Social Credit Code (GB 32100-2015), as their labels, privacy statements and the national
// enterprise register name them. One code stands for one legal entity, which may run several products.
const COMPANIES = new Map<string, string>([
  ['91110102MACQD9K640', 'ByteDance (Doubao)'],
  ['9144030008867405X2', 'ByteDance (Jimeng)'],
  ['91440101MA9Y9T4H7A', 'Alibaba (Qwen app)'],
  ['91330106MA2CFLDG4R', 'Alibaba (Tongyi, Wan)'],
  ['91110108335469089C', 'Kuaishou (Kling)'],
  ['91440300708461136T', 'Tencent (Yuanbao)'],
  ['91110000802100433B', 'Baidu'],
  ['91110105MACJ6K1C8A', 'LiblibAI'],
  ['91340100MAEB4N8H76', 'RunningHub'],
  ['91110108MA01KP2T5U', 'Zhipu'],
  ['91440300MA5G49LC9K', 'Honor'],
  ['91110108MACC4D63XF', 'ShengShu (Vidu)'],
]);

// Product and company names that providers write instead of a code. Whole words, so that a content number that
// happens to hold the letters names nobody.
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/doubao|豆包/i, 'ByteDance (Doubao)'],
  [/jimeng|dreamina|即梦/i, 'ByteDance (Jimeng)'],
  [/volc ?engine|火山引擎|字节跳动|\bbytedance\b|byteplus/i, 'ByteDance'],
  [/\bkling\b|kuaishou|快手|可灵/i, 'Kuaishou (Kling)'],
  [/\bqwen\b|tongyi|通义|千问|alibaba|aliyun|阿里/i, 'Alibaba'],
  [/yuanbao|元宝|hunyuan|混元|tencent|腾讯/i, 'Tencent'],
  [/baidu|百度|wenxin|文心|\bernie\b/i, 'Baidu'],
  [/liblib/i, 'LiblibAI'],
  [/runninghub/i, 'RunningHub'],
  [/zhipu|智谱|\bchatglm\b|cogview/i, 'Zhipu'],
  [/minimax|hailuo|海螺/i, 'MiniMax'],
  [/\bvidu\b|生数/i, 'ShengShu (Vidu)'],
  [/picwish|佐糖/i, 'PicWish'],
  [/meitu|美图|whee/i, 'Meitu'],
  [/iflytek|讯飞/i, 'iFlytek'],
  [/sensetime|商汤/i, 'SenseTime'],
  [/stepfun|阶跃/i, 'StepFun'],
  [/huawei|华为/i, 'Huawei'],
  [/\bhonor\b|荣耀/i, 'Honor'],
  [/xiaomi|小米/i, 'Xiaomi'],
  [/\boppo\b/i, 'OPPO'],
  [/\bvivo\b/i, 'vivo'],
  [/\bplaud\b/i, 'Plaud'],
];

// Alphabet and weights of GB 32100-2015, 5.2 and annex A; the letters I, O, S, V, Z are not used.
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/**
 * Decodes a ContentProducer or ContentPropagator. Providers follow `001` + `1` + 18-character Unified Social Credit
 * Code + 5 characters of their own, or write a name.
 *
 * @returns both fields null when the text names nobody we know
 */
export function decodeProvider(text: string): LabelProvider {
  const creditCode = findCreditCode(text);
  const known = creditCode === null ? undefined : COMPANIES.get(creditCode);
  const named = NAMES.find(([pattern]) => pattern.test(text));
  return { creditCode, company: known ?? named?.[1] ?? null };
}

/** The first Unified Social Credit Code with a right check character; the usual place is tried first. */
function findCreditCode(text: string): string | null {
  const upper = text.trim().toUpperCase();
  const usual = upper.slice(4, 22);
  if (/^001/.test(upper) && isCreditCode(usual)) return usual;
  if (isCreditCode(upper)) return upper;
  for (let at = 0; at + 18 <= Math.min(upper.length, 200); at++) {
    const candidate = upper.slice(at, at + 18);
    if (isCreditCode(candidate)) return candidate;
  }
  return null;
}

/** Whether the check character of GB 32100-2015 fits. */
export function isCreditCode(code: string): boolean {
  // Registration departments 1, 5, 9, A, N, Y … then the division code in digits.
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code)) return false;
  let sum = 0;
  for (let i = 0; i < WEIGHTS.length; i++) sum += ALPHABET.indexOf(code[i]) * WEIGHTS[i];
  return ALPHABET[(31 - (sum % 31)) % 31] === code[17];
}
