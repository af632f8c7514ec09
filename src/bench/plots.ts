import { escapeHtml as escapeXml } from '../report/html/markup.js';

// Plots as inline SVG: no script, no font, no download. Colours after Okabe and Ito, told apart with every kind of
// colour vision.

const BLUE = '#0072b2';
const ORANGE = '#d55e00';
const GREY = '#8a9399';

/** A curve or a set of points. */
interface Series {
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly style?: 'line' | 'dots' | 'both';
  readonly colour?: string;
  readonly name?: string;
}

/** Axes and what is drawn in them. */
interface Chart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  /** @default 0 to the largest value */
  readonly xMax?: number;
  readonly yMax?: number;
  /** Draws y = x. @default false */
  readonly diagonal?: boolean;
}

const WIDTH = 420;
const HEIGHT = 320;
const PAD = { left: 56, right: 16, top: 34, bottom: 46 };

/** Draws lines and points over two linear axes that start at 0. */
export function drawChart(chart: Chart): string {
  const all = chart.series.flatMap(({ points }) => points);
  const xMax = chart.xMax ?? niceMax(Math.max(...all.map(([x]) => x)));
  const yMax = chart.yMax ?? niceMax(Math.max(...all.map(([, y]) => y)));
  const right = WIDTH - PAD.right;
  const bottom = HEIGHT - PAD.bottom;
  const toX = (x: number) => fix(PAD.left + (x / xMax) * (right - PAD.left));
  const toY = (y: number) => fix(bottom - (y / yMax) * (bottom - PAD.top));
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const grid = ticks.flatMap((tick) => [
    `<path d="M${PAD.left} ${toY(tick * yMax)}H${right}" stroke="currentColor" stroke-opacity="${tick === 0 ? 0.7 : 0.15}"/>`,
    `<text x="${PAD.left - 7}" y="${toY(tick * yMax) + 4}" text-anchor="end">${label(tick * yMax)}</text>`,
    `<text x="${toX(tick * xMax)}" y="${bottom + 16}" text-anchor="middle">${label(tick * xMax)}</text>`,
  ]);
  const lines = chart.series.map(({ points, style = 'line', colour = BLUE }) => {
    const path = points.map(([x, y]) => `${toX(x)},${toY(y)}`);
    const line =
      style === 'dots'
        ? ''
        : `<polyline points="${path.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`;
    const dots =
      style === 'line'
        ? ''
        : points.map(([x, y]) => `<circle cx="${toX(x)}" cy="${toY(y)}" r="3.4" fill="${colour}"/>`).join('');
    return line + dots;
  });
  const names = chart.series.filter(({ name }) => name);
  const legend = names.map(
    ({ name, colour = BLUE }, i) =>
      `<text x="${right}" y="${bottom - 10 - 16 * (names.length - 1 - i)}" text-anchor="end" fill="${colour}" font-weight="600">${escapeXml(name ?? '')}</text>`,
  );
  return svg(WIDTH, HEIGHT, chart.title, [
    ...grid,
    ...(chart.diagonal
      ? [`<path d="M${toX(0)} ${toY(0)}L${toX(xMax)} ${toY(yMax)}" stroke="${GREY}" stroke-dasharray="4 4"/>`]
      : []),
    ...lines,
    ...legend,
    `<text x="${(PAD.left + right) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${escapeXml(chart.xLabel)}</text>`,
    `<text transform="translate(14 ${(PAD.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeXml(chart.yLabel)}</text>`,
  ]);
}

/** One row of a bar chart. */
interface Bar {
  readonly name: string;
  /** 0..1 */
  readonly share: number;
  readonly text: string;
  /** Drawn in the colour of alarms. */
  readonly honest: boolean;
}

/** Draws shares as horizontal bars. */
export function drawBars(title: string, bars: readonly Bar[]): string {
  const left = 168;
  const row = 22;
  const width = 640;
  const height = PAD.top + bars.length * row + 12;
  const lines = bars.map(({ name, share, text, honest }, i) => {
    const y = PAD.top + i * row;
    const length = fix(share * (width - left - 110));
    return `<text x="${left - 8}" y="${y + 13}" text-anchor="end">${escapeXml(name)}</text><rect x="${left}" y="${y + 3}" width="${Math.max(1, length)}" height="13" rx="2" fill="${honest ? ORANGE : BLUE}"/><text x="${left + length + 7}" y="${y + 13}">${escapeXml(text)}</text>`;
  });
  return svg(width, height, title, lines);
}

function svg(width: number, height: number, title: string, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="11.5" fill="currentColor" role="img" aria-label="${escapeXml(title)}">`,
    `<text x="${PAD.left}" y="18" font-size="13.5" font-weight="600">${escapeXml(title)}</text>`,
    ...parts,
    '</svg>',
  ].join('\n');
}

/** The next of 1, 2, 4, 5, 8, 10 times a power of ten. */
function niceMax(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}

function label(value: number): string {
  return value === 0 ? '0' : value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

function fix(value: number): number {
  return Math.round(value * 10) / 10;
}
