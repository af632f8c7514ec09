import { availableParallelism } from 'node:os';
import { Option, parseJobs, parsePort, parseSeconds, repeatable } from '../options.js';
import type { ServeArguments } from '../serve-command.js';
import type { WorkerArguments } from '../worker-command.js';
import { inspectorOptions } from './inspector-options.js';
import type { Kit } from './kit.js';

/** The commands that inspect for others: over HTTP, or from a queue. */
export function addServiceCommands({ program, say, finish }: Kit): void {
  inspectorOptions(
    program
      .command('serve')
      .description(say('serve'))
      .addOption(new Option('-p, --port <n>', say('port')).default(8080).argParser(parsePort))
      .option('--host <address>', say('host'), '127.0.0.1')
      .option('--keys <file>', say('keys'))
      .addOption(new Option('-j, --workers <n>', say('workers')).argParser(parseJobs))
      .option('-q, --queue [address]', say('serveQueue'))
      .option('--name <name>', say('queueName'), 'claims')
      .option('--prefix <name>', say('queuePrefix'), 'claimlens')
      .option('--pictures <folder>', say('serveQueuePictures'))
      .addOption(repeatable('--allow-host <origin>', say('allowHost')))
      .option('--allow-private', say('allowPrivate'))
      .addOption(new Option('--wait <seconds>', say('wait')).default(25).argParser(parseSeconds))
      .addOption(new Option('--drain <seconds>', say('drain')).default(25).argParser(parseSeconds)),
    say,
  )
    .option('--register', say('serveRegister'))
    .addHelpText('after', say('serveAfter'))
    .action(async (options: ServeArguments) => {
      const { serveCommand } = await import('../serve-command.js');
      finish(await serveCommand(options));
    });

  inspectorOptions(
    program
      .command('worker')
      .description(say('worker'))
      .option('-q, --queue <address>', say('queue'))
      .option('--name <name>', say('queueName'), 'claims')
      .option('--prefix <name>', say('queuePrefix'), 'claimlens')
      .addOption(
        new Option('-j, --jobs <n>', say('workerJobs')).default(availableParallelism()).argParser(parseJobs),
      )
      .option('--pictures <folder>', say('pictureFolder'))
      .option('--parked', say('parked'))
      .addOption(repeatable('--retry <id>', say('retryParked'))),
    say,
  )
    .option('--register', say('serveRegister'))
    .addHelpText('after', say('workerAfter'))
    .action(async (options: WorkerArguments) => {
      const { workerCommand } = await import('../worker-command.js');
      finish(await workerCommand(options));
    });
}
