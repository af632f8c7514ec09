import { createHash } from 'node:crypto';
import type { Plane, Raster } from '../../src/pixels/plane.js';
import { fillText } from '../../src/report/fill.js';
import type { Report, ReportReading } from '../../src/report/schema.js';
import { LIMITS, summarize } from '../../src/report/wording.js';
import { REASONS } from '../../src/signals/reasons.js';
import type { Bilingual, Json, Unit } from '../../src/signals/signal.js';

// Sample reports for the tests of everything that renders: valid by the schema, pixels drawn here, and with every
// kind of reading, mark, region and limit that a renderer has to cope with.

/** A mug on a table, drawn; with `crack` a dark jagged line runs over the mug. */
export function drawScene(width: number, height: number, { crack = false } = {}): Raster {
  const data = new Uint8Array(width * height * 3);
  let seed = 1234567;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      const noise = ((seed >>> 24) - 128) / 24;
      const u = x / width;
      const v = y / height;
      let [red, green, blue] =
        v > 0.7 ? [150 - 60 * u, 112 - 40 * u, 80 - 30 * u] : [206, 209 - 20 * v, 203 - 30 * v];
      const shade = 1 - 0.9 * (u - 0.45) ** 2 * 8;
      const handle = ((u - 0.69) / 0.09) ** 2 + ((v - 0.5) / 0.16) ** 2;
      if (handle < 1 && handle > 0.4) [red, green, blue] = [60, 105, 140];
      if (u > 0.28 && u < 0.66 && v > 0.22 && v < 0.8)
        [red, green, blue] = [78 * shade, 134 * shade, 176 * shade];
      if (u > 0.28 && u < 0.66 && v > 0.44 && v < 0.52)
        [red, green, blue] = [238 * shade, 236 * shade, 226 * shade];
      if (crack && Math.abs(u - crackAt(v)) < 0.004 && v > 0.26 && v < 0.74)
        [red, green, blue] = [34, 28, 26];
      const i = (y * width + x) * 3;
      data[i] = clamp(red + noise);
      data[i + 1] = clamp(green + noise);
      data[i + 2] = clamp(blue + noise);
    }
  }
  return { width, height, data };
}

/** Where the crack runs, as a polygon in pixels. */
export function crackPolygon(width: number, height: number): [number, number][] {
  const left: [number, number][] = [];
  const right: [number, number][] = [];
  for (let v = 0.26; v <= 0.74; v += 0.02) {
    left.push([(crackAt(v) - 0.025) * width, v * height]);
    right.unshift([(crackAt(v) + 0.025) * width, v * height]);
  }
  return [...left, ...right];
}

/** A localization map that is high along the crack. */
export function drawMap(width: number, height: number): Plane {
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const v = (y + 0.5) / height;
    const inside = v > 0.24 && v < 0.76 ? 1 : 0;
    for (let x = 0; x < width; x++) {
      const distance = Math.abs((x + 0.5) / width - crackAt(v));
      data[y * width + x] = inside * Math.exp(-((distance / 0.04) ** 2));
    }
  }
  return { width, height, data };
}

