import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // For hangs alone: loaded machines are several times slower, and no test asserts a time.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Two cores: more workers only fight for them, and pixel tests hold large rasters.
    maxWorkers: 2,
  },
});
