import type { LevelResult } from './measure.js';
import type { Curve } from './table.js';

interface Line {
  readonly title: string;
  readonly colour: string;
  readonly dash: string;
  readonly read: (level: LevelResult) => number;
}

// Okabe and Ito's colours, told apart with every kind of colour vision; dashes for print.
const LINES: readonly Line[] = [
  { title: 'aligned', colour: '#999999', dash: '', read: ({ aligned }) => aligned },
  { title: 'copy', colour: '#0072b2', dash: '7 3', read: ({ copy }) => copy },
  { title: 'change found', colour: '#009e73', dash: '', read: ({ changeFound }) => changeFound },
  { title: 'median F1', colour: '#e69f00', dash: '2 3', read: ({ medianF1 }) => medianF1 },
  { title: 'false regions', colour: '#d55e00', dash: '', read: ({ falseRegions }) => falseRegions },
];

const COLUMNS = 3;
const PANEL = { width: 300, height: 210 };
// Around the axes of a panel: room for the percentages, the title, the level labels.
const PAD = { left: 46, right: 14, top: 34, bottom: 44 };
const LEGEND_HEIGHT = 44;
// Lines at the same height would hide each other: each is drawn this much lower than the one before.
const OFFSET_PX = 1.6;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/**
 * Draws one panel per treatment: levels from weak to strong, evenly spaced, against share or F1.
 *
 * @returns a self-contained SVG
 */
export function drawCurves(curves: readonly Curve[]): string {
  const width = COLUMNS * PANEL.width;
  const height = LEGEND_HEIGHT + Math.ceil(curves.length / COLUMNS) * PANEL.height;
  const panels = curves.map((curve, i) => {
    const x = (i % COLUMNS) * PANEL.width;
    const y = LEGEND_HEIGHT + Math.floor(i / COLUMNS) * PANEL.height;
    return `<g transform="translate(${x} ${y})">${drawPanel(curve)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="11" fill="#222" role="img">`,
    '<title>Robustness of the reference comparison, by treatment and level</title>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    drawLegend(),
    ...panels,
    '</svg>',
    '',
  ].join('\n');
}

function drawLegend(): string {
  return LINES.map(({ title, colour, dash }, i) => {
    const x = PAD.left + i * 150;
    return `<path d="M${x} 22h28" stroke="${colour}" stroke-width="2.4" stroke-dasharray="${dash}"/><text x="${x + 34}" y="26" font-size="13">${title}</text>`;
  }).join('\n');
}

function drawPanel({ name, levels }: Curve): string {
  const right = PANEL.width - PAD.right;
  const bottom = PANEL.height - PAD.bottom;
  // Half a step of air at both ends, so that a lone level stands in the middle.
  const step = (right - PAD.left) / levels.length;
  const toX = (i: number) => PAD.left + (i + 0.5) * step;
  const toY = (share: number) => bottom - share * (bottom - PAD.top);
  const grid = TICKS.map(
    (tick) =>
      `<path d="M${PAD.left} ${toY(tick)}H${right}" stroke="${tick === 0 ? '#555' : '#ddd'}"/><text x="${PAD.left - 6}" y="${toY(tick) + 4}" text-anchor="end">${tick.toFixed(2)}</text>`,
  );
  const labels = levels.map(
    ({ label }, i) => `<text x="${round(toX(i))}" y="${bottom + 16}" text-anchor="middle">${label}</text>`,
  );
  const lines = LINES.map(({ colour, dash, read }, k) => {
    const points = levels.map((level, i) => [toX(i), toY(read(level)) + (k - 2) * OFFSET_PX].map(round));
    const dots = points.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="2.4" fill="${colour}"/>`);
    return `<polyline points="${points.map((point) => point.join(',')).join(' ')}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/>${dots.join('')}`;
  });
  return [
    `<text x="${PAD.left}" y="${PAD.top - 14}" font-size="13" font-weight="600">${name}</text>`,
    ...grid,
    ...labels,
    `<text x="${(PAD.left + right) / 2}" y="${bottom + 33}" text-anchor="middle" fill="#555">level</text>`,
    `<text transform="translate(11 ${(PAD.top + bottom) / 2}) rotate(-90)" text-anchor="middle" fill="#555">share, F1</text>`,
    ...lines,
  ].join('\n');
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
