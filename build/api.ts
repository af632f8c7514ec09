import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { writeEntry } from './api-entry.js';

// Writes docs/api from the docstrings of everything that the package exports. A test keeps the two the same.
//   npm run docs

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const API = fileURLToPath(new URL('../docs/api', import.meta.url));

/** Pages by name: the file whose exports each lists, and what it is for. */
const ENTRIES = {
  claimlens: ['index.ts', 'Inspecting, reports, evidence.'],
  registry: ['registry/index.ts', 'Earlier claims: opened here, given to `createInspector`.'],
  service: ['service/index.ts', 'Worker processes, HTTP, queues.'],
} as const;

/** One name that users can import, with the node that declares it. */
export interface Exported {
  readonly name: string;
  readonly node: ts.Declaration;
  /** Of the declaring file. */
  readonly source: ts.SourceFile;
}

const files = new Map<string, ts.SourceFile>();

function open(path: string): ts.SourceFile {
  const known = files.get(path);
  if (known) return known;
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  files.set(path, file);
  return file;
}

/** What an entry exports, in its order. */
export function listExports(entry: keyof typeof ENTRIES): Exported[] {
  const source = open(join(SRC, ENTRIES[entry][0]));
  const names = source.statements.flatMap((statement) => {
    if (
      ts.isExportDeclaration(statement) &&
      statement.exportClause &&
      ts.isNamedExports(statement.exportClause)
    )
      return statement.exportClause.elements.map(({ name }) => name.text);
    return isExported(statement) ? namesOf(statement) : [];
  });
  return names.map((name) => find(name, source));
}

/** Follows a name through re-exports and imports to where it is declared. */
function find(name: string, source: ts.SourceFile): Exported {
  for (const statement of source.statements) {
    if (namesOf(statement).includes(name)) {
      const node = ts.isVariableStatement(statement) ? statement.declarationList.declarations[0] : statement;
      return { name, node: node as ts.Declaration, source };
    }
    const clause = ts.isExportDeclaration(statement)
      ? statement.exportClause
      : ts.isImportDeclaration(statement)
        ? statement.importClause?.namedBindings
        : undefined;
    const from = (statement as ts.ImportDeclaration | ts.ExportDeclaration).moduleSpecifier;
    if (!clause || !from || !ts.isStringLiteral(from) || !from.text.startsWith('.')) continue;
    if (!ts.isNamedExports(clause) && !ts.isNamedImports(clause)) continue;
    if (clause.elements.some((element) => element.name.text === name))
      return find(name, open(resolve(dirname(source.fileName), from.text.replace(/\.js$/, '.ts'))));
  }
  throw new Error(`${relative(SRC, source.fileName)}: ${name} is declared nowhere`);
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : [],
    );
  const { name } = statement as ts.DeclarationStatement;
  return name && !ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement) ? [name.text] : [];
}

const INDEX = ([page, [, purpose]]: readonly [string, readonly [string, string]]) =>
  `| [\`${page === 'claimlens' ? page : `claimlens/${page}`}\`](${page}.md) | ${purpose} |`;

/** Every page of the reference, by its path below docs/api. */
export function writePages(): ReadonlyMap<string, string> {
  const entries = Object.entries(ENTRIES) as [keyof typeof ENTRIES, (typeof ENTRIES)[keyof typeof ENTRIES]][];
  const pages = new Map<string, string>([
    [
      'README.md',
      `# API reference

Written by \`npm run docs\` from the docstrings. The [library guide](../library.md) says what to use when.

| import from | for |
|---|---|
${entries.map(INDEX).join('\n')}
`,
    ],
  ]);
  // A type that two entries export is described once, where it is declared first.
  const home = new Map<string, string>();
  for (const [page] of entries)
    for (const { name } of listExports(page)) if (!home.has(name)) home.set(name, page);
  for (const [page, [, purpose]] of entries) {
    const exported = listExports(page);
    const functions = exported.filter(({ node }) => !isType(node));
    const types = exported.filter(({ node }) => isType(node));
    const link = (name: string) =>
      home.has(name)
        ? `[\`${name}\`](${home.get(name) === page ? '' : `${home.get(name)}.md`}#${name.toLowerCase()})`
        : `\`${name}\``;
    const list = (group: readonly Exported[]) => group.map(({ name }) => link(name)).join(' · ');
    pages.set(
      `${page}.md`,
      `# ${page === 'claimlens' ? page : `claimlens/${page}`}

${purpose} Written by \`npm run docs\` from the docstrings.

**Functions and values:** ${list(functions)}

**Types:** ${list(types)}

## Functions and values

${functions.map((one) => writeEntry(one, link)).join('\n\n')}

## Types

${types.map((one) => writeEntry(one, link)).join('\n\n')}
`,
    );
  }
  return pages;
}

function isType(node: ts.Node): boolean {
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}

/** The names of the pages, each an entry of the package. */
export const PAGES = Object.keys(ENTRIES) as (keyof typeof ENTRIES)[];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(API, { recursive: true });
  for (const [name, text] of writePages()) writeFileSync(join(API, name), text);
}
