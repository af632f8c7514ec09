import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The git directory of a clone below `clones`, or undefined: bare, with a work tree, or one level down. */
export function findGitDirectory(clones: string, repo: string): string | undefined {
  const flat = repo.replace('/', '+');
  const roots = [repo, flat, `${flat}.git`, `${repo}.git`].map((name) => join(clones, name));
  const candidates = roots.flatMap((root) => [
    join(root, 'repo', '.git'),
    join(root, 'repo'),
    join(root, '.git'),
    root,
  ]);
  return candidates.find((path) => existsSync(join(path, 'HEAD')) && existsSync(join(path, 'objects')));
}

/** Git's id of a blob: SHA-1 over a header and the bytes. */
export function gitBlobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/**
 * Streams blobs out of a clone with one git process, in the order asked for.
 *
 * @param gitDirectory from `findGitDirectory`
 * @param blobs ids
 * @yields the id and its bytes, verified against the id; `bytes` is undefined when missing or damaged
 * @throws Error when git ends early
 */
export async function* readBlobs(
  gitDirectory: string,
  blobs: readonly string[],
): AsyncGenerator<{ blob: string; bytes: Buffer | undefined }> {
  const git = spawn('git', ['--git-dir', gitDirectory, 'cat-file', '--batch'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  git.stdin.on('error', () => undefined);
  git.stdin.end(`${blobs.join('\n')}\n`);
  const output = new ByteQueue(git.stdout);
  try {
    for (const blob of blobs) {
      const header = (await output.line()).split(' ');
      if (header[1] !== 'blob') {
        yield { blob, bytes: undefined };
        continue;
      }
      const bytes = await output.take(Number(header[2]));
      await output.take(1);
      yield { blob, bytes: gitBlobId(bytes) === blob ? bytes : undefined };
    }
  } finally {
    git.kill();
  }
}

/** Reads lines and counted bytes from a stream. */
class ByteQueue {
  private readonly chunks: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.chunks = stream[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    let end = this.rest.indexOf(10);
    while (end < 0) {
      await this.fill(this.rest.length + 1);
      end = this.rest.indexOf(10);
    }
    const text = this.rest.toString('latin1', 0, end);
    this.rest = this.rest.subarray(end + 1);
    return text;
  }

  async take(length: number): Promise<Buffer> {
    await this.fill(length);
    // A copy: a view would keep the whole chunk alive.
    const bytes = Buffer.from(this.rest.subarray(0, length));
    this.rest = this.rest.subarray(length);
    return bytes;
  }

  private async fill(length: number): Promise<void> {
    const parts: Buffer[] = [this.rest];
    let size = this.rest.length;
    while (size < length) {
      const { done, value } = await this.chunks.next();
      if (done) throw new Error(`git cat-file: expected ${length} bytes, got ${size}`);
      parts.push(value);
      size += value.length;
    }
    if (parts.length > 1) this.rest = Buffer.concat(parts);
  }
}
