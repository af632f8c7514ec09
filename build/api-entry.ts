import ts from 'typescript';
import type { Exported } from './api.js';

/** What a docstring says. */
export interface Docs {
  readonly summary: string;
  readonly params: readonly { readonly name: string; readonly text: string }[];
  readonly returns: string | null;
  readonly throws: readonly string[];
  readonly see: readonly string[];
  readonly fallback: string | null;
  readonly example: string | null;
}

type Link = (name: string) => string;

/** Long values tell a reader nothing. */
const LONGEST_VALUE = 300;

/** Reads the docstring of a declaration; a constant's stands before its statement. */
export function readDocs(node: ts.Node): Docs {
  const tags = ts.getJSDocTags(node);
  const textOf = (tag: ts.JSDocTag) => ts.getTextOfJSDocComment(tag.comment)?.trim() ?? '';
  const all = (name: string) => tags.filter(({ tagName }) => tagName.text === name).map(textOf);
  // `@param options.signal` speaks of a field; the parser drops what follows the first name, the source does not.
  const params = tags.filter(ts.isJSDocParameterTag).map((tag) => ({
    name: tag.name.getText(),
    text: textOf(tag).replace(/^-\s*/, ''),
  }));
  const documented = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return {
    summary: documented
      .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
      .join('\n\n')
      .trim(),
    params,
    returns: all('returns')[0] ?? null,
    // The parser takes the first word of @throws for a type.
    throws: tags
      .filter(({ tagName }) => tagName.text === 'throws')
      .map((tag) =>
        tag
          .getText()
          .replace(/^@throws\s*/, '')
          .replace(/\n\s*\*\s?/g, ' ')
          .trim(),
      ),
    see: all('see'),
    fallback: all('default')[0] ?? null,
    example: all('example')[0] ?? null,
  };
}

/** The part of a page about one name. */
export function writeEntry({ name, node, source }: Exported, link: Link): string {
  const docs = readDocs(node);
  const head = [`### ${name}`, flow(docs.summary)];
  if (ts.isFunctionDeclaration(node)) return join([...head, code(signatureOf(node, name)), ...notes(docs)]);
  if (ts.isInterfaceDeclaration(node)) {
    const bases = node.heritageClauses?.flatMap(({ types }) => types.map((type) => link(type.getText())));
    return join([
      ...head,
      bases ? `Has everything of ${bases.join(', ')}, and:` : '',
      writeMembers(node.members),
    ]);
  }
  if (ts.isClassDeclaration(node)) return join([...head, writeMembers(node.members), ...notes(docs)]);
  if (ts.isTypeAliasDeclaration(node)) return join([...head, code(`type ${name} = ${typeOf(node, source)}`)]);
  const { type, initializer } = node as ts.VariableDeclaration;
  const value = initializer?.getText() ?? '';
  return join([
    ...head,
    value.length <= LONGEST_VALUE ? code(`const ${name}${type ? `: ${type.getText()}` : ''} = ${value}`) : '',
    ...notes(docs),
  ]);
}

/** Where a type is inferred from a schema, the schema says what it holds. */
function typeOf(node: ts.TypeAliasDeclaration, source: ts.SourceFile): string {
  const [, schema] = /^z\.infer<typeof (\w+)>$/.exec(node.type.getText()) ?? [];
  if (!schema) return outdent(node.type.getText());
  for (const statement of source.statements)
    if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        if (name.getText() === schema && initializer)
          return `z.infer<\n  ${initializer.getText().replaceAll('\n', '\n  ')}\n>`;
  return node.type.getText();
}

function writeMembers(members: readonly (ts.TypeElement | ts.ClassElement)[]): string {
  const properties = members.filter((one) => ts.isPropertySignature(one) || ts.isPropertyDeclaration(one));
  const methods = members.filter(ts.isMethodSignature);
  const rows = properties.map((property) => {
    const { summary, fallback } = readDocs(property);
    const { name, type, questionToken } = property as ts.PropertySignature;
    const meaning = [summary, fallback ? `Default: ${fallback}.` : ''].filter(Boolean).join(' ');
    return `| \`${name.getText()}${questionToken ? '?' : ''}\` | ${cell(type ? `\`${oneLine(type.getText())}\`` : '')} | ${cell(flow(meaning))} |`;
  });
  return join([
    rows.length > 0 ? `| field | type | meaning |\n|---|---|---|\n${rows.join('\n')}` : '',
    ...methods.map((method) => {
      const docs = readDocs(method);
      const name = method.name.getText();
      return join([
        `**${name}**${docs.summary ? `: ${flow(docs.summary)}` : ''}`,
        code(signatureOf(method, name)),
        ...notes(docs),
      ]);
    }),
  ]);
}

/** Without a body, and with plain names in place of patterns: that is how one calls it. */
function signatureOf(node: ts.SignatureDeclaration, name: string): string {
  const generics = node.typeParameters
    ? `<${node.typeParameters.map((one) => one.getText()).join(', ')}>`
    : '';
  const params = node.parameters.map((param) => {
    const title = ts.isIdentifier(param.name) ? param.name.text : nameOf(param);
    const optional = param.questionToken || param.initializer ? '?' : '';
    return `${param.dotDotDotToken ? '...' : ''}${title}${optional}: ${oneLine(param.type?.getText() ?? 'unknown')}`;
  });
  const returns = oneLine(node.type?.getText() ?? 'void');
  const short = `${name}${generics}(${params.join(', ')}): ${returns}`;
  return short.length <= 100
    ? short
    : `${name}${generics}(\n${params.map((one) => `  ${one},\n`).join('')}): ${returns}`;
}

/** A parameter that is taken apart is called after its place: options stand last. */
function nameOf(param: ts.ParameterDeclaration): string {
  const siblings = (param.parent as ts.SignatureDeclaration).parameters;
  return siblings.length === 1 || siblings.indexOf(param) === siblings.length - 1 ? 'options' : 'input';
}

function notes({ params, returns, throws, see, example }: Docs): string[] {
  return [
    params.map(({ name, text }) => `- \`${name}\`: ${flow(text)}`).join('\n'),
    returns ? `**Returns** ${flow(returns)}` : '',
    throws.map((text) => `**Throws** ${flow(text)}`).join('\n\n'),
    see.map((text) => `**See** ${flow(text)}`).join('\n\n'),
    // Named `ts`: these blocks are type-checked with those of every other page.
    example ? `\`\`\`ts\n${example}\n\`\`\`` : '',
  ];
}

const code = (text: string) => `\`\`\`typescript\n${text}\n\`\`\``;
const join = (parts: readonly string[]) => parts.filter((part) => part !== '').join('\n\n');
const oneLine = (text: string) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .trim();
const cell = (text: string) => text.replace(/(?<!\\)\|/g, '\\|');
/** Lines of a paragraph joined; lists and empty lines stay. */
const flow = (text: string) => text.replace(/([^\n])\n(?![\n\-*])[ \t]*/g, '$1 ').trim();

/** Lines after the first as far left as the leftmost of them would stand in a file. */
function outdent(text: string): string {
  const [first, ...lines] = text.split('\n');
  const margin = Math.min(...lines.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  return [first, ...lines.map((line) => `  ${line.slice(Number.isFinite(margin) ? margin : 0)}`)].join('\n');
}
