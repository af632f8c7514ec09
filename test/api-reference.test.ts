import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { type Exported, listExports, PAGES, writePages } from '../build/api.js';
import { readDocs } from '../build/api-entry.js';

const written = (name: string) => readFileSync(new URL(`../docs/api/${name}`, import.meta.url), 'utf8');
const isFunction = (one: Exported): one is Exported & { node: ts.FunctionDeclaration } =>
  ts.isFunctionDeclaration(one.node);

describe('docs/api', () => {
  it('is what the docstrings say (npm run docs)', () => {
    const pages = writePages();
    expect(pages.size).toBe(PAGES.length + 1);
    for (const [name, text] of pages) expect([name, written(name) === text]).toEqual([name, true]);
  });

  it.each(PAGES)('%s: says of every export what it is', (page) => {
    const exported = listExports(page);
    expect(exported.length).toBeGreaterThan(5);
    const silent = exported.filter(({ node }) => readDocs(node).summary === '').map(({ name }) => name);
    expect(silent).toEqual([]);
  });

  it.each(PAGES)('%s: says of every option what it does', (page) => {
    const silent = listExports(page).flatMap(({ name, node }) =>
      ts.isInterfaceDeclaration(node) && name.endsWith('Options')
        ? node.members
            .filter((member) => readDocs(member).summary === '' && readDocs(member).fallback === null)
            .map((member) => `${name}.${member.name?.getText()}`)
        : [],
    );
    expect(silent).toEqual([]);
  });

  it.each(PAGES)('%s: shows every function at work, and says what it gives', (page) => {
    const functions = listExports(page).filter(isFunction);
    expect(functions.length).toBeGreaterThan(0);
    const lacking = functions.flatMap(({ name, node }) => {
      const docs = readDocs(node);
      const told = new Set(docs.params.map((param) => param.name));
      const given = node.parameters.flatMap((param) =>
        ts.isIdentifier(param.name) && !told.has(param.name.text) && param.name.text !== 'options'
          ? [`${name}: @param ${param.name.text}`]
          : [],
      );
      return [
        ...given,
        ...(docs.example ? [] : [`${name}: @example`]),
        ...(docs.returns ? [] : [`${name}: @returns`]),
      ];
    });
    expect(lacking).toEqual([]);
  });
});
