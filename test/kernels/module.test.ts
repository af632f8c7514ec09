import { expect, it } from 'vitest';
import { compileKernels } from '../../build/compile-kernels.js';
import { MODULE } from '../../src/kernels/module.js';

it('is what the compiler makes of the sources: after a change, npm run kernels', {
  timeout: 60_000,
}, async () => {
  const bytes = await compileKernels();
  expect(Buffer.from(bytes).toString('base64') === MODULE).toBe(true);
  // Measured: 15 kB.
  expect(bytes.length).toBeLessThan(40_000);
});
