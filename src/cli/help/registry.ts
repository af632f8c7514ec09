import type { Bilingual } from '../../signals/signal.js';
import { withExamples } from './examples.js';

/** Every word that the help of `claimlens registry` prints, and of options about registries. */
export const REGISTRY_HELP = {
  registryCommand: {
    en: 'look after a registry of earlier claims: fingerprints, claim ids and buyer keys, no photos',
    zh: '管理历史索赔登记库：仅含指纹、索赔 id 与买家标识，不含照片',
  },
  registryLocation: {
    en: 'registry file (SQLite), or postgres://…',
    zh: '登记库文件（SQLite）或 postgres://…',
  },
  registrySharingKey: {
    en: 'with --registry: also look in what other platforms shared under the key in this file',
    zh: '与 --registry 合用：同时在以此文件中密钥共享的内容里查找',
  },
  verifyRegistry: {
    en: 'with --repeat: the registry that the inspection had; without it, readings of earlier claims are left out',
    zh: '与 --repeat 合用：原检查使用的登记库；省略时不比较历史索赔的测量',
  },
  registryCount: { en: 'print the number of entries', zh: '输出条目数量' },
  registryRemove: {
    en: 'delete the entries of a claim, those before a time, or what another platform shared',
    zh: '删除某个索赔的条目、某时间之前的条目，或其他平台共享的内容',
  },
  removeClaim: { en: 'delete the entries of this claim', zh: '删除此索赔的条目' },
  removeBefore: {
    en: 'delete what was registered before this time: ISO 8601, UTC where it names no other zone',
    zh: '删除此时间之前登记的条目：ISO 8601，未注明时区时按 UTC',
  },
  removeFrom: { en: 'delete what was imported under this name', zh: '删除以此名称导入的内容' },
  registryExport: {
    en: 'print keyed fingerprints for other platforms: no photos, hashes, claims or buyers',
    zh: '输出供其他平台使用的加密指纹：不含照片、哈希、索赔或买家',
  },
  sharingKey: {
    en: 'file with the key that the platforms agreed on: at least 64 hexadecimal digits',
    zh: '各平台约定的密钥文件：至少 64 位十六进制数字',
  },
  ownKey: {
    en: 'file with a key that no other platform has: it hides the claim ids',
    zh: '仅本平台持有的密钥文件：用于隐藏索赔 id',
  },
  registryImport: { en: 'take in what another platform exported', zh: '导入其他平台导出的指纹' },
  sharedFile: { en: 'file that the other platform exported', zh: '其他平台导出的文件' },
  importFrom: {
    en: "name of that platform, for reports (default: the file's name)",
    zh: '该平台的名称，用于报告（默认：文件名）',
  },
  registrySearch: {
    en: 'look for a photo in earlier claims; nothing is kept',
    zh: '在历史索赔中查找照片；不保存任何内容',
  },
  searchKey: {
    en: 'also look in what other platforms shared under this key',
    zh: '同时在以此密钥共享的内容中查找',
  },
  registryAfter: withExamples([
    'claimlens registry count --registry claims.db',
    'claimlens registry search claim.jpg --registry claims.db',
    'claimlens registry remove --claim C-17 --registry claims.db',
    'claimlens registry remove --before 2026-05-01 --registry postgres://db/claims',
    'openssl rand -hex 32 > sharing.key',
    'claimlens registry export --registry claims.db --key sharing.key --own-key own.key > shared.jsonl',
    'claimlens registry import shared.jsonl --from shop-2 --registry claims.db --key sharing.key',
  ]),
  removeAfter: withExamples([
    'claimlens registry remove --claim C-17 --registry claims.db',
    'claimlens registry remove --before 2026-05-01 --registry claims.db',
    'claimlens registry remove --from shop-2 --registry claims.db',
  ]),
  shareAfter: withExamples(
    [
      'claimlens registry export --registry claims.db --key sharing.key --own-key own.key > shared.jsonl',
      'claimlens registry import shared.jsonl --from shop-2 --registry claims.db --key sharing.key',
    ],
    {
      before: {
        en: 'docs/registry.md says what such a file reveals. Make a key with: openssl rand -hex 32 > sharing.key',
        zh: 'docs/registry.md 说明此类文件会透露什么。生成密钥：openssl rand -hex 32 > sharing.key',
      },
    },
  ),
  searchAfter: withExamples([
    'claimlens registry search claim.jpg --registry claims.db',
    'claimlens registry search claim.jpg --registry claims.db --key sharing.key --json',
  ]),
} as const satisfies Record<string, Bilingual>;
