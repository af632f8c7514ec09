import type { Comparison } from '../../artifacts/comparison.js';
import { type EarlierMatch, SAME_PICTURE_BITS } from '../../artifacts/earlier-claims.js';
import { defineSignal, notApplicable } from '../signal.js';

/** Earlier claims that are named in the reading. */
const MOST_NAMED = 8;

/**
 * Whether the same photo, or nearly the same, came with an earlier claim.
 *
 * value: number of earlier claims with it, 0 and more; more is more suspicious. `otherBuyers` counts those of a buyer
 * who is known to be another, `confirmedOtherBuyers` those among them that rest on the same file or on local features:
 * what can be weighed. Entries of the claim itself, and those registered after it, are
 * never counted. A photo that is the merchant's own picture is found in many honest claims: when it matches a
 * reference as closely as it has to match an earlier photo, its matches are explained by that and the value is 0.
 */
export const earlierClaim = defineSignal({
  id: 'registry/earlier-claim',
  needs: ['claim', 'earlierClaims', 'comparisons'],
  unit: 'count',
  tier: 'default',
  source:
    'PDQ image hashing (Facebook ThreatExchange, 2019); dHash (Krawetz, 2013); confirmed by registration of local features',
  text: {
    title: { en: 'Photo in earlier claims', zh: '历史索赔中的照片' },
    measured: {
      en: 'the same photo, or nearly the same, came with {value} earlier claims ({otherBuyers} by another buyer, {sameBuyer} by the same buyer, {unknownBuyer} where the buyer is not known) and {sharedPhotos} claims on other platforms; nearest: {nearestBits} of 256 PDQ bits, {nearestDhashBits} of 64 dHash bits',
      zh: '相同或几乎相同的照片曾出现在 {value} 个较早的索赔中（其他买家 {otherBuyers} 个，同一买家 {sameBuyer} 个，买家不明 {unknownBuyer} 个），其他平台上 {sharedPhotos} 个；最接近者：PDQ 相差 {nearestBits}/256 位，dHash 相差 {nearestDhashBits}/64 位',
    },
    nothing: {
      en: 'no earlier claim with this photo counts ({explainedByReference} are explained by the reference picture; {sharedPhotos} claims on other platforms)',
      zh: '没有计入的较早索赔使用此照片（{explainedByReference} 个可由参考图片解释；其他平台上 {sharedPhotos} 个）',
    },
    meaning: {
      en: 'A buyer may send one photo twice, file one loss under two claim numbers, or share an account within a household; two buyers may both send the merchant’s own picture, a manual’s, or one found on the web to show what they mean. The same photo of damage from unrelated buyers has few innocent reasons, and which of them took it cannot be told from it.',
      zh: '买家可能重复发送同一张照片、就同一损失提交两个索赔编号，或与家人共用账号；不同买家也可能都发送商家的图片、说明书中的图片或网上找到的图片来说明情况。互不相关的买家提交同一张损坏照片，正常原因不多，但由此无法判断照片是谁拍摄的。',
    },
  },
  measure({ claim, earlierClaims, comparisons }) {
    if (!earlierClaims) return notApplicable('no-registry');
    const { matches, shared, candidates } = earlierClaims;
    const explained = comparisons.some(isSamePicture);
    const counted = explained ? [] : matches;
    const claims = byClaim(counted);
    const [nearest] = counted;
    const kinds = claims.map(({ buyer }) => {
      if (buyer === null || claim.buyer === undefined) return 'unknown';
      return buyer === claim.buyer ? 'same' : 'other';
    });
    const count = (kind: (typeof kinds)[number]) => kinds.filter((other) => other === kind).length;
    return {
      status: 'measured',
      value: claims.length,
      details: {
        otherBuyers: count('other'),
        confirmedOtherBuyers: claims.filter(
          ({ confirmedBy }, i) => kinds[i] === 'other' && confirmedBy !== 'hashes',
        ).length,
        sameBuyer: count('same'),
        unknownBuyer: count('unknown'),
        explainedByReference: explained ? byClaim(matches).length : 0,
        sharedPhotos: explained ? 0 : shared.length,
        candidates,
        nearestBits: nearest?.pdqBits ?? null,
        nearestDhashBits: nearest?.dhashBits ?? null,
        earlier: claims
          .slice(0, MOST_NAMED)
          .map(({ claim: id, at, pdqBits, dhashBits, confirmedBy, inliers }) => ({
            claim: id,
            at,
            pdqBits,
            dhashBits,
            confirmedBy,
            inliers,
          })),
        sharedFrom: explained
          ? []
          : shared
              .slice(0, MOST_NAMED)
              .map(({ source, reference, day, bands }) => ({ source, reference, day, bands })),
      },
    };
  },
});

function isSamePicture({ hash }: Comparison): boolean {
  return hash.pdqBits <= SAME_PICTURE_BITS;
}

/** The nearest match of each claim. */
function byClaim(matches: readonly EarlierMatch[]): EarlierMatch[] {
  const first = new Map<string, EarlierMatch>();
  for (const match of matches) if (!first.has(match.claim)) first.set(match.claim, match);
  return [...first.values()];
}
