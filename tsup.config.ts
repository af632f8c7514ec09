import { defineConfig } from 'tsup';

// Optional dependencies stay outside the bundles; libsql loads a binary from its own folder.
const external = ['libsql'];

export default defineConfig([
  {
    // The entries share chunks: an error of one is an instance of the class that another exports.
    entry: { index: 'src/index.ts', registry: 'src/registry/index.ts', service: 'src/service/index.ts' },
    format: ['esm', 'cjs'],
    dts: true,
    shims: true,
    target: 'node20',
    splitting: true,
    external,
    // The JSON Schema of the report is published with the package, made from the schema that validates reports.
    onSuccess: 'tsx build/report-schema.ts',
  },
  {
    // The workers of batch and service are processes of their own; they share the chunks that hold the library.
    entry: {
      cli: 'src/cli/bin.ts',
      'inspection-worker': 'src/pool/worker.ts',
      'measuring-worker': 'src/artifacts/measuring-worker.ts',
    },
    format: ['esm'],
    banner: { js: '#!/usr/bin/env node' },
    shims: true,
    target: 'node20',
    splitting: true,
    external,
  },
]);
