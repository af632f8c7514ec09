import type { BenchArguments } from '../bench-command.js';
import { defaultJobs, lang, Option, parseCount, parseJobs, parseShare } from '../options.js';
import type { PolicyArguments } from '../policy-command.js';
import type { Kit } from './kit.js';

/** The commands that measure quality and set thresholds by it. */
export function addQualityCommands({ program, say, language, finish }: Kit): void {
  program
    .command('policy')
    .description(say('policyCommand'))
    .argument('<results>', say('policyResults'))
    .requiredOption('-o, --out <file>', say('policyOut'))
    .option('--id <name>', say('policyId'), 'own')
    .addOption(new Option('--review <share>', say('reviewTarget')).default(0.05).argParser(parseShare))
    .addOption(new Option('--strong <share>', say('strongTarget')).default(0.005).argParser(parseShare))
    .addOption(
      new Option('--inconclusive <share>', say('inconclusiveTarget')).default(0.15).argParser(parseShare),
    )
    .option('--policy <file>', say('policyBase'))
    .addHelpText('after', say('policyAfter'))
    .action(async (results: string, options: PolicyArguments) => {
      const { policyCommand } = await import('../policy-command.js');
      finish(await policyCommand(results, options));
    });

  program
    .command('bench')
    .description(say('bench'))
    .argument('[folder]', say('claimsFolder'))
    .option('-o, --out <folder>', say('benchOut'), 'claimlens-bench')
    .addOption(new Option('-j, --jobs <n>', say('jobs')).default(defaultJobs()).argParser(parseJobs))
    .addOption(new Option('--every <n>', say('every')).default(1).argParser(parseCount))
    .addOption(new Option('--claims <n>', say('benchClaims')).default(42).argParser(parseCount))
    .addOption(new Option('--seed <n>', say('seed')).default(1).argParser(parseCount))
    .option('--no-speed', say('noSpeed'))
    .option('--compare <file>', say('compare'))
    .option('--policy <file>', say('policy'))
    .option('--json', say('json'))
    .addOption(lang(say('lang'), language))
    .addHelpText('after', say('benchAfter'))
    .action(async (folder: string | undefined, options: BenchArguments) => {
      const { benchCommand } = await import('../bench-command.js');
      finish(await benchCommand(folder, options));
    });

  program
    .command('bench-import')
    .description(say('benchImport'))
    .argument('<name>', say('benchName'))
    .argument('<folder>', say('benchFolder'))
    .option('--force', say('force'))
    .addHelpText('after', say('benchImportAfter'))
    .action(async (name: string, folder: string, options: { readonly force?: boolean }) => {
      const { importBenchmark } = await import('../../bench/adapters/import.js');
      const { path, pristine, forged } = await importBenchmark(name, folder, options);
      process.stdout.write(`${path}: ${pristine} pristine, ${forged} forged\n`);
    });
}
