import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shippedModels } from '../../models/models.js';
import type { WorkerOptions } from '../../pool/messages.js';
import { canonicalJson, sha256Hex } from '../../report/canonical.js';
import { VERSION } from '../../version.js';

/**
 * Digest of everything beside its input that a report depends on: version of the package, hashes of all models,
 * policy, and the settings of the inspector. Which earlier claims a registry held at the time is no part of it: the
 * first result of a claim stands.
 */
export async function digestVersions(options: WorkerOptions = {}): Promise<string> {
  const { policy, limits = {}, c2paTrust = null, gps = false, deep = false } = options;
  const { registry, sharingKey } = options;
  const folder = shippedModels();
  // The manifest pins every model by its hash.
  const [models, weights, thresholds] = await Promise.all([
    readFile(join(folder, 'manifest.json'), 'utf8'),
    readFile(join(folder, 'fusion', 'fusion.json'), 'utf8'),
    typeof policy === 'object'
      ? JSON.stringify(policy)
      : readFile(policy ?? join(folder, 'fusion', 'policy.json'), 'utf8'),
  ]);
  const files = [models, weights, thresholds].map(sha256Hex);
  const settings = {
    limits: { ...limits },
    c2paTrust,
    gps,
    deep,
    registry: registry !== undefined,
    shared: sharingKey !== undefined,
  };
  return sha256Hex(canonicalJson({ version: VERSION, files, settings }));
}
