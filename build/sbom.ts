import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// `npm run sbom`: prints what users install, as CycloneDX. `npm sbom --omit dev` cannot be used: it leaves out packages
// that a development dependency needs too, sharp among them (npm 11.19).

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** The parts of a CycloneDX document that are changed here. */
export interface Bom {
  readonly bomFormat: string;
  readonly components: readonly { readonly 'bom-ref': string; readonly [field: string]: unknown }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

type Lock = Readonly<Record<string, { readonly version?: string; readonly dev?: boolean }>>;

/** Keeps the components that the lock file does not mark as needed for development only. */
export function keepInstalled<Document extends Bom>(bom: Document, packages: Lock): Document {
  const installed = new Set(
    Object.entries(packages).flatMap(([path, { version, dev }]) =>
      path === '' || dev ? [] : [`${path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`],
    ),
  );
  const components = bom.components.filter((one) => installed.has(one['bom-ref']));
  const kept = new Set(components.map((one) => one['bom-ref']));
  return {
    ...bom,
    components,
    dependencies: bom.dependencies
      .filter(({ ref }) => kept.has(ref) || !bom.components.some((one) => one['bom-ref'] === ref))
      .map((one) => ({ ...one, dependsOn: one.dependsOn.filter((ref) => kept.has(ref)) })),
  };
}

/** The document for this checkout. */
export function writeBom(): Bom {
  const printed = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64e6,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return keepInstalled(
    JSON.parse(printed),
    JSON.parse(readFileSync(`${ROOT}package-lock.json`, 'utf8')).packages,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.stdout.write(`${JSON.stringify(writeBom(), null, 2)}\n`);
