import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

// Writes the diagram of docs/architecture.md from the imports of src. A test keeps the two the same.
//   npm run architecture

const SRC = fileURLToPath(new URL('../src', import.meta.url));
export const PAGE = fileURLToPath(new URL('../docs/architecture.md', import.meta.url));
const [BEGIN, END] = ['<!-- written by npm run architecture -->', '<!-- end -->'];

/** The rooms of src and which room needs which, types left out. */
export function listRooms(): ReadonlyMap<string, ReadonlySet<string>> {
  const rooms = new Map<string, Set<string>>();
  for (const name of (readdirSync(SRC, { recursive: true }) as string[]).filter((one) =>
    one.endsWith('.ts'),
  )) {
    const from = roomOf(name.split(sep).join('/'));
    const needs = rooms.get(from) ?? new Set();
    rooms.set(from, needs);
    const code = readFileSync(join(SRC, name), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    for (const [, path] of code.matchAll(
      /(?:^(?:im|ex)port (?!type\b)[^;]*?\bfrom|\bimport\()\s*'(\.[^']+)'/gm,
    )) {
      const to = roomOf(
        relative(SRC, resolve(SRC, dirname(name), path))
          .split(sep)
          .join('/'),
      );
      if (to !== from) needs.add(to);
    }
  }
  return rooms;
}

/** A room is a folder of src, or a file that stands beside the folders. */
function roomOf(file: string): string {
  return file.split('/')[0].replace(/\.[jt]s$/, '');
}

/** A Mermaid graph; an arrow that follows from two others is left out, so that the picture can be read. */
export function drawDiagram(rooms = listRooms()): string {
  const reach = new Map<string, Set<string>>();
  const reachOf = (room: string): Set<string> => {
    const known = reach.get(room);
    if (known) return known;
    const all = new Set<string>();
    reach.set(room, all);
    for (const next of rooms.get(room) ?? []) for (const far of [next, ...reachOf(next)]) all.add(far);
    return all;
  };
  const arrows: string[] = [];
  for (const [room, needs] of [...rooms].sort())
    for (const to of [...needs].sort())
      if (![...needs].some((other) => other !== to && reachOf(other).has(to)))
        arrows.push(`  ${room}_["${room}"] --> ${to}_["${to}"]`);
  return ['```mermaid', 'flowchart TD', ...arrows, '```'].join('\n');
}

/** The page with its diagram drawn anew. */
export function drawPage(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${PAGE}: expected ${BEGIN} and ${END}`);
  return `${page.slice(0, begin)}${BEGIN}\n${drawDiagram()}\n${page.slice(end)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(PAGE, drawPage(readFileSync(PAGE, 'utf8')));
