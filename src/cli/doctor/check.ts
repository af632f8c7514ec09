import type { Bilingual } from '../../signals/signal.js';

/** What can be said of one part of an installation. */
export type CheckState =
  | 'works'
  /** Works, but slower or in another way than it could; `fix` says how to mend it. */
  | 'degraded'
  /** Not installed. */
  | 'missing'
  /** Installed, but it cannot be used; `details` say why. */
  | 'broken';

/** One line of `claimlens doctor`. */
export interface Check {
  readonly id: keyof typeof PARTS;
  /** Whether no inspection works without it. */
  readonly required: boolean;
  readonly state: CheckState;
  /** Versions, formats, models, messages: the same in every language. */
  readonly details: readonly string[];
  /** Command or change that mends it; absent when nothing has to be done. */
  readonly fix?: string | Bilingual;
}

/** What each part is for. */
export const PARTS = {
  node: { en: 'Node.js', zh: 'Node.js' },
  machine: { en: 'Cores and memory', zh: '处理器与内存' },
  pictures: { en: 'Decoding photos', zh: '图片解码' },
  heic: { en: 'HEIC photos (iPhone)', zh: 'HEIC 照片（iPhone）' },
  models: { en: 'Models', zh: '模型' },
  runtime: { en: 'Model runtime', zh: '模型运行时' },
  c2pa: { en: 'Content credentials (C2PA)', zh: '内容凭证（C2PA）' },
  'registry-file': { en: 'Registry in a file', zh: '文件登记库' },
  'registry-postgres': { en: 'Registry in PostgreSQL', zh: 'PostgreSQL 登记库' },
  serve: { en: 'claimlens serve', zh: 'claimlens serve' },
  'worker-redis': { en: 'claimlens worker on Redis', zh: 'claimlens worker（Redis）' },
  'worker-postgres': { en: 'claimlens worker on PostgreSQL', zh: 'claimlens worker（PostgreSQL）' },
} as const satisfies Record<string, Bilingual>;
