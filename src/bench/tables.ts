import type { Language } from '../report/fill.js';
import type { GroupSummary } from './group-summary.js';
import type { BenchReport } from './report.js';
import { WORDS, type WordName } from './words.js';

/** A table for both renderers. */
export interface Table {
  readonly title: string;
  readonly note?: string;
  readonly columns: readonly string[];
  /** Cells as text; the first column is the row's name. */
  readonly rows: readonly (readonly string[])[];
}

/** Every table of a benchmark, the most important first. */
export function layOutTables(bench: BenchReport, language: Language): Table[] {
  const say = (name: WordName) => WORDS[name][language];
  const { quality, speed } = bench;
  const groupColumns = (first: WordName) =>
    [
      first,
      'count',
      'auc',
      'interval',
      'reach5',
      'reach1',
      'reach05',
      'review',
      'strong',
      'medianLr',
    ] as const;
  const groups = (
    title: WordName,
    first: WordName,
    note: WordName,
    list: readonly GroupSummary[],
  ): Table => ({
    title: say(title),
    note: say(note),
    columns: groupColumns(first).map(say),
    rows: list.map((group) => [
      group.name,
      String(group.n),
      number(group.auc),
      group.aucInterval ? `${number(group.aucInterval[0])}–${number(group.aucInterval[1])}` : '–',
      ...group.reach.map(percent),
      percent(group.review),
      percent(group.strong),
      number(group.medianLog10Lr, 2),
    ]),
  });
  const tables = [
    groups('kinds', 'kind', 'kindsNote', [...quality.kinds].sort(honestFirst)),
    groups('alone', 'kind', 'aloneNote', [...quality.kindsWithoutReferences].sort(honestFirst)),
    groups('generators', 'generator', 'generatorsNote', quality.generators),
    groups('channels', 'channel', 'channelsNote', quality.channels),
    {
      title: say('regions'),
      note: say('regionsNote'),
      columns: [say('kind'), say('count'), 'F1', 'IoU', 'MCC'],
      rows: quality.regions.map(({ kind, n, f1, iou, mcc }) => [
        kind,
        String(n),
        number(f1),
        number(iou),
        number(mcc),
      ]),
    },
    {
      title: say('signals'),
      note: say('signalsNote'),
      columns: (
        ['signal', 'measured', 'notApplicable', 'failed', 'auc', 'lostAuc', 'lostReach', 'cost'] as const
      ).map(say),
      rows: quality.signals.map((signal) => [
        signal.id,
        String(signal.measured),
        String(signal.notApplicable),
        String(signal.failed),
        number(signal.auc),
        number(signal.lostAuc, 3),
        signal.lostReach === null ? '–' : percent(signal.lostReach),
        speed ? number(speed.signals.find(({ id }) => id === signal.id)?.milliseconds ?? null, 1) : '–',
      ]),
    },
    ...(speed
      ? [
          {
            title: say('speed'),
            note: say('speedNote'),
            columns: (['megapixels', 'case', 'p50', 'p95', 'decodes', 'rss'] as const).map(say),
            rows: speed.inspections.map((line) => [
              String(line.megapixels),
              say(line.case),
              number(line.p50, 0),
              number(line.p95, 0),
              number(line.decodes, 1),
              number(line.peakRssMb, 0),
            ]),
          },
          {
            title: say('throughput'),
            note: say('throughputNote'),
            columns: [say('figure'), say('value')],
            rows: [
              [say('coldStart'), `${number(speed.coldStartMs, 0)} ms`],
              ...speed.batch.map(({ jobs, oneThread, claimsPerSecond }) => [
                `${say('batch')} --jobs ${jobs}${oneThread ? ` (${say('oneThread')})` : ''}`,
                `${number(claimsPerSecond, 2)} /s`,
              ]),
              ...speed.references.map(({ references, milliseconds }) => [
                `${references} ${say('references')}`,
                `${number(milliseconds, 0)} ms`,
              ]),
            ],
          },
        ]
      : []),
    ...(quality.failures.length > 0
      ? [
          {
            title: say('failures'),
            columns: [say('claim'), say('error')],
            rows: quality.failures.map(({ id, error }) => [id, `${error.code}: ${error.message}`]),
          },
        ]
      : []),
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

/** The first lines: worst generator and channel, false alarms on honest photos, then the mean. */
export function headline(bench: BenchReport, language: Language): string[] {
  const { overall, worstGenerator, worstChannel, kinds } = bench.quality;
  const say = (name: WordName) => WORDS[name][language];
  const damage = kinds.find(({ name }) => name === 'pristine-damage');
  return [
    ...(worstGenerator
      ? [
          `${say('worstGenerator')}: ${worstGenerator.name}, ${say('reach5')} ${percent(worstGenerator.reach[0])} (n = ${worstGenerator.n})`,
        ]
      : []),
    ...(worstChannel
      ? [
          `${say('worstChannel')}: ${worstChannel.name}, ${say('auc')} ${number(worstChannel.auc)} (n = ${worstChannel.n})`,
        ]
      : []),
    ...(damage ? [`${say('damageAlarms')}: ${percent(damage.review)} (n = ${damage.n})`] : []),
    ...(overall.honestReview
      ? [
          `${say('honestReview')}: ${overall.honestReview.k} / ${overall.honestReview.n} (≤ ${percent(overall.honestReview.upper)}); ${say('honestStrong')}: ${overall.honestStrong?.k} / ${overall.honestStrong?.n} (≤ ${percent(overall.honestStrong?.upper ?? 1)})`,
        ]
      : []),
    `${say('overall')}: ${say('auc')} ${number(overall.auc)}${overall.aucInterval ? ` [${number(overall.aucInterval[0])}, ${number(overall.aucInterval[1])}]` : ''}, ${say('reach5')} ${percent(overall.reach[0])}, ${say('reach1')} ${percent(overall.reach[1])}, ${say('reach05')} ${percent(overall.reach[2])}, ${say('balanced')} ${number(overall.balancedAccuracy)}, Cllr ${number(overall.cllr)}, ${say('inconclusive')} ${percent(overall.inconclusive)}`,
  ];
}

/** Where the figures come from. */
export function provenanceLine(bench: BenchReport): string {
  const { tool, data, machine, createdAt } = bench;
  const seed = data.seed === null ? '' : `, seed ${data.seed}`;
  const every = data.every === 1 ? '' : `, every ${data.every}th claim`;
  return `claimlens ${tool.version} · policy ${tool.policy.id} · models ${tool.models.map(({ id, sha256 }) => `${id} ${sha256.slice(0, 8)}`).join(', ')} · data ${data.name} (${data.claims} claims${every}${seed}, sha256 ${data.sha256.slice(0, 16)}) · ${machine.cores} × ${machine.cpu}, ${machine.memoryGb} GB, ${machine.platform}, Node ${machine.node} · ${createdAt}`;
}

function honestFirst(a: GroupSummary, b: GroupSummary): number {
  return Number(a.forged ?? true) - Number(b.forged ?? true) || (a.name < b.name ? -1 : 1);
}

export function number(value: number | null, decimals = 3): string {
  return value === null ? '–' : value.toFixed(decimals).replace('-', '−');
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1).replace('-', '−')} %`;
}
