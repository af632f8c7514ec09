import { samplingName } from '../../bytes/jpeg-structure.js';
import { quantizationHash } from '../../bytes/quantization-hash.js';
import { findOrigins, type QuantizationOrigin } from '../../bytes/quantization-origins.js';
import { estimateQuality, type QualityEstimate, type QualityScale } from '../../maths/jpeg-quality.js';
import { roundTo } from '../../maths/round.js';
import { defineSignal, notApplicable } from '../signal.js';

/** Who writes tables like these: a scale that any program can ask for, or the writer that most sightings name. */
type TableClass = QualityScale | QuantizationOrigin['kind'] | 'unknown';

// Reports stay short; the rarest origins say least.
const MAX_NAMES = 8;

/**
 * How strongly the file as received was compressed, and by what kind of program.
 *
 * value: luma quality on libjpeg's scale, 1..100; exact where the tables are a scaled standard table, else that of
 * the nearest one. Neither direction is suspicious by itself: it weighs what other readings can see.
 */
export const quantization = defineSignal({
  id: 'jpeg/quantization',
  needs: ['jpegStructure'],
  unit: 'quality',
  tier: 'default',
  source: 'ITU-T T.81 annex K; H. Farid, Digital image ballistics from JPEG quantization, TR2006-583',
  text: {
    title: { en: 'JPEG quantization', zh: 'JPEG 量化表' },
    measured: {
      en: 'JPEG quality {value} ({class} tables, {subsampling}, {mode})',
      zh: 'JPEG 质量 {value}（{class} 量化表，{subsampling}，{mode}）',
    },
    meaning: {
      en: 'Tells how the last program that saved the file compressed it. Chat apps, shops and phones all re-save honest photos; this weighs other readings and is no evidence by itself.',
      zh: '反映最后保存该文件的程序如何压缩图片。聊天软件、平台和手机都会重新保存正常照片；仅用于衡量其他读数，本身不构成证据。',
    },
  },
  measure({ jpegStructure }) {
    const [first, second] = jpegStructure?.components ?? [];
    if (!jpegStructure || !first?.quantization) return notApplicable('not-jpeg');
    const luma = first.quantization;
    const chroma = second?.quantization ?? null;
    const estimate = estimateQuality(luma, chroma);
    const hash = quantizationHash(luma, chroma);
    const origins = findOrigins(hash);
    return {
      status: 'measured',
      value: estimate.luma,
      details: {
        class: estimate.exact ?? majorityKind(origins),
        exact: estimate.exact !== null,
        chromaQuality: estimate.chroma,
        chromaRelation: relateChroma(luma, chroma, estimate),
        distance: roundTo(estimate.distance, 4),
        tables: hash,
        seenFrom: listNames(origins),
        subsampling: samplingName(jpegStructure),
        mode: jpegStructure.mode,
        progressive: jpegStructure.mode === 'progressive',
        restartInterval: jpegStructure.restartInterval,
        truncated: jpegStructure.end === null,
        trailingBytes: jpegStructure.trailingBytes,
      },
    };
  },
});

/** How the chroma table goes with the luma table: libjpeg and its kin scale both by one quality, others do not. */
function relateChroma(
  luma: Uint16Array,
  chroma: Uint16Array | null,
  { luma: quality, chroma: chromaQuality }: QualityEstimate,
): 'none' | 'same-table' | 'same-quality' | 'finer' | 'coarser' {
  if (!chroma || chromaQuality === null) return 'none';
  if (luma.every((step, i) => step === chroma[i])) return 'same-table';
  if (chromaQuality === quality) return 'same-quality';
  return chromaQuality > quality ? 'finer' : 'coarser';
}

function majorityKind(origins: readonly QuantizationOrigin[]): TableClass {
  const counts = new Map<TableClass, number>();
  for (const { kind, count } of origins) counts.set(kind, (counts.get(kind) ?? 0) + count);
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  return best ? best[0] : 'unknown';
}

/** Names with their counts, the most frequent first: `Canon (4)`. */
function listNames(origins: readonly QuantizationOrigin[]): string[] {
  const counts = new Map<string, number>();
  for (const { name, count } of origins) counts.set(name, (counts.get(name) ?? 0) + count);
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return ranked.slice(0, MAX_NAMES).map(([name, count]) => `${name} (${count})`);
}
