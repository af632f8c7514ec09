import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

// Prints the whole evaluation of what the package ships on a labelled claims folder, one command after the other: the
// pixel model held out (worst family and channel in the first line) and as shipped, the maps of both readings without a
// reference, and the fusion with and without references, by kind and channel. Five to six minutes on two cores.
//
//     npm run evaluate -- CLAIMS_FOLDER

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: npm run evaluate -- CLAIMS_FOLDER');

const STEPS = [
  ['bench/quality/pixels.ts', folder],
  ['bench/quality/pixels.ts', folder, '--shipped'],
  ['bench/quality/local-edits.ts', folder, '--reading', 'noise/inconsistency'],
  ['bench/quality/local-edits.ts', folder, '--reading', 'neural/edited'],
  ['src/cli/bin.ts', 'bench', folder, '--no-speed', '--out', 'out/evaluation'],
];
const tsx = createRequire(import.meta.url).resolve('tsx/cli');
for (const [i, step] of STEPS.entries()) {
  if (i > 0) console.log(`\n── ${step.join(' ')}\n`);
  const { status } = spawnSync(process.execPath, [tsx, ...step], { stdio: 'inherit' });
  if (status !== 0) {
    console.error(`${step[0]}: ended with ${status}`);
    process.exit(1);
  }
}
