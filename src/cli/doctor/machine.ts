import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { readC2pa } from '../../bytes/c2pa.js';
import { listModels, loadModel, shippedModels } from '../../models/models.js';
import type { RuntimeName } from '../../models/runtime.js';

/** The formats that are tried; HEIC needs a decoder of its own. */
export const FORMATS = ['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as const;
type TriedFormat = (typeof FORMATS)[number];

/** What the checks ask of a machine. Everything may throw: a check that cannot be made is a part that is broken. */
export interface Machine {
  readonly nodeVersion: string;
  readonly cores: number;
  /** Bytes that this process may use: those of its container where one sets a limit. */
  readonly memoryBytes: number;
  /** Version of an installed package, null when it is not installed. */
  versionOf(name: string): string | null;
  /** Loads a package with its native parts. */
  load(name: string): Promise<unknown>;
  /** Version range that package.json gives for a package. */
  rangeOf(name: string): string | null;
  /** Writes and reads a small picture. */
  tryFormat(format: TriedFormat): Promise<void>;
  /** Hash of every model as the manifest states it, and as the file has it. */
  hashModels(): Promise<readonly { id: string; stated: string; found: string }[]>;
  /** Opens every model with one runtime. */
  tryRuntime(runtime: RuntimeName): Promise<void>;
  /** Whether content credentials can be read. */
  readsC2pa(): Promise<boolean>;
}

/** The machine that runs this process. */
export function thisMachine(): Machine {
  const require = createRequire(import.meta.url);
  return {
    nodeVersion: process.versions.node,
    cores: availableParallelism(),
    memoryBytes: usableMemory(),
    versionOf(name) {
      const path = (require.resolve.paths(name) ?? [])
        .map((folder) => join(folder, name, 'package.json'))
        .find(existsSync);
      return path === undefined ? null : (JSON.parse(readFileSync(path, 'utf8')).version ?? null);
    },
    load: (name) => import(name),
    rangeOf(name) {
      const manifest = JSON.parse(readFileSync(join(dirname(shippedModels()), 'package.json'), 'utf8'));
      const all = {
        ...manifest.dependencies,
        ...manifest.optionalDependencies,
        ...manifest.peerDependencies,
      };
      return all[name] ?? null;
    },
    async tryFormat(format) {
      await decode(await encode(format));
    },
    async hashModels() {
      const folder = shippedModels();
      return Promise.all(
        (await listModels(folder)).map(async ({ id, path, sha256 }) => {
          const bytes = await readFile(join(folder, path));
          return { id, stated: sha256, found: createHash('sha256').update(bytes).digest('hex') };
        }),
      );
    },
    async tryRuntime(runtime) {
      for (const { id } of await listModels()) await (await loadModel(id, { runtime })).close();
    },
    readsC2pa: async () => (await readC2pa(await encode('jpeg'), 'jpeg')).kind !== 'missing-part',
  };
}

/** Zero and absurdly high limits of a container mean that it has none. */
function usableMemory(): number {
  const limit = process.constrainedMemory?.() ?? 0;
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

async function encode(format: TriedFormat): Promise<Uint8Array> {
  const { sharp } = await import('../../pixels/sharp.js');
  const create = { width: 16, height: 16, channels: 3, background: '#808080' } as const;
  return sharp({ create }).toFormat(format).toBuffer();
}

async function decode(bytes: Uint8Array): Promise<void> {
  const { sharp } = await import('../../pixels/sharp.js');
  await sharp(bytes).raw().toBuffer();
}
