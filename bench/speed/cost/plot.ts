import { drawChart } from '../../../src/bench/plots.js';
import type { BatchPoint } from './batch.js';

/** Time and memory at one size or count. */
export interface CostPoint {
  readonly x: number;
  readonly ms: number;
  readonly peakMb: number;
}

const ORANGE = '#d55e00';

/** Draws six charts in two rows: time above, memory below, against pixels, references and claims. */
export function drawCost({
  pixels,
  references,
  claims,
}: {
  readonly pixels: readonly CostPoint[];
  readonly references: readonly CostPoint[];
  readonly claims: readonly BatchPoint[];
}): string {
  const time = (points: readonly CostPoint[], title: string, xLabel: string) =>
    drawChart({
      title,
      xLabel,
      yLabel: 'milliseconds',
      series: [{ points: points.map(({ x, ms }) => [x, ms]), style: 'both' }],
    });
  const memory = (points: readonly CostPoint[], title: string, xLabel: string) =>
    drawChart({
      title,
      xLabel,
      yLabel: 'peak MB',
      series: [{ points: points.map(({ x, peakMb }) => [x, peakMb]), style: 'both', colour: ORANGE }],
    });
  const charts = [
    time(pixels, 'Time against pixels', 'megapixels of photo and reference'),
    time(references, 'Time against references', 'references of 1 Mpx, new to the inspector'),
    drawChart({
      title: 'Time against claims, two jobs',
      xLabel: 'claims of 0.1 Mpx',
      yLabel: 'seconds',
      series: [{ points: claims.map((point) => [point.claims, point.seconds]) }],
    }),
    memory(pixels, 'Memory against pixels', 'megapixels of photo and reference'),
    memory(references, 'Memory against references', 'references of 1 Mpx, new to the inspector'),
    drawChart({
      title: 'Memory against claims, three processes',
      xLabel: 'claims of 0.1 Mpx',
      yLabel: 'resident MB',
      series: [{ points: claims.map((point) => [point.claims, point.residentMb]), colour: ORANGE }],
    }),
  ];
  const placed = charts.map((chart, i) =>
    chart.replace('<svg ', `<svg x="${(i % 3) * 430}" y="${Math.floor(i / 3) * 330}" `),
  );
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 650" width="1280" height="650" color="#222" role="img">',
    '<title>Cost of inspections against pixels, references and claims</title>',
    '<rect width="1280" height="650" fill="#fff"/>',
    ...placed,
    '</svg>',
    '',
  ].join('\n');
}
