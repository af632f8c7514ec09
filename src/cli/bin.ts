import { run } from './main.js';

// A closed pipe also arrives as an event; `print` has reported it already.
process.stdout.on('error', () => undefined);
process.exitCode = await run(process.argv.slice(2));
