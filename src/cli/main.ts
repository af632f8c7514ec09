import { availableParallelism } from 'node:os';
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { ClaimlensError } from '../errors.js';
import type { Language } from '../report/fill.js';
import { VERSION } from '../version.js';
import type { BatchArguments } from './batch-command.js';
import type { BenchArguments } from './bench-command.js';
import { SHELLS, type Shell, writeCompletion } from './completion.js';
import type { DoctorArguments } from './doctor-command.js';
import { EXIT, type ExitCode, exitCodeOf, VERDICT_ORDER } from './exit-code.js';
import { HELP } from './help.js';
import type { InspectArguments } from './inspect-command.js';
import type { PolicyArguments } from './policy-command.js';
import type {
  ExportArguments,
  ImportArguments,
  RegistryPlace,
  RemoveArguments,
  SearchArguments,
} from './registry-command.js';
import type { ServeArguments } from './serve-command.js';
import { localeLanguage, print, warn } from './terminal.js';
import type { VerifyArguments } from './verify-command.js';
import type { WorkerArguments } from './worker-command.js';

// The only file that imports commander. Commands are imported when they run: `--help` loads no decoder.

/**
 * Runs the command line.
 *
 * @param args without the program's own name
 * @returns the exit code; everything else has been printed
 */
export async function run(args: readonly string[]): Promise<ExitCode> {
  let exit: ExitCode = EXIT.done;
  const program = createProgram(chooseLanguage(args), (code) => {
    exit = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exit;
  } catch (error) {
    // Commander has printed its own message: 0 for help and version, anything else is a usage error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (isBrokenPipe(error)) return EXIT.done;
    warn(error instanceof Error ? error.message : String(error));
    if (!(error instanceof ClaimlensError) && error instanceof Error && process.env.DEBUG)
      process.stderr.write(`${error.stack}\n`);
    return exitCodeOf(error);
  }
}

function createProgram(language: Language, finish: (exit: ExitCode) => void): Command {
  const say = (name: keyof typeof HELP) => HELP[name][language];
  const program = new Command('claimlens')
    .description(say('program'))
    .version(VERSION, '-v, --version')
    .addHelpText('after', say('programAfter'))
    .showHelpAfterError('(claimlens --help)')
    .configureHelp({ showGlobalOptions: false })
    .exitOverride();
  const repeatable = (flags: string, name: keyof typeof HELP) =>
    new Option(flags, say(name)).default([], '').argParser((value: string, all: string[]) => [...all, value]);
  const timeLimit = new Option('--time-limit <seconds>', say('timeLimit')).argParser(parseSeconds);
  const lang = new Option('--lang <language>', say('lang')).choices(['en', 'zh']).default(language);

  program
    .command('inspect')
    .description(say('inspect'))
    .argument('<photo>', say('photo'))
    .addOption(repeatable('-r, --reference <file>', 'reference'))
    .option('-c, --claim <file>', say('claim'))
    .option('--json', say('json'))
    .option('--html <file>', say('html'))
    .addOption(lang)
    .option('--policy <file>', say('policy'))
    .option('--c2pa-trust <file>', say('c2paTrust'))
    .option('--registry <location>', say('registry'))
    .option('--register', say('register'))
    .option('--deep', say('deep'))
    .addOption(timeLimit)
    .addOption(new Option('--fail-on <verdict>', say('failOn')).choices(VERDICT_ORDER.slice(1)))
    .addHelpText('after', say('inspectAfter'))
    .action(async (photo: string, options: InspectArguments) => {
      const { inspectCommand } = await import('./inspect-command.js');
      finish(await inspectCommand(photo, options));
    });

  program
    .command('batch')
    .description(say('batch'))
    .argument('<claims>', say('claims'))
    .requiredOption('-o, --out <file>', say('out'))
    .addOption(new Option('-j, --jobs <n>', say('jobs')).default(defaultJobs()).argParser(parseJobs))
    .option('--resume', say('resume'))
    .option('--policy <file>', say('policy'))
    .option('--c2pa-trust <file>', say('c2paTrust'))
    .option('--registry <location>', say('registry'))
    .option('--register', say('register'))
    .option('--deep', say('deep'))
    .addOption(timeLimit)
    .addHelpText('after', say('batchAfter'))
    .action(async (claims: string, options: BatchArguments) => {
      const { batchCommand } = await import('./batch-command.js');
      finish(await batchCommand(claims, options));
    });

  program
    .command('fingerprint')
    .description(say('fingerprint'))
    .argument('<image...>', say('images'))
    .addHelpText('after', say('fingerprintAfter'))
    .action(async (images: string[]) => {
      const { fingerprintCommand } = await import('./fingerprint-command.js');
      finish(await fingerprintCommand(images));
    });

  program
    .command('verify')
    .description(say('verify'))
    .argument('<report>', say('report'))
    .argument('[picture...]', say('pictures'))
    .option('--repeat', say('repeat'))
    .option('-c, --claim <file>', say('claim'))
    .option('--policy <file>', say('policy'))
    .option('--c2pa-trust <file>', say('c2paTrust'))
    .option('--deep', say('deep'))
    .option('--registry <location>', say('verifyRegistry'))
    .addOption(timeLimit)
    .addOption(repeatable('--trusted-key <file>', 'trustedKey'))
    .option('--expect-sha256 <hex>', say('expectSha256'))
    .option('--json', say('json'))
    .addHelpText('after', say('verifyAfter'))
    .action(async (report: string, pictures: string[], options: VerifyArguments) => {
      const { verifyCommand } = await import('./verify-command.js');
      finish(await verifyCommand(report, pictures, options));
    });

  program
    .command('serve')
    .description(say('serve'))
    .addOption(new Option('-p, --port <n>', say('port')).default(8080).argParser(parsePort))
    .option('--host <address>', say('host'), '127.0.0.1')
    .option('--keys <file>', say('keys'))
    .addOption(
      new Option('-j, --workers <n>', say('workers')).default(availableParallelism()).argParser(parseJobs),
    )
    .addOption(repeatable('--allow-host <origin>', 'allowHost'))
    .option('--allow-private', say('allowPrivate'))
    .option('--registry <location>', say('registry'))
    .option('--register', say('serveRegister'))
    .addOption(new Option('--wait <seconds>', say('wait')).default(25).argParser(parseSeconds))
    .addOption(new Option('--drain <seconds>', say('drain')).default(25).argParser(parseSeconds))
    .option('--policy <file>', say('policy'))
    .option('--c2pa-trust <file>', say('c2paTrust'))
    .addOption(timeLimit)
    .addHelpText('after', say('serveAfter'))
    .action(async (options: ServeArguments) => {
      const { serveCommand } = await import('./serve-command.js');
      finish(await serveCommand(options));
    });

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
    .addOption(repeatable('--retry <id>', 'retryParked'))
    .option('--registry <location>', say('registry'))
    .option('--register', say('serveRegister'))
    .option('--policy <file>', say('policy'))
    .option('--c2pa-trust <file>', say('c2paTrust'))
    .addOption(timeLimit)
    .addHelpText('after', say('workerAfter'))
    .action(async (options: WorkerArguments) => {
      const { workerCommand } = await import('./worker-command.js');
      finish(await workerCommand(options));
    });

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
    const { countEntries } = await import('./registry-command.js');
    await countEntries(options);
  });

  inRegistry('registryRemove', 'remove')
    .option('--claim <id>', say('removeClaim'))
    .addOption(new Option('--before <time>', say('removeBefore')).argParser(parseTime))
    .option('--from <name>', say('removeFrom'))
    .addHelpText('after', say('removeAfter'))
    .action(async (options: RemoveArguments) => {
      const { removeEntries } = await import('./registry-command.js');
      await removeEntries(options);
    });

  inRegistry('registryExport', 'export')
    .requiredOption('--key <file>', say('sharingKey'))
    .requiredOption('--own-key <file>', say('ownKey'))
    .addHelpText('after', say('shareAfter'))
    .action(async (options: ExportArguments) => {
      const { exportEntries } = await import('./registry-command.js');
      await exportEntries(options);
    });

  inRegistry('registryImport', 'import')
    .argument('<file>', say('sharedFile'))
    .requiredOption('--key <file>', say('sharingKey'))
    .option('--from <name>', say('importFrom'))
    .addHelpText('after', say('shareAfter'))
    .action(async (file: string, options: ImportArguments) => {
      const { importEntries } = await import('./registry-command.js');
      await importEntries(file, options);
    });

  inRegistry('registrySearch', 'search')
    .argument('<photo>', say('photo'))
    .option('--key <file>', say('searchKey'))
    .option('--json', say('json'))
    .addOption(lang)
    .addHelpText('after', say('searchAfter'))
    .action(async (photo: string, options: SearchArguments) => {
      const { searchEntries } = await import('./registry-command.js');
      await searchEntries(photo, options);
    });

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
      const { policyCommand } = await import('./policy-command.js');
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
    .addOption(lang)
    .addHelpText('after', say('benchAfter'))
    .action(async (folder: string | undefined, options: BenchArguments) => {
      const { benchCommand } = await import('./bench-command.js');
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
      const { importBenchmark } = await import('../bench/adapters/import.js');
      const { path, pristine, forged } = await importBenchmark(name, folder, options);
      process.stdout.write(`${path}: ${pristine} pristine, ${forged} forged\n`);
    });

  program
    .command('doctor')
    .description(say('doctor'))
    .option('--json', say('json'))
    .addOption(lang)
    .addHelpText('after', say('doctorAfter'))
    .action(async (options: DoctorArguments) => {
      const { doctorCommand } = await import('./doctor-command.js');
      finish(await doctorCommand(options));
    });

  program
    .command('completion')
    .description(say('completion'))
    .addArgument(new Argument('<shell>', say('shell')).choices(SHELLS))
    .addHelpText('after', say('completionAfter'))
    .action(async (shell: Shell) => print(writeCompletion(program, shell)));

  return program;
}

