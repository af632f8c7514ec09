import { appendFileSync } from 'node:fs';
import { run } from '../../src/cli/main.js';

// Runs commands of the command line one after the other in this process and notes their exit codes.
//   node --import tsx run-commands.ts CODES_FILE '[["inspect", "a.jpg"], …]'

const [codes, commands] = process.argv.slice(2);
for (const args of JSON.parse(commands) as string[][]) appendFileSync(codes, `${await run(args)}\n`);
