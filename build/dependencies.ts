import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Writes docs/dependencies.md: what each dependency is for, its licence, and what it brings along on this platform.
//   npm run dependencies

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Why each part is there; a test holds this list against package.json. */
export const REASONS: Readonly<Record<string, string>> = {
  commander: 'command line: options, help, suggestions',
  'csv-parse': 'claims files as CSV, row by row',
  exifr: 'EXIF of all photo formats',
  'fast-xml-parser': 'XMP packets',
  sharp: 'decoding and scaling photos (libvips)',
  zod: 'checking every JSON that comes in; JSON Schema of the report',
  '@contentauth/c2pa-wasm': 'content credentials: reads and verifies C2PA manifests, offline',
  libsql: 'registry of earlier claims in a file',
  'onnxruntime-node': 'models, native',
  'onnxruntime-web': 'models where no native runtime exists (WebAssembly)',
  '@fastify/multipart': 'uploads to `claimlens serve`',
  bullmq: 'queue of `claimlens worker`',
  fastify: 'HTTP of `claimlens serve`',
  ioredis: 'queue on Redis',
  pg: 'registry and queue on PostgreSQL',
  pino: 'log of `claimlens worker`',
  'prom-client': 'metrics of `claimlens serve`',
};

/** Folders of a package and of all it needs that are installed, each found from where it is needed, as Node does. */
function foldersOf(name: string, from = ROOT, seen = new Set<string>()): Set<string> {
  const folder = findFolder(name, from);
  if (folder === null || seen.has(folder)) return seen;
  seen.add(folder);
  const { dependencies = {}, optionalDependencies = {} } = readManifest(folder);
  for (const needed of Object.keys({ ...dependencies, ...optionalDependencies }))
    foldersOf(needed, folder, seen);
  return seen;
}

function findFolder(name: string, from: string): string | null {
  const folder = join(from, 'node_modules', name);
  if (existsSync(folder)) return folder;
  return from === ROOT ? null : findFolder(name, dirname(from));
}

function readManifest(folder: string) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly version: string;
    readonly license?: string;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
  };
}

/** Bytes of one package; those nested inside it are packages of their own. */
function bytesOf(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile()) bytes += statSync(path).size;
    else if (entry.isDirectory() && entry.name !== 'node_modules') bytes += bytesOf(path);
  }
  return bytes;
}

/** The whole page. */
export function writePage(): string {
  const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  );
  const sections = [
    ['Always installed', dependencies],
    ['Installed unless refused (`npm install --omit=optional`)', optionalDependencies],
    ['Installed by you, where you use them', peerDependencies],
  ] as const;
  const tables = sections.map(([title, group]) => {
    const all = new Set<string>();
    const rows = Object.keys(group)
      .sort()
      .map((name) => {
        const folders = foldersOf(name);
        for (const folder of folders) all.add(folder);
        const { version, license } = readManifest(join(ROOT, 'node_modules', name));
        return `| \`${name}\` ${version} | ${REASONS[name]} | ${license} | ${folders.size} | ${sizeOf(folders)} |`;
      });
    const head = '| part | reason | licence | packages | MB |\n|---|---|---|---:|---:|';
    return `## ${title}\n\n${head}\n${rows.join('\n')}\n| together | | | ${all.size} | ${sizeOf(all)} |`;
  });
  const names = sections.flatMap(([, group]) => Object.keys(group));
  const licences = new Map<string, number>();
  for (const folder of new Set(names.flatMap((name) => [...foldersOf(name)]))) {
    const { license = 'unknown' } = readManifest(folder);
    licences.set(license, (licences.get(license) ?? 0) + 1);
  }
  const counts = [...licences].sort().map(([licence, n]) => `${licence} ${n}`);
  return `# Dependencies

Written by \`npm run dependencies\` on ${process.platform} ${process.arch}. Packages and sizes count everything that a part
brings along on this platform; parts share some. \`npm run sbom\` prints the full list as CycloneDX.

${tables.join('\n\n')}

Licences of all packages above: ${counts.join(', ')}. LGPL is libvips, a shared library of its own that sharp loads.
`;
}

function sizeOf(folders: ReadonlySet<string>): string {
  const bytes = [...folders].reduce((sum, folder) => sum + bytesOf(folder), 0);
  return (bytes / 1e6).toFixed(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(join(ROOT, 'docs/dependencies.md'), writePage());
