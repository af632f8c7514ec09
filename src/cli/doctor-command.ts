import type { Language } from '../report/fill.js';
import { makeInert } from '../report/inert.js';
import { wantsColour } from '../report/text.js';
import { VERSION } from '../version.js';
import { type Check, type CheckState, PARTS } from './doctor/check.js';
import { canInspect, examine } from './doctor/examine.js';
import { type Machine, thisMachine } from './doctor/machine.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { print } from './terminal.js';

/** What `claimlens doctor` was given. */
export interface DoctorArguments {
  readonly json?: boolean;
  readonly lang: Language;
}

const MARKS: Readonly<Record<CheckState, readonly [mark: string, colour: number]>> = {
  works: ['✓', 32],
  degraded: ['!', 33],
  missing: ['–', 90],
  broken: ['✗', 31],
};

const WORDS = {
  ready: { en: 'Photos can be inspected on this machine.', zh: '本机可以检查照片。' },
  notReady: {
    en: 'Photos cannot be inspected on this machine yet: mend what is marked ✗.',
    zh: '本机尚不能检查照片：请先处理标有 ✗ 的项目。',
  },
  missing: { en: 'not installed (optional)', zh: '未安装（可选）' },
  missingRequired: { en: 'not installed', zh: '未安装' },
} as const;

/**
 * Tries every part of the installation and says what works and what to install.
 *
 * @returns 0 when photos can be inspected, even if optional parts are missing; else 4
 */
export async function doctorCommand(
  { json, lang }: DoctorArguments,
  machine: Machine = thisMachine(),
): Promise<ExitCode> {
  const checks = await examine(machine);
  const ok = canInspect(checks);
  if (json) {
    const { platform, arch } = process;
    await print(`${JSON.stringify({ claimlens: VERSION, platform, arch, ok, checks })}\n`);
  } else {
    const lines = checks.map((check) => writeCheck(check, lang, wantsColour(process.stdout)));
    await print(`${lines.join('\n')}\n\n${WORDS[ok ? 'ready' : 'notReady'][lang]}\n`);
  }
  return ok ? EXIT.done : EXIT.internal;
}

function writeCheck({ id, state, details, fix, required }: Check, lang: Language, colour: boolean): string {
  const [mark, code] = MARKS[state];
  const shown = colour ? `\u001b[${code}m${mark}\u001b[0m` : mark;
  const missing = state === 'missing' ? [WORDS[required ? 'missingRequired' : 'missing'][lang]] : [];
  const facts = [...missing, ...details.map((detail) => makeInert(detail, { length: 300 }))].join(', ');
  const remedy = typeof fix === 'object' ? fix[lang] : fix;
  return `${shown} ${PARTS[id][lang]}: ${facts}${remedy === undefined ? '' : `\n    → ${remedy}`}`;
}
