import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openFusion } from '../../src/fusion/classifier.js';
import { openModels } from '../../src/models/models.js';
import { measureCommands } from './whole/command.js';
import { measureInspections } from './whole/inspections.js';
import { CASES, type CaseName, makePairs, type Pair } from './whole/pairs.js';
import { measureStages } from './whole/stages.js';

// What an inspection costs, whole and in parts, and what the command costs.
//
//     npx tsx bench/speed/inspect.ts [--sizes 12,3,1] [--cases painted] [--runs 10] [--parts whole] [--claims 20]
//
// The photos are rendered and photographed by the simulated camera of the fixtures. Three cases per size:
//
//     alone      no reference
//     painted    the reference is the same shot before damage was painted on it: the longest way through
//     unrelated  the reference shows another product
//
// Parts: `whole` inspections (wall time, each case in a process of its own, with references that the inspector knows
// and with new ones), `stages` (processor time of each artifact and signal), `command` (after `npm run build`).
// `decodes` is a figure over one decode of the same photo in the same run: the floor of any inspection.

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '12,3,1' },
    cases: { type: 'string', default: CASES.join(',') },
    parts: { type: 'string', default: 'whole,stages,command' },
    runs: { type: 'string', default: '10' },
    /** Rows of the batch. */
    claims: { type: 'string', default: '20' },
    /** Stages below this many milliseconds are summed up. */
    least: { type: 'string', default: '2' },
  },
});
const runs = Number(values.runs);
const least = Number(values.least);
const parts = values.parts.split(',');
const cases = values.cases.split(',').map((name) => {
  if (!CASES.includes(name as CaseName))
    throw new Error(`--cases: expected some of ${CASES.join(', ')}, got ${name}`);
  return name as CaseName;
});

console.log(`${cpus().length} × ${cpus()[0].model}, Node ${process.version}, ${runs} runs after warm-up`);
for (const megapixels of values.sizes.split(',').map(Number)) {
  const pairs = await makePairs(megapixels);
  if (parts.includes('whole')) await printWhole(megapixels, pairs);
  if (parts.includes('stages')) await printStages(megapixels, pairs);
  if (parts.includes('command')) printCommands(megapixels, pairs.painted);
}

async function printWhole(megapixels: number, pairs: Record<CaseName, Pair>): Promise<void> {
  const table: Record<string, object> = {};
  for (const name of cases) {
    const pair = pairs[name];
    for (const references of pair.references.length > 0
      ? (['cached', 'fresh'] as const)
      : (['cached'] as const)) {
      const times = await measureInspections({ pair, runs, references });
      table[pair.references.length > 0 ? `${name}, ${references} reference` : name] = {
        'first ms': round(times.firstMs),
        'p50 ms': round(times.p50Ms),
        'p95 ms': round(times.p95Ms),
        'p50 decodes': round(times.p50Ms / times.decodeMs),
        'decode ms': round(times.decodeMs),
        'cpu ms': round(times.processorMs),
        'peak RSS MB': Math.round(times.peakRssMb),
      };
    }
  }
  console.log(`\n${megapixels} Mpx, whole inspections`);
  console.table(table);
}

async function printStages(megapixels: number, pairs: Record<CaseName, Pair>): Promise<void> {
  const models = openModels();
  const fusion = await openFusion(models);
  for (const name of cases) {
    const stages = await measureStages(pairs[name], { models, fusion, runs });
    const isShown = (stage: { name: string; ms: number }) =>
      stage.ms >= least || !/^(artifact|signal) /.test(stage.name);
    const rest = stages.filter((stage) => !isShown(stage)).reduce((sum, { ms }) => sum + ms, 0);
    const lines = [
      ...stages.filter(isShown),
      { name: `all below ${least} ms`, ms: rest, decodes: rest / stages[0].ms },
    ];
    console.log(`\n${megapixels} Mpx, ${name}, processor time by stage`);
    console.table(
      Object.fromEntries(
        lines.map(({ name: stage, ms, decodes }) => [
          stage,
          { 'cpu ms': round(ms), decodes: round(decodes) },
        ]),
      ),
    );
  }
  await models.close();
}

function printCommands(megapixels: number, pair: Pair): void {
  const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
  if (!existsSync(cli)) {
    console.log('\ncommand: not measured, expected dist/cli.js (npm run build)');
    return;
  }
  const times = measureCommands(cli, pair, { runs: Math.min(runs, 5), claims: Number(values.claims) });
  console.log(`\n${megapixels} Mpx, command`);
  console.table(
    Object.fromEntries(
      times.map(({ name, ms, perSecond }) => [
        name,
        { ms: Math.round(ms), 'claims/s': perSecond === undefined ? '' : round(perSecond) },
      ]),
    ),
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