/** `--lang` decides also for help; without it the locale does. */
function chooseLanguage(args: readonly string[]): Language {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const value =
    at < 0 ? undefined : args[at].includes('=') ? args[at].slice(args[at].indexOf('=') + 1) : args[at + 1];
  return value === 'zh' || value === 'en' ? value : localeLanguage();
}

/** One inspection keeps one core busy; more than four rarely pay for their memory. */
function defaultJobs(): number {
  return Math.min(4, availableParallelism());
}

function parseJobs(value: string): number {
  const jobs = Number(value);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 256)
    throw new InvalidArgumentError('Expected a whole number from 1 to 256.');
  return jobs;
}

function parsePort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('Expected a port from 0 to 65535.');
  return port;
}

function parseTime(value: string): Date {
  const time = new Date(/^\d{4}-\d{2}-\d{2}T[\d:.]+$/.test(value) ? `${value}Z` : value);
  if (!/^\d{4}-\d{2}-\d{2}(?:T|$)/.test(value) || Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('Expected a date or time in ISO 8601, like 2026-05-01.');
  return time;
}

function parseShare(value: string): number {
  const share = Number(value);
  if (!(share > 0 && share < 1)) throw new InvalidArgumentError('Expected a share between 0 and 1.');
  return share;
}

function parseCount(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1 || count > 1_000_000)
    throw new InvalidArgumentError('Expected a whole number from 1 to 1000000.');
  return count;
}

function parseSeconds(value: string): number {
  const seconds = Number(value);
  if (!(seconds > 0 && seconds <= 3600))
    throw new InvalidArgumentError('Expected seconds, more than 0 and at most 3600.');
  return seconds;
}

/** The reader of stdout went away (`claimlens … | head`): nothing is wrong with us. */
function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
