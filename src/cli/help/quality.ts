import type { Bilingual } from '../../signals/signal.js';
import { withExamples } from './examples.js';

/** Every word that the help prints about `policy`, `bench` and `bench-import`. */
export const QUALITY_HELP = {
  policyCommand: {
    en: 'fit the thresholds of a policy to honest claims of your own',
    zh: '用自己的诚实索赔拟合策略阈值',
  },
  policyResults: {
    en: 'results of claimlens batch; rows with a label other than "pristine" are left out',
    zh: 'claimlens batch 的结果；label 不为 "pristine" 的行会被忽略',
  },
  policyOut: { en: 'policy file to write', zh: '要写入的策略文件' },
  policyId: { en: 'name of the policy, shown in reports', zh: '策略名称，显示在报告中' },
  reviewTarget: {
    en: 'share of honest claims that may be sent to a person',
    zh: '允许送人工复核的诚实索赔比例',
  },
  strongTarget: {
    en: 'share of honest claims that may be called strong evidence',
    zh: '允许被判为强证据的诚实索赔比例',
  },
  inconclusiveTarget: {
    en: 'share of honest claims that may be called inconclusive or more',
    zh: '允许被判为无法判断或以上的诚实索赔比例',
  },
  policyBase: { en: 'policy to start from (default: the shipped one)', zh: '起始策略（默认使用随附策略）' },
  policyAfter: withExamples(
    [
      'claimlens batch honest.csv --out honest.jsonl',
      'claimlens policy honest.jsonl --out policy.json --id my-shop --review 0.02',
      'claimlens inspect claim.jpg --policy policy.json',
    ],
    {
      before: {
        en: `Each threshold is the lowest whose exact 95 % bound keeps the share. Too few claims for a share: the shipped threshold
stays, and the command says how many are needed. A column "source" (shop, series) tells whether the shares hold for
sources that did not set them.`,
        zh: `每个阈值取其精确 95% 上界满足目标比例的最低值。索赔数量不足时保留随附阈值，并提示所需数量。
"source" 列（店铺、系列）用于检验该比例对其他来源是否成立。`,
      },
    },
  ),
  bench: {
    en: 'measure detection, calibration, robustness, speed and memory on labelled claims',
    zh: '在已标注的索赔上测量检出、校准、稳健性、速度与内存',
  },
  claimsFolder: {
    en: 'folder with claims.csv and the pictures; without it, claims are rendered',
    zh: '含 claims.csv 与图片的文件夹；省略时使用渲染生成的索赔',
  },
  benchOut: {
    en: 'folder for bench.html, bench.md and bench.json',
    zh: '输出 bench.html、bench.md、bench.json 的文件夹',
  },
  every: { en: 'measure every n-th claim only', zh: '仅测量每第 n 个索赔' },
  benchClaims: { en: 'number of claims to render', zh: '渲染的索赔数量' },
  seed: { en: 'seed of the rendered claims', zh: '渲染索赔的随机种子' },
  noSpeed: { en: 'leave speed and memory out', zh: '不测量速度与内存' },
  compare: { en: 'bench.json of an earlier run: show what moved', zh: '以往运行的 bench.json：显示变化' },
  benchAfter: withExamples(
    [
      'claimlens bench',
      'claimlens bench my-claims --out results --jobs 2',
      'claimlens bench my-claims --every 4 --no-speed --compare results/bench.json',
    ],
    {
      before: {
        en: `The folder holds claims.csv with the columns id, photo, label (pristine | forged) and, where known, reference (several:
a.jpg|b.jpg), mask, kind, generator, channel, source. Public benchmarks are brought into this form by bench-import.`,
        zh: `文件夹内含 claims.csv，列为 id、photo、label（pristine | forged），以及已知时的 reference（多个：a.jpg|b.jpg）、
mask、kind、generator、channel、source。公开数据集可用 bench-import 转换。`,
      },
    },
  ),
  benchImport: {
    en: 'write claims.csv into a downloaded public benchmark',
    zh: '为已下载的公开数据集写入 claims.csv',
  },
  benchName: {
    en: 'casia, coverage, fraudbench, genimage or tgif',
    zh: 'casia、coverage、fraudbench、genimage 或 tgif',
  },
  benchFolder: { en: 'folder of the benchmark; no picture is touched', zh: '数据集文件夹；不会改动任何图片' },
  force: { en: 'overwrite a claims.csv that is there', zh: '覆盖已存在的 claims.csv' },
  benchImportAfter: withExamples([
    'claimlens bench-import fraudbench FraudBench && claimlens bench FraudBench',
    'claimlens bench-import casia CASIA2 --force',
  ]),
} as const satisfies Record<string, Bilingual>;
