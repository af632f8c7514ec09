import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { run } from '../src/cli/main.js';
import { policyCommand } from '../src/cli/policy-command.js';
import { countNeeded } from '../src/fusion/fit-policy.js';
import { parseFusionSpec } from '../src/fusion/spec.js';
import { SIGNALS } from '../src/signals/index.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
/** Every page a reader may come across, relative to the root. */
const PAGES = [
  ...readdirSync(ROOT).filter((name) => /^README.*\.md$/.test(name)),
  ...(readdirSync(join(ROOT, 'docs'), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
].sort();

interface Block {
  readonly page: string;
  readonly line: number;
  readonly code: string;
}

/** Fenced blocks of a language, with the line on which their code begins. */
function blocksOf(page: string, languages: string): Block[] {
  const text = read(page);
  return [...text.matchAll(new RegExp(`^\`\`\`(?:${languages})\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    (match) => ({
      page,
      line: text.slice(0, match.index).split('\n').length + 1,
      code: match[1],
    }),
  );
}

const sentence = (text: string) => text.replace(/\s+/g, ' ');

describe('pages', () => {
  it.each(PAGES)('%s: every relative link leads to a file and, where it names one, to a heading', (page) => {
    const broken = linksOf(read(page)).filter((target) => {
      const [path, anchor] = target.split('#');
      const file = path === '' ? join(ROOT, page) : join(ROOT, dirname(page), decodeURI(path));
      if (!existsSync(file)) return true;
      return (
        anchor !== undefined && file.endsWith('.md') && !anchorsOf(readFileSync(file, 'utf8')).has(anchor)
      );
    });
    expect(broken).toEqual([]);
  });

  it('name files of the repository that exist', () => {
    const absent = PAGES.flatMap((page) =>
      [...read(page).matchAll(/`((?:src|test|bench|models|examples|fixtures)\/[\w./-]+)`/g)]
        .map(([, path]) => path)
        .filter((path) => !existsSync(join(ROOT, path)))
        .map((path) => `${page}: ${path}`),
    );
    expect(absent).toEqual([]);
  });

  it('docs/README.md links every page of docs', () => {
    const linked = new Set(
      linksOf(read('docs/README.md')).map((target) => join('docs', target.split('#')[0])),
    );
    expect(
      PAGES.filter((page) => page.startsWith('docs') && page !== 'docs/README.md' && !linked.has(page)),
    ).toEqual([]);
  });
});

describe('code', () => {
  it('type-checks as a reader would write it', () => {
    const blocks = PAGES.flatMap((page) => blocksOf(page, 'ts|js'));
    expect(blocks.length).toBeGreaterThan(5);
    expect(typeCheck(blocks)).toEqual([]);
  }, 600_000);
});

describe('commands', () => {
  it('use options that the command line knows', async () => {
    const commands = await readCommands();
    expect(commands.size).toBeGreaterThan(8);
    const uses = PAGES.flatMap(commandLinesOf);
    expect(uses.length).toBeGreaterThan(20);
    const unknown = uses.flatMap(({ page, words }) => {
      // A command of a group, such as `registry count`, goes before the group itself.
      const name = [words.slice(0, 2).join(' '), words[0]].find((candidate) => commands.has(candidate));
      if (name === undefined) return [`${page}: claimlens ${words.join(' ')}`];
      const known = commands.get(name);
      return words
        .filter((word) => /^--?[a-z]/.test(word) && !known?.has(word.split('=')[0]))
        .map((word) => `${page}: claimlens ${name} ${word}`);
    });
    expect(unknown).toEqual([]);
  });
});

describe('concepts.md', () => {
  it('lists every signal, when it runs and whether the shipped model weighs it', () => {
    const rows = [
      ...read('docs/concepts.md').matchAll(/^\| `([\w-]+\/[\w-]+)` \|.*\| (\w+) \| (yes|no) \|$/gm),
    ].map(([, id, tier, weighed]) => `${id} ${tier} ${weighed}`);
    const { features } = parseFusionSpec(JSON.parse(read('models/fusion/fusion.json')));
    const weighed = new Set(features.map(({ reading }) => reading));
    const expected = SIGNALS.map(({ id, tier }) => `${id} ${tier} ${weighed.has(id) ? 'yes' : 'no'}`);
    expect(rows.sort()).toEqual(expected.sort());
  });
});

describe('threat-model.md', () => {
  /** Cell of a table of robustness.md; columns as `n | aligned | copy | change found | median F1 | F1 by damage | false`. */
  const cellOf = (treatment: string, level: string, column: number) => {
    const [, table] = read('docs/robustness.md').split(`### ${treatment}\n`);
    const row = table.split('\n').find((line) => line.startsWith(`| ${level} |`));
    return row?.split('|')[column + 2].trim() ?? `no row ${level}`;
  };
  const ofThree = (treatment: string, level: string, column: number) =>
    `${Math.round((3 * Number.parseInt(cellOf(treatment, level, column), 10)) / 100)} of 3`;
  const crackAt = (quality: string) =>
    /crack 0(\.\d+)/.exec(cellOf('JPEG quality', quality, 5))?.[1] ?? 'no crack';

  it('states the figures of robustness.md, and so does concepts.md', () => {
    const [copy, falseRegions] = [2, 6];
    const page = sentence(read('docs/threat-model.md'));
    expect(page).toContain(
      `F1 ${crackAt('70')} at JPEG 70, ${crackAt('50')} at 50 and ${crackAt('30')} at 30 for the drawn crack`,
    );
    const [scaled, turned] = [ofThree('scale', '30 %', copy), ofThree('rotation', '30°', copy)];
    expect(page).toContain(`| scaling to 30 % | a copy is told in ${scaled} |`);
    expect(page).toContain(`a copy is told in ${turned}; up to 10° in ${ofThree('rotation', '10°', copy)} |`);
    expect(page).toContain(
      `in ${ofThree('brightness', '+50', falseRegions)}, at −50 in ${ofThree('brightness', '−50', falseRegions)};`,
    );
    expect([cellOf('gamma', '0.6', falseRegions), cellOf('gamma', '1.7', falseRegions)]).toEqual([
      '0 %',
      '0 %',
    ]);
    expect(sentence(read('docs/concepts.md'))).toContain(
      `found in ${scaled} at a scale of 30 % and in ${turned} turned by 30°`,
    );
  });
});

describe('policy.md', () => {
  it('shows what the command prints', async () => {
    const folder = mkdtempSync(join(makeOut(), 'policy-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [{ code }] = blocksOf('docs/policy.md', 'js');
    const script = join(folder, 'make-example.mjs');
    const results = join(folder, 'honest.jsonl');
    writeFileSync(script, code.replace("'honest.jsonl'", JSON.stringify(results)));
    await import(script);
    const targets = { inconclusive: 0.15, review: 0.02, strong: 0.005 };
    const printed = await capture(() =>
      policyCommand(results, { out: join(folder, 'policy.json'), id: 'my-shop', ...targets }),
    );
    const [shown] = blocksOf('docs/policy.md', 'text');
    expect(printed.replace(folder, '').replace('/policy.json', 'policy.json')).toBe(shown.code);
  });

  it('states how many honest claims a target takes', () => {
    const rows = [...read('docs/policy.md').matchAll(/^\| ([\d.]+) % \| ([\d,]+) \|$/gm)];
    expect(rows.length).toBeGreaterThan(4);
    for (const [, percent, claims] of rows)
      expect(countNeeded(Number(percent) / 100), percent).toBe(Number(claims.replace(',', '')));
  });
});

describe('README.zh-CN.md', () => {
  const english = read('README.md');
  const chinese = read('README.zh-CN.md');

  it('shows the same code', () => {
    const codeOf = (page: string) => blocksOf(page, 'sh|js').map(({ code }) => code);
    expect(codeOf('README.zh-CN.md')).toEqual(codeOf('README.md'));
  });

  it('has the same sections, and the same figures in every row of every table', () => {
    expect(chinese.match(/^## /gm)?.length).toBe(english.match(/^## /gm)?.length);
    expect(tableFigures(chinese)).toEqual(tableFigures(english));
  });
});

/** Per table row of a page: its figures, sorted, since the order of words differs between languages. */
function tableFigures(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      (line.match(/\.?\d[\d.,]*/g) ?? [])
        .map((figure) => figure.replace(/[.,]$/, ''))
        .sort()
        .join(' '),
    );
}

function makeOut(): string {
  const out = join(ROOT, 'out');
  mkdirSync(out, { recursive: true });
  return out;
}

function linksOf(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target)
    .filter((target) => !/^(https?:|mailto:)/.test(target));
}

/** Anchors as GitHub makes them: lower case, punctuation dropped, blanks as hyphens. */
function anchorsOf(text: string): Set<string> {
  const headings = text.match(/^#{1,6} .*$/gm) ?? [];
  return new Set(
    headings.map((heading) =>
      heading
        .replace(/^#+ /, '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** Arguments of each use of the command: lines of shell blocks, and commands within a sentence. */
function commandLinesOf(page: string): { page: string; words: string[] }[] {
  const shell = blocksOf(page, 'sh').flatMap(({ code }) => code.replaceAll('\\\n', ' ').split('\n'));
  const prose = sentence(read(page).replace(/^```[\s\S]*?^```/gm, ''));
  const inline = [...prose.matchAll(/`([^`]+)`/g)].map(([, code]) => code);
  return [...shell, ...inline]
    .flatMap((line) => line.replace(/(^|\s)#.*$/, '').split(/&&|\||;/))
    .map((part) =>
      part
        .trim()
        .replace(/^(?:[A-Z_]+=\S* )+/, '')
        .split(/\s+/),
    )
    .filter((words) => words[0] === 'claimlens' || (words[0] === 'npx' && words[1] === 'claimlens'))
    .map((words) => ({ page, words: words.slice(words.indexOf('claimlens') + 1) }))
    .filter(({ words }) => words.length > 0 && words[0] !== '…');
}

/** Commands of the program with their options, as `--help` prints them. */
async function readCommands(): Promise<Map<string, Set<string>>> {
  const commands = new Map<string, Set<string>>();
  const visit = async (path: readonly string[]): Promise<void> => {
    const help = await capture(() => run([...path, '--help']));
    const options = [...help.matchAll(/^ {2}(-.*?)(?: {2,}|$)/gm)].flatMap(
      ([, flags]) => flags.match(/--?[\w-]+/g) ?? [],
    );
    commands.set(path.join(' '), new Set(options));
    const [, list = ''] = help.match(/^Commands:\n((?: .*\n)+)/m) ?? [];
    for (const [, name] of list.matchAll(/^ {2}([a-z][\w-]*)/gm))
      if (name !== 'help') await visit([...path, name]);
  };
  await visit([]);
  return commands;
}

/** What a function writes on stdout. */
async function capture(action: () => Promise<unknown>): Promise<string> {
  let printed = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation(((text: string, done?: () => void) => {
    printed += text;
    if (typeof done === 'function') done();
    return true;
  }) as typeof process.stdout.write);
  try {
    await action();
  } finally {
    spy.mockRestore();
  }
  return printed;
}

/** What blocks leave to their reader: the package's exports, `node:fs/promises`, and what the text before names. */
const GLOBALS = `
import type * as claimlens from '${join(ROOT, 'src/index.ts')}';
import type * as registries from '${join(ROOT, 'src/registry/index.ts')}';
import type * as services from '${join(ROOT, 'src/service/index.ts')}';
declare global {
  const { renderHtml, makePictures, createEvidence, appendDecision, signEvidence, appendTimestamp, serializeEvidence,
    makeBundle, verifyReport, createInspector, ClaimlensError, fingerprint, inspectAll, canonicalJson, hashReport,
    serializeReport, evidenceJsonSchema, renderSummary, reportJsonSchema, renderText }: typeof claimlens;
  const { openPool, startService, openLocalJobs, openQueue, openQueueJobs, openMemoryStore, startClaimWorker,
    openPictureFolder }: typeof services;
  const { openRegistry }: typeof registries;
  const { readFile, writeFile }: typeof import('node:fs/promises');
  const inspector: claimlens.Inspector;
  const report: claimlens.Report;
  const bytes: Uint8Array;
  const photo: string;
  const references: string[];
  const claim: claimlens.Claim;
  const at: string;
  const privateKey: string;
  const sharingKey: Uint8Array;
  const ownKey: Uint8Array;
  const file: { write(line: string): void };
  const lines: string[];
}
`;

/** Checks all blocks in one program; names are those of the page and line. */
function typeCheck(blocks: readonly Block[]): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
    paths: {
      claimlens: [join(ROOT, 'src/index.ts')],
      'claimlens/registry': [join(ROOT, 'src/registry/index.ts')],
      'claimlens/service': [join(ROOT, 'src/service/index.ts')],
    },
  };
  const virtual = new Map(
    blocks.map(({ code }, i) => [join(ROOT, 'docs', `block-${i}.mts`), `${code}\nexport {};\n`]),
  );
  const globals = join(ROOT, 'docs', 'globals.d.ts');
  const host = ts.createCompilerHost(options);
  const readText = (name: string) =>
    name === globals ? GLOBALS : (virtual.get(name) ?? ts.sys.readFile(name));
  host.readFile = readText;
  host.fileExists = (name) => name === globals || virtual.has(name) || ts.sys.fileExists(name);
  host.getSourceFile = (name, version) => {
    const text = readText(name);
    return text === undefined ? undefined : ts.createSourceFile(name, text, version);
  };
  const program = ts.createProgram([globals, ...virtual.keys()], options, host);
  return [globals, ...virtual.keys()].flatMap((name, i) => {
    const source = program.getSourceFile(name);
    if (!source) return [`${name}: not read`];
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      (found) => {
        const row = source.getLineAndCharacterOfPosition(found.start ?? 0).line;
        const where =
          i === 0 ? `globals:${row + 1}` : `${relative('.', blocks[i - 1].page)}:${blocks[i - 1].line + row}`;
        return `${where}: ${ts.flattenDiagnosticMessageText(found.messageText, ' ')}`;
      },
    );
  });
}
