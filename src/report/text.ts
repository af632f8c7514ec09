import { hashReport } from './canonical.js';
import { formatNumber } from './fill.js';
import { makeInert } from './inert.js';
import { FAMILY_NAMES, MARK_NAMES, nameOf, REGION_KINDS } from './labels.js';
import { orderReadings } from './order.js';
import type { Report, ReportReading } from './schema.js';
import { describeStrength } from './strength.js';
import { type TextOptions, TextWriter } from './text-writer.js';
import { asSentence, explainFalseAlarm, explainScore, NEXT_STEPS, VERDICTS } from './wording.js';

export type { TextOptions };

/**
 * Whether a stream should get colours: a terminal, unless NO_COLOR or TERM=dumb says otherwise; FORCE_COLOR says
 * yes to pipes.
 *
 * @see https://no-color.org
 */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/**
 * Writes a report for a terminal: result and next step first, then what speaks for it, then what it rests on.
 *
 * @param report as `inspect` returns it
 * @returns lines ended by newlines, none wider than `columns`, free of control characters other than our colours
 * @example
 * process.stdout.write(renderText(report, { language: 'zh', columns: 100 }));
 */
export function renderText(report: Report, options: TextOptions = {}): string {
  const writer = new TextWriter(options);
  writeResult(writer, report);
  writeFindings(writer, report);
  writeMarks(writer, report);
  writeAbsent(writer, report);
  writer.heading('limits');
  for (const { text } of report.limits) writer.item('·', writer.say(text));
  writeIdentification(writer, report);
  return writer.text();
}

function writeResult(writer: TextWriter, report: Report): void {
  const { headline, explanation } = VERDICTS[report.verdict];
  const { action, detail } = NEXT_STEPS[report.nextStep];
  const serious = report.verdict === 'review' || report.verdict === 'strong-evidence';
  writer.paragraph(writer.say(headline), ['bold', ...(serious ? (['amber'] as const) : [])]);
  writer.paragraph(writer.say(explanation));
  writer.blank();
  writer.paragraph(`→ ${writer.say(action)}`, ['bold']);
  writer.paragraph(writer.say(detail), [], 2);
  writer.blank();
  if (report.log10Lr !== null) {
    const { grade } = describeStrength(report.log10Lr);
    writer.pair('likelihood', `${signed(report.log10Lr)}  (${writer.say(grade)})`);
  }
  if (report.score !== null) writer.pair('score', formatNumber(report.score, 3));
  writer.paragraph(writer.say(explainScore(report.score)), ['dim']);
}

function writeFindings(writer: TextWriter, report: Report): void {
  const { telling, silent } = orderReadings(report);
  writer.heading('findings');
  if (telling.length + silent.length === 0) writer.paragraph(writer.label('noFindings'));
  for (const reading of telling) writeFinding(writer, report, reading);
  if (silent.length === 0) return;
  writer.blank();
  writer.paragraph(writer.label('silent') + writer.colon(), ['dim']);
  for (const { text } of silent)
    writer.item('=', `${writer.say(text.title)} – ${writer.say(asSentence(text.measured))}`);
}

function writeFinding(writer: TextWriter, report: Report, reading: ReportReading): void {
  const { direction, grade } = describeStrength(reading.log10Lr);
  const style = direction === 'edited' ? 'amber' : 'blue';
  const sign = direction === 'edited' ? '▲' : '▽';
  const towards = writer.label(direction === 'edited' ? 'edited' : 'unedited');
  writer.blank();
  writer.item(sign, `${writer.say(reading.text.title)}  ${signed(reading.log10Lr)}`, ['bold', style]);
  writer.paragraph(
    `${writer.say(grade)}${writer.colon()}${towards} · ${writer.say(nameOf(FAMILY_NAMES, reading.family))}`,
    [style],
    2,
  );
  writer.paragraph(writer.say(asSentence(reading.text.measured)), [], 2);
  writer.paragraph(writer.say(asSentence(reading.text.meaning)), [], 2);
  if (reading.falseAlarm) writer.paragraph(writer.say(explainFalseAlarm(reading.falseAlarm)), ['dim'], 2);
  for (const region of report.regions.filter(({ reading: id }) => id === reading.id)) {
    const { x, y, width, height } = boundsOf(region.polygon);
    const kind = writer.say(nameOf(REGION_KINDS, region.kind));
    writer.paragraph(
      `${writer.label('region')}${writer.colon()}${kind} · ${width} × ${height} px @ ${x}, ${y}`,
      ['dim'],
      2,
    );
  }
}

function writeMarks(writer: TextWriter, { marks }: Report): void {
  if (marks.length === 0) return;
  writer.heading('marks');
  for (const { mark, value, where } of marks) {
    writer.item(
      '·',
      `${writer.say(nameOf(MARK_NAMES, mark))}${writer.colon()}${makeInert(value, { length: 200 })}`,
    );
    writer.paragraph(makeInert(where), ['dim'], 2);
  }
}

function writeAbsent(writer: TextWriter, report: Report): void {
  const { absent, failed } = orderReadings(report);
  if (absent.length + failed.length === 0) return;
  writer.heading('notMeasured');
  const titles = (readings: readonly ReportReading[]) =>
    writer.paragraph(readings.map(({ text }) => writer.say(text.title)).join(' · '), ['dim'], 2);
  for (const { why, readings } of failed) {
    writer.item('!', writer.label('failed') + writer.colon() + writer.say(why));
    titles(readings);
  }
  for (const { why, readings } of absent) {
    writer.item('·', writer.say(asSentence(why)));
    titles(readings);
  }
}

function writeIdentification(writer: TextWriter, report: Report): void {
  const { claim, photo, references, tool, timing } = report;
  writer.heading('identification');
  if (claim.id !== null) writer.pair('claim', makeInert(claim.id));
  writer.pair('photo', `${makeInert(photo.format)}, ${photo.width} × ${photo.height} px`);
  writer.pair('', photo.sha256);
  for (const [i, { sha256, width, height }] of references.entries()) {
    writer.pair(i === 0 ? 'reference' : '', `${width} × ${height} px`);
    writer.pair('', sha256);
  }
  writer.pair('tool', `${tool.name} ${makeInert(tool.version)}`);
  for (const { id, sha256 } of tool.models) writer.pair('model', `${makeInert(id)} ${sha256.slice(0, 16)}…`);
  writer.pair('policy', `${makeInert(tool.policy.id)} ${tool.policy.sha256.slice(0, 16)}…`);
  writer.pair('inspected', `${timing.inspectedAt} (${formatNumber(timing.elapsedMs / 1000, 1)} s)`);
  writer.pair('reportHash', hashReport(report));
  writer.blank();
  writer.paragraph(writer.label('person'), ['dim']);
}

function signed(log10Lr: number): string {
  return (log10Lr > 0 ? '+' : '') + formatNumber(log10Lr, 2);
}

function boundsOf(polygon: readonly (readonly [number, number])[]) {
  const xs = polygon.map(([x]) => x);
  const ys = polygon.map(([, y]) => y);
  const x = Math.round(Math.min(...xs));
  const y = Math.round(Math.min(...ys));
  return { x, y, width: Math.round(Math.max(...xs)) - x, height: Math.round(Math.max(...ys)) - y };
}
