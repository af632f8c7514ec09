import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drawDiagram, drawPage, listRooms, PAGE } from '../build/architecture.js';

const page = readFileSync(PAGE, 'utf8');

describe('docs/architecture.md', () => {
  it('shows the imports as they are (npm run architecture writes them)', () => {
    expect(drawPage(page)).toBe(page);
  });

  it('sees the rooms and leaves out what follows from others', () => {
    expect(listRooms().get('inspect')).toContain('run');
    const rooms = new Map([
      ['a', new Set(['b', 'c'])],
      ['b', new Set(['c'])],
      ['c', new Set<string>()],
    ]);
    expect(drawDiagram(rooms).match(/-->/g)?.length).toBe(2);
  });

  it('names rooms that exist', () => {
    const named = [...page.matchAll(/`([a-z]+)`/g)].map(([, name]) => name);
    const missing = named.filter(
      (name) =>
        !listRooms().has(name) && !existsSync(fileURLToPath(new URL(`../src/${name}`, import.meta.url))),
    );
    expect(missing).toEqual([]);
  });
});
