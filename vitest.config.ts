import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    // Two cores: more workers only fight for them, and pixel tests hold large rasters.
    maxWorkers: 2,
  },
});
