import { createHash } from 'node:crypto';
import { ingestPhoto } from '../photo/ingest.js';
import type { Limits } from '../photo/limits.js';
import { type PhotoSource, readSource } from '../photo/source.js';
import { type PreparedPicture, preparePicture, type ReferencePicture } from './reference.js';

/** Takes reference pictures in and remembers what follows from their files. */
interface ReferenceCache {
  /**
   * Takes a reference picture in; a file given again is read and hashed, no more.
   *
   * @param what how error messages call it (`references[0]`)
   * @throws ClaimlensError as `ingestPhoto`
   */
  open(source: PhotoSource, what: string): Promise<ReferencePicture>;
}

/**
 * Opens a cache of reference pictures by the SHA-256 of their files: a shop's claims come in runs on the same
 * listings. Holds up to `limits.maxCachedReferences` pictures at working size (about 6 MB each with their features);
 * the least recently used one makes room.
 */
export function createReferenceCache(limits: Limits): ReferenceCache {
  // Promises, so that a reference given twice at once is decoded once. Those that fail are not kept.
  const entries = new Map<string, Promise<PreparedPicture>>();

  function keep(sha256: string, entry: Promise<PreparedPicture>): void {
    entries.delete(sha256);
    entries.set(sha256, entry);
    const [oldest] = entries.keys();
    if (entries.size > limits.maxCachedReferences && oldest !== undefined) entries.delete(oldest);
    entry.catch(() => entries.get(sha256) === entry && entries.delete(sha256));
  }

  return {
    async open(source, what) {
      const bytes = await readSource(source, what, limits);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const entry = entries.get(sha256) ?? ingestPhoto(bytes, { what, limits }).then(preparePicture);
      keep(sha256, entry);
      return {
        ...(await entry),
        bytes,
        openRaster: async () => (await ingestPhoto(bytes, { what, limits })).raster,
      };
    },
  };
}
