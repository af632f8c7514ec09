import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EXEC_ARGV } from '../start.js';

const BIN = fileURLToPath(new URL('../../../src/cli/bin.ts', import.meta.url));
const program = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;

/** To this process one package is not installed, whether it is imported or required. */
function hide(name: string): string {
  const hooks = `export const resolve = (specifier, context, next) => {
    if (specifier === '${name}') throw Object.assign(new Error('hidden'), { code: 'ERR_MODULE_NOT_FOUND' });
    return next(specifier, context);
  };`;
  return program(`import Module, { register } from 'node:module';
    register(${JSON.stringify(program(hooks))});
    const load = Module._load;
    Module._load = (specifier, ...rest) => {
      if (specifier === '${name}') throw Object.assign(new Error('hidden'), { code: 'MODULE_NOT_FOUND' });
      return load(specifier, ...rest);
    };`);
}

describe('claimlens worker without its optional packages', () => {
  it.each([
    ['pino', 'redis://127.0.0.1:1', 'npm install pino'],
    ['bullmq', 'redis://127.0.0.1:1', 'npm install bullmq ioredis'],
    ['ioredis', 'redis://127.0.0.1:1', 'npm install bullmq ioredis'],
    ['pg', 'postgres://127.0.0.1:1/none', 'npm install bullmq pg'],
  ])('says what to install: %s', (name, queue, advice) => {
    const args = [...EXEC_ARGV, '--import', hide(name), BIN, 'worker', '--queue', queue, '--jobs', '1'];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect([status, stderr]).toEqual([2, expect.stringContaining(advice)]);
  });
});
