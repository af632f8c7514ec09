import { createInterface } from 'node:readline';
import { openPostgresStore } from '../../src/registry/postgres-store.js';
import { openSqliteStore } from '../../src/registry/sqlite-store.js';
import { makeEntry } from './entries.js';

// A process that adds entries until it is killed: prints each seed after its add was answered.
//     node --import tsx writer.ts LOCATION FIRST STEP
// Every third add holds two entries, so that a torn one would show.

const [location, first, step] = process.argv.slice(2);
const store = location.startsWith('postgres')
  ? await openPostgresStore(location)
  : await openSqliteStore(location);
// The last entries of every writer are the same: adds that meet must neither fail nor double.
createInterface(process.stdin).once('line', async () => {
  for (let seed = Number(first); ; seed += Number(step)) {
    const pair = seed % 3 === 0 ? [makeEntry(seed, { claim: `P-${seed}` })] : [];
    await store.add([makeEntry(seed), ...pair, makeEntry(1 + (seed % 50), { claim: 'C-shared' })]);
    process.stdout.write(`${seed}\n`);
  }
});
process.stdout.write('ready\n');
