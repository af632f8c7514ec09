import { defineConfig } from 'tsup';

export default defineConfig([
  {
    entry: { index: 'src/index.ts' },
    format: ['esm', 'cjs'],
    dts: true,
    shims: true,
    target: 'node20',
    splitting: false,
    // The JSON Schema of the report is published with the package, made from the schema that validates reports.
    onSuccess: 'tsx build/report-schema.ts',
  },
  {
    // The batch worker is a process of its own; both share the chunks that hold the library.
    entry: { cli: 'src/cli/bin.ts', 'batch-worker': 'src/cli/batch/worker.ts' },
    format: ['esm'],
    banner: { js: '#!/usr/bin/env node' },
    shims: true,
    target: 'node20',
    splitting: true,
  },
]);
