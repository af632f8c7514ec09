import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Completes package-lock.json after `npm install`.
 *
 * npm leaves optional packages of other platforms out of the lock file when the registry it talks to does not hold
 * them, and `npm ci` then refuses the file on every machine. Their entries need no more than the version and the
 * platform that their name states: npm skips a package of another platform before it fetches anything.
 */

interface Entry {
  version?: string;
  optionalDependencies?: Record<string, string>;
  [field: string]: unknown;
}

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = [
  'arm',
  'arm64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
];

/** Optional packages that the lock file names but does not hold, with what their names tell. */
export function listMissing(packages: Readonly<Record<string, Entry>>): [string, Entry][] {
  const missing = new Map<string, Entry>();
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages))
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (path === '' || packages[`${path}/node_modules/${name}`] || packages[`node_modules/${name}`])
        continue;
      const words = name.slice(name.indexOf('/') + 1).split(/[-.]/);
      const os = SYSTEMS.filter((system) => words.includes(system));
      const cpu = PROCESSORS.filter((processor) => words.includes(processor));
      if (os.length !== 1 || cpu.length !== 1)
        throw new Error(`package-lock.json: ${name} is missing and its name states no platform`);
      const libc = words.includes('musl') ? { libc: ['musl'] } : os[0] === 'linux' ? { libc: ['glibc'] } : {};
      missing.set(`node_modules/${name}`, {
        version,
        cpu,
        ...(dev ? { dev } : {}),
        ...libc,
        optional: true,
        os,
      });
    }
  return [...missing];
}

if (process.argv[1]?.endsWith('complete-lock.ts')) {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Entry> };
  const missing = listMissing(lock.packages);
  const packages = Object.entries({ ...lock.packages, ...Object.fromEntries(missing) });
  lock.packages = Object.fromEntries(packages.sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(`package-lock.json: ${missing.length} entries added\n`);
}
