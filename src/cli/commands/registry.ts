import type { HELP } from '../help.js';
import { lang, Option, parseTime } from '../options.js';
import type {
  ExportArguments,
  ImportArguments,
  RegistryPlace,
  RemoveArguments,
  SearchArguments,
} from '../registry-command.js';
import type { Kit } from './kit.js';

/** The commands that look after a registry of earlier claims. */
export function addRegistryCommands({ program, say, language }: Kit): void {
  const registry = program
    .command('registry')
    .description(say('registryCommand'))
    .addHelpText('after', say('registryAfter'));
  const inRegistry = (description: keyof typeof HELP, name: string) =>
    registry
      .command(name)
      .description(say(description))
      .requiredOption('--registry <location>', say('registryLocation'));

  inRegistry('registryCount', 'count').action(async (options: RegistryPlace) => {
    const { countEntries } = await import('../registry-command.js');
    await countEntries(options);
  });

  inRegistry('registryRemove', 'remove')
    .option('--claim <id>', say('removeClaim'))
    .addOption(new Option('--before <time>', say('removeBefore')).argParser(parseTime))
    .option('--from <name>', say('removeFrom'))
    .addHelpText('after', say('removeAfter'))
    .action(async (options: RemoveArguments) => {
      const { removeEntries } = await import('../registry-command.js');
      await removeEntries(options);
    });

  inRegistry('registryExport', 'export')
    .requiredOption('--key <file>', say('sharingKey'))
    .requiredOption('--own-key <file>', say('ownKey'))
    .addHelpText('after', say('shareAfter'))
    .action(async (options: ExportArguments) => {
      const { exportEntries } = await import('../registry-command.js');
      await exportEntries(options);
    });

  inRegistry('registryImport', 'import')
    .argument('<file>', say('sharedFile'))
    .requiredOption('--key <file>', say('sharingKey'))
    .option('--from <name>', say('importFrom'))
    .addHelpText('after', say('shareAfter'))
    .action(async (file: string, options: ImportArguments) => {
      const { importEntries } = await import('../registry-command.js');
      await importEntries(file, options);
    });

  inRegistry('registrySearch', 'search')
    .argument('<photo>', say('photo'))
    .option('--key <file>', say('searchKey'))
    .option('--json', say('json'))
    .addOption(lang(say('lang'), language))
    .addHelpText('after', say('searchAfter'))
    .action(async (photo: string, options: SearchArguments) => {
      const { searchEntries } = await import('../registry-command.js');
      await searchEntries(photo, options);
    });
}
