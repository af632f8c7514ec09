import { randomUUID } from 'node:crypto';
import { mkdir, open, realpath, rename, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { ClaimlensError } from '../../errors.js';
import { DEFAULT_LIMITS, type Limits } from '../../photo/limits.js';
import { readSource } from '../../photo/source.js';
import { sha256Hex } from '../../report/canonical.js';
import type { PictureName } from './job.js';

/** Pictures that producers put down and workers read: a folder that both see, or storage of your own. */
export interface PictureStore {
  /** Keeps a picture. @returns the SHA-256 of its bytes, by which a job names it */
  put(bytes: Uint8Array): Promise<string>;
  /** @throws ClaimlensError `not-found`, `limit-exceeded`, `invalid-argument` for a name that leads elsewhere */
  read(name: PictureName): Promise<Uint8Array>;
}

/**
 * Pictures in a folder, on a file system that producers and workers share. `put` lays them down by content,
 * `ab/abcdef…`; names lead to whatever else lies in the folder, and never out of it.
 *
 * @param folder path of a folder that exists
 * @param limits the largest picture that is read or put down
 * @returns a store for `openQueue` and `startClaimWorker`
 * @example
 * const pictures = openPictureFolder('/mnt/claims');
 * const name = await pictures.put(await readFile('claim.jpg'));
 */
export function openPictureFolder(folder: string, limits: Limits = DEFAULT_LIMITS): PictureStore {
  const root = resolve(folder);
  const pathOf = (sha256: string) => join(root, sha256.slice(0, 2), sha256);
  return {
    async put(bytes) {
      const sha256 = sha256Hex(bytes);
      const path = pathOf(sha256);
      if (await hasLength(path, bytes.length)) return sha256;
      await mkdir(dirname(path), { recursive: true });
      const draft = `${path}.${randomUUID()}`;
      const file = await open(draft, 'wx');
      try {
        await file.writeFile(bytes);
        // A job must never be safer than the picture that it names.
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, path);
      return sha256;
    },
    async read(name) {
      if ('sha256' in name) {
        const bytes = await readSource(pathOf(name.sha256), 'picture', limits);
        if (sha256Hex(bytes) === name.sha256) return bytes;
        throw new ClaimlensError(
          'unreadable-photo',
          `picture ${name.sha256}: expected its bytes, got others`,
        );
      }
      return readSource(await findWithin(root, name.path), 'picture', limits);
    },
  };
}

async function hasLength(path: string, length: number): Promise<boolean> {
  return stat(path).then(
    ({ size }) => size === length,
    () => false,
  );
}

/** Links are followed before the question is asked. */
async function findWithin(root: string, name: string): Promise<string> {
  const missing = () =>
    new ClaimlensError('not-found', `picture: expected a file in the folder of pictures, got ${name}`);
  const [home, path] = await Promise.all([realpath(root), realpath(resolve(root, name))]).catch(() => {
    throw missing();
  });
  if (!path.startsWith(home + sep))
    throw new ClaimlensError(
      'invalid-argument',
      `picture: expected a name within the folder of pictures, got ${name}`,
    );
  return path;
}
