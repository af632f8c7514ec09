import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = fileURLToPath(new URL('./src', import.meta.url));

export default defineConfig({
  // Examples import the package by its name; in the checkout that is the source.
  resolve: {
    alias: [
      { find: /^claimlens$/, replacement: `${source}/index.ts` },
      { find: /^claimlens\/(registry|service)$/, replacement: `${source}/$1/index.ts` },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // For hangs alone: loaded machines are several times slower, and no test asserts a time.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Two cores: more workers only fight for them, and pixel tests hold large rasters.
    maxWorkers: 2,
  },
});
