import type { Bilingual } from '../../signals/signal.js';
import { withExamples } from './examples.js';

/** Every word that the help prints about what inspects, keeps and verifies: `inspect`, `batch`, `fingerprint`, `verify`. */
export const INSPECTION_HELP = {
  inspect: { en: 'inspect one claim photo and print its report', zh: '检查一张索赔照片并输出报告' },
  photo: {
    en: 'claim photo: JPEG, PNG, WebP, AVIF, TIFF, GIF or HEIC',
    zh: '索赔照片：JPEG、PNG、WebP、AVIF、TIFF、GIF 或 HEIC',
  },
  reference: {
    en: "merchant's picture of the product, or its stored fingerprint (repeatable)",
    zh: '商家的商品图片，或其已存储的指纹（可重复）',
  },
  claim: {
    en: 'JSON file with claim facts: id, orderedAt, shippedAt, deliveredAt, claimedAt, buyer, product',
    zh: '索赔信息 JSON 文件：id、orderedAt、shippedAt、deliveredAt、claimedAt、buyer、product',
  },
  policy: { en: 'policy file with thresholds of your own', zh: '自定义阈值的策略文件' },
  c2paTrust: {
    en: 'certificates (PEM) whose C2PA signers count as trusted',
    zh: 'C2PA 签名者受信任的证书文件（PEM）',
  },
  registry: {
    en: 'look for the photo in earlier claims: registry file (SQLite), or postgres://…',
    zh: '在历史索赔中查找此照片：登记库文件（SQLite）或 postgres://…',
  },
  register: {
    en: "also add the photo's fingerprint to the registry (the claim needs an id)",
    zh: '同时将照片指纹加入登记库（索赔须有 id）',
  },
  deep: {
    en: 'also run the slower measurements (JPEG ghosts, error levels, grids and more)',
    zh: '同时运行较慢的测量（JPEG 重影、误差水平、网格等）',
  },
  timeLimit: {
    en: 'longest inspection; measurements that start later fail (default 10)',
    zh: '单次检查的最长秒数；超时后开始的测量记为失败（默认 10）',
  },
  json: { en: 'print the result alone, as JSON', zh: '仅输出 JSON 结果' },
  html: { en: 'also write the report as one HTML file', zh: '同时将报告写成一个 HTML 文件' },
  lang: { en: 'language of the report', zh: '报告语言' },
  failOn: {
    en: 'exit with code 1 when the verdict is at least this strong',
    zh: '结论达到或超过此等级时以退出码 1 结束',
  },
  inspectAfter: withExamples([
    'claimlens inspect claim.jpg',
    'claimlens inspect claim.jpg --reference listing.jpg --lang zh --html report.html',
    'claimlens inspect claim.jpg --json | jq .verdict',
    'claimlens inspect claim.jpg --reference listing.jpg --fail-on review',
  ]),
  batch: { en: 'inspect every row of a claims file', zh: '检查索赔文件中的每一行' },
  claims: { en: 'claims as CSV (with a header) or JSON lines', zh: '索赔文件：CSV（含表头）或 JSON Lines' },
  out: { en: 'results, one JSON line per claim in input order', zh: '结果文件，按输入顺序每个索赔一行 JSON' },
  jobs: { en: 'inspections side by side', zh: '并行检查数量' },
  resume: {
    en: 'continue an interrupted batch; finished rows are kept',
    zh: '继续中断的批处理；已完成的行保留不变',
  },
  overwrite: {
    en: 'begin anew although the results file holds something',
    zh: '结果文件已有内容时仍重新开始',
  },
  batchAfter: withExamples(
    [
      'claimlens batch claims.csv --out results.jsonl',
      'claimlens batch claims.jsonl --out results.jsonl --jobs 4 --resume',
    ],
    {
      before: {
        en: `Columns: id, photo, reference (several: a.jpg|b.jpg), orderedAt, deliveredAt, claimedAt. Other columns pass
through to the results untouched. Paths are relative to the claims file. A row that cannot be inspected becomes
{"id", "error": {"code", "message"}}; the batch goes on.`,
        zh: `列：id、photo、reference（多个：a.jpg|b.jpg）、orderedAt、deliveredAt、claimedAt。其他列原样写入结果。
路径相对于索赔文件所在文件夹。无法检查的行写成 {"id", "error": {"code", "message"}}，批处理继续进行。`,
      },
    },
  ),
  fingerprint: {
    en: 'print the fingerprint of reference pictures, one JSON line each',
    zh: '输出参考图片的指纹，每张一行 JSON',
  },
  images: { en: 'pictures', zh: '图片' },
  fingerprintAfter: withExamples(
    [
      'claimlens fingerprint listing.jpg > listing.json',
      'claimlens inspect claim.jpg --reference listing.json',
    ],
    {
      before: {
        en: 'A stored fingerprint serves as --reference later: hashes and local features, no pixels.',
        zh: '存储的指纹以后可用作 --reference：仅含哈希与局部特征，不含像素。',
      },
    },
  ),
  verify: { en: 'verify a report against the pictures it speaks of', zh: '用相关图片验证报告' },
  report: { en: 'report or evidence file (JSON)', zh: '报告或证据文件（JSON）' },
  pictures: { en: 'the photo and the references, in any order', zh: '照片和参考图片，顺序不限' },
  repeat: {
    en: 'repeat the inspection and compare every figure (give --claim, --c2pa-trust and --deep where the inspection had them)',
    zh: '重新检查并比较每个数值（原检查若使用了 --claim、--c2pa-trust 或 --deep，请同样提供）',
  },
  trustedKey: {
    en: 'public key (PEM) whose signature is trusted (repeatable)',
    zh: '受信任签名的公钥（PEM，可重复）',
  },
  expectSha256: { en: 'SHA-256 of the report as kept elsewhere', zh: '另行保存的报告 SHA-256' },
  verifyAfter: withExamples([
    'claimlens verify report.json claim.jpg listing.jpg',
    'claimlens verify report.json claim.jpg listing.jpg --repeat --claim claim.json',
  ]),
} as const satisfies Record<string, Bilingual>;