/** A report about the drawn scene. `change` edits a deep copy before it is returned. */
export function sampleReport(change: (report: Report) => void = () => {}): Report {
  const width = 1600;
  const height = 1200;
  const report: Report = {
    schema: 'claimlens/report/1',
    claim: { id: 'R-2026-118834' },
    photo: { sha256: hash('photo'), bytes: 412_880, format: 'jpeg', width, height },
    references: [{ sha256: hash('reference'), bytes: 389_112, format: 'jpeg', width, height }],
    tool: {
      name: 'claimlens',
      version: '0.1.0',
      models: [
        { id: 'fusion', sha256: hash('fusion') },
        { id: 'pixel', sha256: hash('pixel') },
      ],
      policy: { id: 'default', sha256: hash('policy') },
    },
    score: 0.9974,
    log10Lr: 2.58,
    verdict: 'strong-evidence',
    nextStep: 'human-review',
    summary: summarize({ verdict: 'strong-evidence', nextStep: 'human-review', log10Lr: 2.58 }),
    readings: [
      reading('reference/change-map', 0.0214, 'ratio', 1.62, {
        details: { regions: 1, alignedShare: 0.93, kinds: ['line-structure'] },
        falseAlarm: { k: 3, n: 310, upper: 0.0248 },
        source: 'SSIM residual after registration',
        title: { en: 'Local change against the reference', zh: '与参考图片的局部差异' },
        measured: {
          en: '{value} of the aligned area differs while the rest agrees, in {regions} region.',
          zh: '对齐区域中有 {value} 的部分不同，其余一致，共 {regions} 处。',
        },
        meaning: {
          en: 'Damage since the reference photo was taken looks like this, and so does damage drawn into the same photo.',
          zh: '参考照片拍摄之后发生的损坏会如此，在同一张照片上绘制的损坏也会如此。',
        },
      }),
      reading('provenance/aigc-label', 1, 'count', 1.4, {
        details: { producer: 'example-model', reserved: 'text‮gnp.exe' },
        falseAlarm: { k: 0, n: 310, upper: 0.0096 },
        source: 'GB 45438-2025',
        title: { en: 'Label for generated content', zh: '生成合成内容标识' },
        measured: {
          en: 'The file declares generated content ({producer}).',
          zh: '文件声明含生成合成内容（{producer}）。',
        },
        meaning: {
          en: 'The program that wrote the file declared it. Beauty filters write the label too.',
          zh: '由写入文件的程序声明。美颜滤镜也会写入该标识。',
        },
      }),
      reading('noise/residual', -2.31, 'log-odds', -0.44, {
        details: { blocks: 1190, ratio: 0.884 },
        falseAlarm: { k: 160, n: 310, upper: 0.57 },
        source: 'doi:10.1109/TIFS.2011.2178401',
        title: { en: 'Noise level over the picture', zh: '画面噪声水平' },
        measured: {
          en: 'Noise is even over {blocks} blocks ({value}).',
          zh: '{blocks} 个区块的噪声均匀（{value}）。',
        },
        meaning: { en: 'Even noise is what one exposure leaves.', zh: '单次曝光会留下均匀噪声。' },
      }),
      reading('metadata/timeline', 312.5, 'hours', 0.02, {
        details: { capturedAt: '2026-10-30T09:12:00', deliveredAt: '2026-11-12T10:00:00+08:00' },
        title: { en: 'Photo time against the claim', zh: '拍摄时间与索赔时间' },
        measured: {
          en: 'The photo is dated {value} h before delivery.',
          zh: '照片时间早于签收 {value} 小时。',
        },
        meaning: { en: 'Camera clocks can be wrong.', zh: '相机时钟可能不准。' },
      }),
      absent('jpeg/double-compression', 'compressed-strongly', 'Double compression', '双重压缩'),
      absent(
        'registry/earlier-claims',
        'no-registry',
        'The same photo in earlier claims',
        '历史索赔中的相同照片',
      ),
      {
        ...absent(
          'neural/pixel-model',
          'timeout: the time limit of the inspection passed before this signal',
          'Pixel model',
          '像素模型',
        ),
        status: 'failed',
      },
    ],
    marks: [
      {
        mark: 'aigc-label',
        value: '{"Label":"1","ContentProducer":"example-model"}',
        where: 'XMP TC260:AIGC',
      },
      { mark: 'camera', value: 'Apple iPhone 15', where: 'EXIF Make, Model' },
      { mark: 'editor', value: 'Example Editor 5.2', where: 'EXIF Software' },
    ],
    regions: [
      {
        polygon: crackPolygon(width, height),
        kind: 'line-structure',
        reading: 'reference/change-map',
        confidence: 0.91,
      },
      {
        polygon: [
          [1180, 860],
          [1330, 850],
          [1345, 960],
          [1190, 975],
        ],
        kind: 'texture-change',
        reading: 'noise/residual',
        confidence: 0.4,
      },
    ],
    contributions: {
      metadata: 0.02,
      provenance: 1.4,
      reference: 1.6,
      jpeg: 0,
      noise: -0.44,
      neural: 0,
      registry: 0,
    },
    limits: [
      { code: 'photo-only', text: LIMITS['photo-only'] },
      { code: 'staged-scene', text: LIMITS['staged-scene'] },
      { code: 'no-registry', text: LIMITS['no-registry'] },
    ],
    timing: { inspectedAt: '2026-11-20T08:15:30.000Z', elapsedMs: 1834 },
  };
  change(report);
  return report;
}

/** SHA-256 of a string, for made-up identities. */
export function hash(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

interface Shown {
  details: Record<string, Json>;
  falseAlarm?: ReportReading['falseAlarm'];
  source?: string;
  title: Bilingual;
  measured: Bilingual;
  meaning: Bilingual;
}

function reading(id: string, value: number, unit: Unit, log10Lr: number, shown: Shown): ReportReading {
  const { details, falseAlarm = null, source = 'Claimlens', title, measured, meaning } = shown;
  return {
    id,
    family: id.slice(0, id.indexOf('/')) as ReportReading['family'],
    status: 'measured',
    value,
    unit,
    log10Lr,
    reason: null,
    details: details as ReportReading['details'],
    falseAlarm,
    source,
    text: { title, measured: fillText(measured, { value, unit, details }), meaning },
  };
}

type Absent = Extract<ReportReading, { status: 'not-applicable' }>;

function absent(id: string, reason: string, en: string, zh: string): Absent {
  return {
    ...reading(id, 0, 'count', 0, {
      details: {},
      title: { en, zh },
      measured: Object.hasOwn(REASONS, reason)
        ? REASONS[reason as keyof typeof REASONS]
        : { en: 'The measurement failed.', zh: '测量失败。' },
      meaning: { en: 'Nothing.', zh: '无。' },
    }),
    status: 'not-applicable',
    value: null,
    log10Lr: 0,
    falseAlarm: null,
    reason,
  };
}

function crackAt(v: number): number {
  return 0.47 + 0.05 * Math.sin(v * 14) + 0.012 * Math.sin(v * 83);
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value + 0.5;
}
