import { SHELLS, type Shell, writeCompletion } from '../completion.js';
import type { DoctorArguments } from '../doctor-command.js';
import { Argument, lang } from '../options.js';
import { print } from '../terminal.js';
import type { Kit } from './kit.js';

/** The commands about this machine. */
export function addMachineCommands({ program, say, language, finish }: Kit): void {
  program
    .command('doctor')
    .description(say('doctor'))
    .option('--json', say('json'))
    .addOption(lang(say('lang'), language))
    .addHelpText('after', say('doctorAfter'))
    .action(async (options: DoctorArguments) => {
      const { doctorCommand } = await import('../doctor-command.js');
      finish(await doctorCommand(options));
    });

  program
    .command('completion')
    .description(say('completion'))
    .addArgument(new Argument('<shell>', say('shell')).choices(SHELLS))
    .addHelpText('after', say('completionAfter'))
    .action(async (shell: Shell) => print(writeCompletion(program, shell)));
}
