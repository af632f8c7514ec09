import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

interface Found {
  readonly place: string;
  readonly expression: RegExp;
}

/** Every regular expression literal of src, found by the compiler's own parser. */
const { expressions, calls } = collect();

function collect(): { expressions: Found[]; calls: string[] } {
  const expressions: Found[] = [];
  const calls: string[] = [];
  for (const name of (readdirSync(SRC, { recursive: true }) as string[]).filter((one) =>
    one.endsWith('.ts'),
  )) {
    const file = ts.createSourceFile(
      name,
      readFileSync(join(SRC, name), 'utf8'),
      ts.ScriptTarget.ES2022,
      true,
    );
    const visit = (node: ts.Node) => {
      const place = `${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
      if (ts.isRegularExpressionLiteral(node)) {
        const [, source, flags] = /^\/(.*)\/([a-z]*)$/s.exec(node.text) ?? [];
        // Without g and y an expression has no memory between strings.
        expressions.push({ place, expression: new RegExp(source, flags.replace(/[gy]/g, '')) });
      }
      if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && ts.isIdentifier(node.expression))
        calls.push(`${node.expression.text} ${place}`);
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return { expressions, calls };
}

/** Long enough that quadratic time stands out by two orders of magnitude over linear time. */
const LENGTH = 12_000;
/** Processor time for all attacks on one expression: linear ones measured below 10, quadratic ones above 100. */
const LIMIT_MS = 60;
/** Quadratic, but they read numbers that we formatted ourselves: a few dozen characters at most. */
const OF_OWN_NUMBERS = ['/\\B(?=(\\d{3})+$)/', '/\\.?0+$/'];
/** Ends what would never end; of wall time, therefore generous. */
const HANG_MS = 20_000;

/** Strings that make an expression try again: what it repeats, over and over, then what it cannot take. */
function attacks({ source }: RegExp, length: number): string[] {
  const prefix = /^\^?((?:[\w ":/.-]|\\[^\w])*)/.exec(source)?.[1].replaceAll('\\', '') ?? '';
  const letters = [...new Set([...source.replace(/\\[a-zA-Z]/g, ''), ...' a0/"'])].slice(0, 14);
  return letters.flatMap((one) =>
    ['', ...letters.slice(0, 2)].flatMap((other) => {
      const pump = (one + other).repeat(Math.ceil(length / (one + other).length));
      return [...new Set(['', prefix])].map((start) => `${start}${pump}\u0000`);
    }),
  );
}

/** Milliseconds of processor time for attacks of growing length; infinite when they never end. */
function worst(expression: RegExp): number {
  // Exponential time shows at 30 characters already; longer ones would only make the machine hot.
  return Math.max(...[30, LENGTH].map((length) => cost(expression, attacks(expression, length))));
}

function cost(expression: RegExp, texts: readonly string[]): number {
  let least = Number.POSITIVE_INFINITY;
  // Once more where it was slow: a collection of garbage falls into the first time by chance.
  for (let attempt = 0; attempt < 2 && least > LIMIT_MS; attempt++) {
    const before = process.cpuUsage().user;
    try {
      vm.runInNewContext(
        'for (const text of texts) expression.test(text)',
        { expression, texts },
        { timeout: HANG_MS },
      );
    } catch {
      return Number.POSITIVE_INFINITY;
    }
    least = Math.min(least, (process.cpuUsage().user - before) / 1000);
  }
  return least;
}

describe('regular expressions', () => {
  it('are found', () => {
    expect(expressions.length).toBeGreaterThan(300);
  });

  it('are told apart: exponential, quadratic, linear', () => {
    expect(cost(/^(a+)+$/, attacks(/^(a+)+$/, 25))).toBeGreaterThan(LIMIT_MS);
    expect(worst(/\/+$/)).toBeGreaterThan(LIMIT_MS);
    expect(worst(/(?<!\/)\/+$/)).toBeLessThan(LIMIT_MS);
  });

  it('never take time that grows out of hand with hostile input', () => {
    const slow = expressions
      .filter(({ expression }) => !OF_OWN_NUMBERS.includes(String(expression)))
      .map(({ place, expression }) => ({ place, expression: String(expression), ms: worst(expression) }))
      .filter(({ ms }) => ms > LIMIT_MS);
    expect(slow).toEqual([]);
  });
});

describe('code made from text', () => {
  it('is found nowhere', () => {
    const makers = calls.filter((call) => /^(?:eval|Function|setTimeout|setInterval) /.test(call));
    const evaluating = makers.filter((call) => /^(?:eval|Function) /.test(call));
    expect([makers.length > 0, evaluating]).toEqual([true, []]);
  });
});
