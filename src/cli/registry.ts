import { ClaimlensError } from '../errors.js';
import type { WorkerOptions } from '../pool/messages.js';
import type { Registry } from '../registry/registry.js';
import { readSharingKey } from './sharing-key.js';

/** How a command was told to use a registry. */
export interface RegistryArguments {
  /** Path of an SQLite file, or `postgres://…`. */
  readonly registry?: string;
  /** Adds each inspected photo. */
  readonly register?: boolean;
  /** File with the key under which other platforms shared fingerprints. */
  readonly sharingKey?: string;
}

/**
 * What inspecting processes are told about a registry.
 *
 * @throws ClaimlensError `invalid-argument` for `--register` or `--sharing-key` without `--registry`, and as
 *   `readSharingKey`
 */
export async function readRegistryArguments({
  registry,
  register,
  sharingKey,
}: RegistryArguments): Promise<Pick<WorkerOptions, 'registry' | 'register' | 'sharingKey'>> {
  const needing = register ? '--register' : sharingKey === undefined ? null : '--sharing-key';
  if (registry === undefined && needing)
    throw new ClaimlensError('invalid-argument', `${needing}: expected --registry with it`);
  return {
    registry,
    register,
    ...(sharingKey === undefined ? {} : { sharingKey: await readSharingKey(sharingKey, '--sharing-key') }),
  };
}

/**
 * Opens the registry that a command names; database drivers are loaded only then.
 *
 * @returns undefined when none is named
 * @throws ClaimlensError as `readRegistryArguments` and `openRegistry`
 */
export async function openNamedRegistry(options: RegistryArguments): Promise<Registry | undefined> {
  const { registry, sharingKey } = await readRegistryArguments(options);
  if (registry === undefined) return undefined;
  const { openRegistry } = await import('../registry/index.js');
  return openRegistry(registry, { sharingKey });
}
