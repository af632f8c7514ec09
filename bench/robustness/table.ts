import type { LevelResult } from './measure.js';

/** The measured levels of one treatment. */
export interface Curve {
  readonly name: string;
  readonly levels: readonly LevelResult[];
}

/** What a run was made with. */
export interface RunFacts {
  readonly command: string;
  readonly pictures: string;
  readonly count: number;
  readonly seed: number;
  readonly machine: string;
}

const HEAD = ['level', 'n', 'aligned', 'copy', 'change found', 'median F1', 'F1 by damage', 'false regions'];

// Longer lists hide their beginning.
const WEAKEST = 8;

/** One Markdown table per treatment. */
export function formatCurve({ name, levels }: Curve): string {
  const rows = levels.map((level) => [
    level.label,
    String(level.n),
    percent(level.aligned),
    percent(level.copy),
    percent(level.changeFound),
    level.medianF1.toFixed(2),
    Object.entries(level.f1ByDamage)
      .map(([kind, f1]) => `${kind} ${f1.toFixed(2)}`)
      .join(', '),
    percent(level.falseRegions),
  ]);
  const lines = [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [`### ${name}`, '', ...lines].join('\n');
}

/** The whole page: how it was measured, the weakest levels, every table. */
export function formatPage(curves: readonly Curve[], facts: RunFacts, plot: string | null): string {
  return [
    '# Robustness of the reference comparison',
    '',
    `A shop picture is damaged with an image editor (painted crack, painted stain, copied patch, taking turns), then treated in one way at one strength and saved as JPEG 85 unless the treatment is the compression itself. The same picture goes through the same treatment unpainted. Rotation also crops to the largest frame without empty corners; crops keep the damage in sight.`,
    '',
    `- **aligned**: the reference could be placed in the painted photo`,
    `- **copy**: \`reference/derivation\` is at least 0`,
    `- **change found**: \`reference/change\` reports at least one region anywhere in the painted photo; a false region counts too, so read it with F1 (0 means that nothing reported touches the damage)`,
    `- **median F1**: reported polygons against the painted pixels, moved by the same treatment; 0 where nothing was found`,
    `- **false regions**: share of the unpainted copies that report a region`,
    '',
    `Command: \`${facts.command}\`  `,
    `Pictures: ${facts.pictures}, so that one picture is ${percent(1 / facts.count)} of a share; seed ${facts.seed}  `,
    `Machine: ${facts.machine}`,
    '',
    ...(plot ? [`![Shares and F1 by treatment and level](${plot})`, ''] : []),
    '## Weakest levels',
    '',
    ...listWeakest(curves),
    '',
    '## Tables',
    '',
    curves.map(formatCurve).join('\n\n'),
    '',
  ].join('\n');
}

function listWeakest(curves: readonly Curve[]): string[] {
  const all = curves.flatMap(({ name, levels }) => levels.map((level) => ({ name, level })));
  const weak = all
    .filter(({ level }) => level.changeFound < 1 || level.falseRegions > 0 || level.medianF1 < 0.5)
    .sort((a, b) => weakness(b.level) - weakness(a.level));
  if (weak.length === 0) return ['None: every change found, no false region, every median F1 at least 0.5.'];
  return weak
    .slice(0, WEAKEST)
    .map(
      ({ name, level }) =>
        `- ${name} ${level.label}: change found ${percent(level.changeFound)}, median F1 ${level.medianF1.toFixed(2)}, false regions ${percent(level.falseRegions)}`,
    );
}

/** Missed and false counted alike, poor outlines after them. */
function weakness({ changeFound, falseRegions, medianF1 }: LevelResult): number {
  return 1 - changeFound + falseRegions + (1 - medianF1) / 2;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
