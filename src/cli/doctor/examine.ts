import type { Check } from './check.js';
import { FORMATS, type Machine } from './machine.js';

/** As in `engines` of package.json. */
const OLDEST_NODE = [20, 9] as const;
/** What one inspection at its largest may take; the largest measured over hostile files was 259 MB. */
const MEMORY_PER_JOB_BYTES = 512 * 2 ** 20;

/** Optional abilities and the packages each needs. */
const OPTIONAL = [
  ['heic', ['heic-decode']],
  ['registry-file', ['libsql']],
  ['registry-postgres', ['pg']],
  ['serve', ['fastify', '@fastify/multipart', 'prom-client']],
  ['worker-redis', ['bullmq', 'ioredis', 'pino']],
  ['worker-postgres', ['bullmq', 'pg', 'pino']],
] as const satisfies readonly (readonly [Check['id'], readonly string[]])[];

/**
 * Tries every part of an installation: pictures are decoded, models opened and packages loaded, not looked up.
 *
 * @returns one check per part, what every inspection needs first; never throws
 */
export async function examine(machine: Machine): Promise<readonly Check[]> {
  const optional = [];
  // One after the other: packages that share a native part must not be loaded at the same time.
  for (const [id, packages] of OPTIONAL) optional.push(await checkPackages(machine, id, packages));
  const [heic, ...rest] = optional;
  return [
    checkNode(machine),
    checkMachine(machine),
    await checkPictures(machine),
    heic,
    await checkModels(machine),
    await checkRuntime(machine),
    await checkC2pa(machine),
    ...rest,
  ];
}

/** Whether photos can be inspected: every part that this needs works, if slowly. */
export function canInspect(checks: readonly Check[]): boolean {
  return checks.every(({ required, state }) => !required || state === 'works' || state === 'degraded');
}

function checkNode({ nodeVersion }: Machine): Check {
  const [major, minor] = nodeVersion.split('.').map(Number);
  const recent = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  const fix = `https://nodejs.org (>= ${OLDEST_NODE.join('.')})`;
  return {
    ...{ id: 'node', required: true, state: recent ? 'works' : 'broken', details: [nodeVersion] },
    ...(recent ? {} : { fix }),
  };
}

function checkMachine({ cores, memoryBytes }: Machine): Check {
  const jobs = Math.min(cores, Math.floor(memoryBytes / MEMORY_PER_JOB_BYTES));
  const gigabytes = (memoryBytes / 2 ** 30).toFixed(1);
  const details = [`${cores} × CPU`, `${gigabytes} GB`];
  if (jobs < 1)
    return {
      ...{ id: 'machine', required: true, state: 'degraded', details },
      fix: {
        en: `${MEMORY_PER_JOB_BYTES / 2 ** 20} MB or more: large photos may end the process`,
        zh: `内存应不少于 ${MEMORY_PER_JOB_BYTES / 2 ** 20} MB：大图可能使进程终止`,
      },
    };
  return { id: 'machine', required: true, state: 'works', details: [...details, `--jobs ${jobs}`] };
}

async function checkPictures(machine: Machine): Promise<Check> {
  const part = { id: 'pictures', required: true } as const;
  const version = machine.versionOf('sharp');
  const fix = 'npm install --include=optional sharp';
  const errors: string[] = [];
  const works: string[] = [];
  for (const format of FORMATS)
    await machine.tryFormat(format).then(
      () => works.push(format),
      (error) => errors.push(firstLine(error)),
    );
  const details = [...(version ? [`sharp ${version}`] : []), ...works];
  if (errors.length === 0) return { ...part, state: 'works', details };
  // Without the formats that shops and phones use nothing can be inspected; the others are rare.
  const usual = works.includes('jpeg') && works.includes('png');
  return { ...part, state: usual ? 'degraded' : 'broken', details: [...details, ...new Set(errors)], fix };
}

async function checkModels(machine: Machine): Promise<Check> {
  const part = { id: 'models', required: true } as const;
  const fix = 'npm install claimlens --force';
  try {
    const models = await machine.hashModels();
    const changed = models.filter(({ stated, found }) => stated !== found).map(({ id }) => `${id}: sha256`);
    if (changed.length > 0) return { ...part, state: 'broken', details: changed, fix };
    return { ...part, state: 'works', details: models.map(({ id, found }) => `${id} ${found.slice(0, 8)}`) };
  } catch (error) {
    return { ...part, state: 'broken', details: [firstLine(error)], fix };
  }
}

/** The native runtime, or the one in WebAssembly: inspections take the first that loads. */
async function checkRuntime(machine: Machine): Promise<Check> {
  const part = { id: 'runtime', required: true } as const;
  // Its install script fetches CUDA libraries; where that fails, npm leaves the whole package out without a word.
  const fix = 'npm install onnxruntime-node --ignore-scripts';
  const problems: string[] = [];
  for (const name of ['onnxruntime-node', 'onnxruntime-web'] as const) {
    const version = machine.versionOf(name);
    try {
      await machine.tryRuntime(name);
      const details = [`${name} ${version ?? ''}`.trim(), ...problems];
      return name === 'onnxruntime-node'
        ? { ...part, state: 'works', details }
        : { ...part, state: 'degraded', details, fix };
    } catch (error) {
      if (version !== null) problems.push(firstLine(error));
    }
  }
  return { ...part, state: problems.length > 0 ? 'broken' : 'missing', details: problems, fix };
}

async function checkC2pa(machine: Machine): Promise<Check> {
  const name = '@contentauth/c2pa-wasm';
  const version = machine.versionOf(name);
  const part = { id: 'c2pa', required: false, details: version ? [`${name} ${version}`] : [] } as const;
  const works = await machine.readsC2pa().catch(() => false);
  if (works) return { ...part, state: 'works' };
  return { ...part, state: version ? 'broken' : 'missing', fix: install(machine, [name]) };
}

async function checkPackages(machine: Machine, id: Check['id'], packages: readonly string[]): Promise<Check> {
  const details: string[] = [];
  const toInstall: string[] = [];
  let broken = false;
  for (const name of packages) {
    const version = machine.versionOf(name);
    if (version === null) {
      toInstall.push(name);
      continue;
    }
    details.push(`${name} ${version}`);
    const wanted = majorOf(machine.rangeOf(name));
    try {
      await machine.load(name);
      if (wanted === null || wanted === majorOf(version)) continue;
      details.push(`${name}: ${version} ≠ ${machine.rangeOf(name)}`);
    } catch (error) {
      details.push(firstLine(error));
    }
    broken = true;
    toInstall.push(name);
  }
  if (toInstall.length === 0) return { id, required: false, state: 'works', details };
  return {
    ...{ id, required: false, state: broken ? 'broken' : 'missing', details },
    fix: install(machine, toInstall),
  };
}

/** The command that installs packages in the major version that we are tested with. */
function install(machine: Machine, packages: readonly string[]): string {
  const named = packages.map((name) => {
    const major = majorOf(machine.rangeOf(name));
    return major === null || major === '0' ? name : `${name}@${major}`;
  });
  return `npm install ${named.join(' ')}`;
}

function majorOf(version: string | null): string | null {
  return version?.match(/\d+/)?.[0] ?? null;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0];
}
