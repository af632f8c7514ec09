import type { EarlierClaims, EarlierMatch, RegistryQuery } from '../artifacts/earlier-claims.js';
import { computeHashes, computeMatchView } from '../artifacts/match-view.js';
import { computeView } from '../artifacts/view.js';
import { ingestPhoto } from '../photo/ingest.js';
import { resolveLimits } from '../photo/limits.js';
import type { Language } from '../report/fill.js';
import { makeInert } from '../report/inert.js';

const WORDS = {
  found: {
    en: (n: number) => `earlier photos that are the same, or nearly: ${n}`,
    zh: (n: number) => `相同或几乎相同的较早照片：${n} 张`,
  },
  dropped: {
    en: (n: number) => `entries whose hash alone is near: ${n}`,
    zh: (n: number) => `仅哈希相近的条目：${n} 个`,
  },
  shared: {
    en: (n: number) => `photos shared by other platforms: ${n}`,
    zh: (n: number) => `其他平台共享的照片：${n} 张`,
  },
  unknownBuyer: { en: 'buyer not known', zh: '买家不明' },
  buyer: { en: 'buyer', zh: '买家' },
  file: { en: 'same file', zh: '文件相同' },
  features: { en: 'local features agree', zh: '局部特征一致' },
  hashes: { en: 'both hashes agree', zh: '两种哈希均一致' },
  bands: { en: (n: number) => `${n} of 32 tokens`, zh: (n: number) => `32 个令牌中 ${n} 个相同` },
} as const;

/** What a registry compares of a photo that belongs to no claim yet. @throws ClaimlensError as for any photo */
export async function openQuery(path: string): Promise<RegistryQuery> {
  const photo = await ingestPhoto(path, { what: 'photo', limits: resolveLimits({}) });
  const view = computeView(photo.raster);
  return { hashes: computeHashes(view), view: computeMatchView(view), sha256: photo.sha256 };
}

/** What was found, for people: a line per earlier photo. It ends with a line end. */
export function describeFound({ matches, candidates, shared }: EarlierClaims, language: Language): string {
  const lines = [
    WORDS.found[language](matches.length),
    ...matches.map((match) => `  ${describeMatch(match, language)}`),
  ];
  const dropped = candidates - matches.length;
  if (dropped > 0) lines.push(WORDS.dropped[language](dropped));
  if (shared.length > 0) lines.push(WORDS.shared[language](shared.length));
  for (const { source, reference, day, bands } of shared)
    lines.push(`  ${makeInert(source)} · ${reference} · ${day} · ${WORDS.bands[language](bands)}`);
  return `${lines.join('\n')}\n`;
}

function describeMatch(
  { claim, buyer, at, pdqBits, dhashBits, confirmedBy }: EarlierMatch,
  language: Language,
): string {
  const who = buyer === null ? WORDS.unknownBuyer[language] : `${WORDS.buyer[language]} ${makeInert(buyer)}`;
  const how = `${WORDS[confirmedBy][language]} (PDQ ${pdqBits}/256, dHash ${dhashBits}/64)`;
  return [makeInert(claim), who, at.slice(0, 10), how].join(' · ');
}
