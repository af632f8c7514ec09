import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ClaimlensError } from '../errors.js';
import { openSession, type Session, type SessionOptions } from './runtime.js';

// models/manifest.json pins every graph by its hash: a damaged or exchanged file never runs.
const manifestSchema = z.strictObject({
  models: z.array(
    z.strictObject({
      id: z.string(),
      /** Below the folder of the manifest, with forward slashes. */
      path: z.string(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

/** Every model that an inspection may use. */
export const MODEL_IDS = ['tiles', 'pixels', 'recapture', 'fusion'] as const;
/** Those that deep signals use beside them. */
export const DEEP_MODEL_IDS = ['localization'] as const;

/** A verified model. */
export interface Model extends Session {
  readonly id: string;
  /** Lower-case hex SHA-256 of the graph, as the manifest states it. */
  readonly sha256: string;
}

/** The models of one inspector: each is loaded at its first use and kept. */
export interface Models {
  /** @throws ClaimlensError `invalid-model`, `missing-runtime`; a failure is remembered like a success */
  get(id: string): Promise<Model>;
  close(): Promise<void>;
}

/** Opens the models that the package ships. Nothing is read until asked for. */
export function openModels(options: SessionOptions & { readonly folder?: string } = {}): Models {
  const { folder = shippedModels(), ...session } = options;
  const loaded = new Map<string, Promise<Model>>();
  return {
    get(id) {
      let model = loaded.get(id);
      if (!model) {
        model = loadModel(id, { folder, ...session });
        loaded.set(id, model);
      }
      return model;
    },
    async close() {
      const models = await Promise.allSettled(loaded.values());
      loaded.clear();
      for (const result of models) if (result.status === 'fulfilled') await result.value.close();
    },
  };
}

/**
 * Loads one model of the manifest after checking its hash.
 *
 * @param id e.g. `pixels`
 * @param options.folder where `manifest.json` lies; the package's own `models/` when absent
 * @throws ClaimlensError `invalid-model` when the manifest does not list it, the file is missing, or the hash
 *   differs; `missing-runtime`
 */
export async function loadModel(
  id: string,
  { folder = shippedModels(), ...options }: SessionOptions & { readonly folder?: string } = {},
): Promise<Model> {
  const entry = (await listModels(folder)).find((model) => model.id === id);
  if (!entry) throw new ClaimlensError('invalid-model', `model ${id}: the manifest does not list it`);
  const graph = await readModelFile(join(folder, entry.path), id);
  const sha256 = createHash('sha256').update(graph).digest('hex');
  if (sha256 !== entry.sha256)
    throw new ClaimlensError(
      'invalid-model',
      `model ${id}: expected sha256 ${entry.sha256}, got ${sha256}; reinstall the package`,
    );
  return { ...(await openSession(graph, options)), id, sha256 };
}

/**
 * The package's `models/` folder. It lies beside `src/` in a checkout and beside `dist/` in an installation, at a
 * depth that depends on the bundle: look upwards for the first folder that holds the manifest.
 *
 * @throws ClaimlensError `invalid-model` when there is none
 */
export function shippedModels(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const models = join(folder, 'models');
    if (existsSync(join(models, 'manifest.json'))) return models;
    if (folder === dirname(folder))
      throw new ClaimlensError(
        'invalid-model',
        'models: models/manifest.json is missing; reinstall the package',
      );
  }
}

/**
 * What the manifest lists.
 *
 * @param folder where `manifest.json` lies
 * @throws ClaimlensError `invalid-model`
 */
export async function listModels(folder = shippedModels()) {
  const text = (await readModelFile(join(folder, 'manifest.json'), 'manifest')).toString('utf8');
  try {
    return manifestSchema.parse(JSON.parse(text)).models;
  } catch (error) {
    throw new ClaimlensError('invalid-model', 'models/manifest.json: expected a list of models', {
      cause: error,
    });
  }
}

async function readModelFile(path: string, id: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new ClaimlensError('invalid-model', `model ${id}: ${path} cannot be read (${error.code})`, {
      cause: error,
    });
  });
}
