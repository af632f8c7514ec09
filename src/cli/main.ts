import { ClaimlensError } from '../errors.js';
import type { Language } from '../report/fill.js';
import { VERSION } from '../version.js';
import { addInspectionCommands } from './commands/inspection.js';
import type { Kit } from './commands/kit.js';
import { addMachineCommands } from './commands/machine.js';
import { addQualityCommands } from './commands/quality.js';
import { addRegistryCommands } from './commands/registry.js';
import { addServiceCommands } from './commands/service.js';
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.js';
import { HELP } from './help.js';
import { Command, CommanderError, optionDescription } from './options.js';
import { localeLanguage, warn } from './terminal.js';

// Commands are imported when they run: `--help` loads no decoder.

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
    .configureHelp({ showGlobalOptions: false, optionDescription })
    .exitOverride();
  const kit: Kit = { program, language, say, finish };
  // In the order of the help.
  addInspectionCommands(kit);
  addServiceCommands(kit);
  addRegistryCommands(kit);
  addQualityCommands(kit);
  addMachineCommands(kit);
  return program;
}

/** `--lang` decides also for help; without it the locale does. */
function chooseLanguage(args: readonly string[]): Language {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const value =
    at < 0 ? undefined : args[at].includes('=') ? args[at].slice(args[at].indexOf('=') + 1) : args[at + 1];
  return value === 'zh' || value === 'en' ? value : localeLanguage();
}

/** The reader of stdout went away (`claimlens … | head`): nothing is wrong with us. */
function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
