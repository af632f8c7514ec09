import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));

/** A loader to which one package is not installed. */
function hide(name: string): string {
  const hooks = `export const resolve = (specifier, context, next) => {
    if (specifier === '${name}') throw Object.assign(new Error('hidden'), { code: 'ERR_MODULE_NOT_FOUND' });
    return next(specifier, context);
  };`;
  const register = `import { register } from 'node:module'; register('data:text/javascript,' + ${JSON.stringify(encodeURIComponent(hooks))});`;
  return `data:text/javascript,${encodeURIComponent(register)}`;
}

describe('claimlens serve without its optional packages', () => {
  it.each(['fastify', '@fastify/multipart', 'prom-client'])('says what to install: %s', (name) => {
    const args = ['--import', 'tsx', '--import', hide(name), BIN, 'serve', '--port', '0', '--workers', '1'];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('npm install fastify @fastify/multipart prom-client'),
    ]);
  });
});
