import { ClaimlensError } from '../errors.js';
import type { Registry } from '../registry/registry.js';

/** How a command was told to use a registry. */
export interface RegistryArguments {
  /** Path of an SQLite file, or `postgres://…`. */
  readonly registry?: string;
  /** Adds each inspected photo. */
  readonly register?: boolean;
}

/**
 * Opens the registry that a command names; database drivers are loaded only then.
 *
 * @returns undefined when none is named
 * @throws ClaimlensError `invalid-argument` for `--register` without `--registry`, and as `openRegistry`
 */
export async function openNamedRegistry({
  registry,
  register,
}: RegistryArguments): Promise<Registry | undefined> {
  if (registry === undefined) {
    if (register) throw new ClaimlensError('invalid-argument', '--register: expected --registry with it');
    return undefined;
  }
  const { openRegistry } = await import('../registry/index.js');
  return openRegistry(registry);
}
