import type { EarlierClaimFinder } from '../artifacts/earlier-claims.js';
import { ClaimlensError } from '../errors.js';
import type { Registry, RegistryOptions } from '../registry/registry.js';

interface LastingRegistryOptions extends RegistryOptions {
  /** Longest wait for an answer; one that takes longer counts as `registry-unavailable`. */
  readonly limitMs: number;
  /** Opens it only when it is first asked, as for a worker that takes another's place. @default false */
  readonly later?: boolean;
}

/**
 * A registry for a process that outlasts it: while its database cannot be reached, calls fail with
 * `registry-unavailable`, within the limit, and the next one tries again. So an inspection has a failed reading, and
 * the worker stays.
 *
 * @param location as `openRegistry` takes it
 * @throws ClaimlensError what `openRegistry` throws, unless it is opened later
 */
export async function openLastingRegistry(
  location: string,
  { limitMs, later = false, ...options }: LastingRegistryOptions,
): Promise<EarlierClaimFinder> {
  let opening: Promise<Registry> | null = null;

  function open(): Promise<Registry> {
    opening ??= openOnce(location, options).catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  }

  if (!later) await open();
  return {
    find: (query) =>
      within(
        limitMs,
        open().then((registry) => registry.find(query)),
      ),
    add: (entries) =>
      within(
        limitMs,
        open().then((registry) => registry.add(entries)),
      ),
  };
}

async function openOnce(location: string, options: RegistryOptions): Promise<Registry> {
  // Loaded only where a registry is asked for: it needs a database driver.
  const { openRegistry } = await import('../registry/index.js');
  return openRegistry(location, options);
}

/** What goes on behind the limit has no listener any more: its error is not an unhandled one. */
function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () =>
        reject(
          new ClaimlensError(
            'registry-unavailable',
            `registry: expected an answer within ${limitMs} ms, got none`,
          ),
        ),
      limitMs,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
