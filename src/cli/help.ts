import type { Bilingual } from '../signals/signal.js';
import { withExamples } from './help/examples.js';
import { INSPECTION_HELP } from './help/inspection.js';
import { MACHINE_HELP } from './help/machine.js';
import { QUALITY_HELP } from './help/quality.js';
import { REGISTRY_HELP } from './help/registry.js';
import { SERVICE_HELP } from './help/service.js';

/** Every word that `--help` prints, beside what commander itself adds. */
export const HELP = {
  ...INSPECTION_HELP,
  ...SERVICE_HELP,
  ...REGISTRY_HELP,
  ...QUALITY_HELP,
  ...MACHINE_HELP,
  program: {
    en: 'Image forensics for refund claims: how strong is the evidence that a damage photo is forged, where, and why.',
    zh: '退款图片取证：评估损坏照片是伪造的证据有多强、在哪里、为什么。',
  },
  programAfter: withExamples(
    [
      'claimlens inspect claim.jpg --reference listing.jpg --html report.html',
      'claimlens inspect claim.jpg --reference a.jpg --reference b.jpg --claim claim.json --json',
      'claimlens batch claims.csv --out results.jsonl --jobs 4 --resume',
      'claimlens fingerprint listing.jpg > listing.json',
      'claimlens verify report.json claim.jpg listing.jpg',
      'claimlens registry count --registry claims.db',
      'claimlens serve --port 8080',
      'claimlens worker --queue redis://localhost:6379 --jobs 4',
    ],
    {
      after: {
        en: `Exit codes: 0 done · 1 --fail-on was met, or verify found a difference · 2 usage · 3 unreadable input · 4 internal
A report states what was measured. It never rejects a claim: a person decides.`,
        zh: `退出码：0 完成 · 1 达到 --fail-on 或 verify 发现差异 · 2 用法错误 · 3 输入无法读取 · 4 内部错误
报告只陈述测量结果，从不驳回索赔：由人来决定。`,
      },
    },
  ),
} as const satisfies Record<string, Bilingual>;
