import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileKernels } from './compile-kernels.js';

// Compiles src/kernels/assembly and writes src/kernels/module.ts; a test holds the two together.
//
//     npm run kernels

const bytes = await compileKernels();
const target = fileURLToPath(new URL('../src/kernels/module.ts', import.meta.url));
writeFileSync(
  target,
  `// Written by \`npm run kernels\` from assembly/.\n\n/** The compiled module, base64. */\nexport const MODULE =\n  '${Buffer.from(bytes).toString('base64')}';\n`,
);
console.log(`${target}: ${bytes.length} bytes of WebAssembly`);
