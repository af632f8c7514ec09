import { openPostgresStore } from './postgres-store.js';
import { createRegistry, type Registry, type RegistryOptions } from './registry.js';
import { openSqliteStore } from './sqlite-store.js';

export type {
  EarlierClaimFinder,
  EarlierClaims,
  EarlierMatch,
  RegistryEntry,
  RegistryQuery,
  SharedMatch,
} from '../artifacts/earlier-claims.js';
export type { Registry, RegistryOptions } from './registry.js';
export type { Removal } from './store.js';

/**
 * Opens a registry of claim photos. It holds fingerprints, claim ids and opaque buyer keys; no photo.
 *
 * @param location path of an SQLite file, made when it is not there (needs the package `libsql`), or
 *   `postgres://…` (needs the package `pg`; tables are made in the connection's schema)
 * @param options the key of platforms that share fingerprints; nothing else is needed
 * @returns a registry for `createInspector`; close it after the inspectors that use it
 * @throws ClaimlensError `registry-unavailable`, `invalid-argument`
 * @example
 * const registry = await openRegistry('claims.db');
 * const inspector = await createInspector({ registry });
 * const claim = { id: 'C-17', buyer: 'b-5f1c' };
 * const report = await inspector.inspect({ photo: 'claim.jpg', claim }, { register: true });
 * await inspector.close();
 * await registry.close();
 */
export async function openRegistry(location: string, options: RegistryOptions = {}): Promise<Registry> {
  const store = /^postgres(ql)?:\/\//.test(location)
    ? await openPostgresStore(location)
    : await openSqliteStore(location);
  try {
    return createRegistry(store, options);
  } catch (error) {
    await store.close();
    throw error;
  }
}
