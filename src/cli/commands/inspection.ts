import type { BatchArguments } from '../batch-command.js';
import { VERDICT_ORDER } from '../exit-code.js';
import type { InspectArguments } from '../inspect-command.js';
import { type Command, defaultJobs, lang, Option, parseJobs, repeatable } from '../options.js';
import type { VerifyArguments } from '../verify-command.js';
import { inspectorOptions } from './inspector-options.js';
import type { Kit } from './kit.js';

/** The commands that inspect photos, keep fingerprints and verify reports. */
export function addInspectionCommands({ program, say, language, finish }: Kit): void {
  inspecting(
    program
      .command('inspect')
      .description(say('inspect'))
      .argument('<photo>', say('photo'))
      .addOption(repeatable('-r, --reference <file>', say('reference')))
      .option('-c, --claim <file>', say('claim'))
      .option('--json', say('json'))
      .option('--html <file>', say('html'))
      .addOption(lang(say('lang'), language)),
    say,
  )
    .addOption(new Option('--fail-on <verdict>', say('failOn')).choices(VERDICT_ORDER.slice(1)))
    .addHelpText('after', say('inspectAfter'))
    .action(async (photo: string, options: InspectArguments) => {
      const { inspectCommand } = await import('../inspect-command.js');
      finish(await inspectCommand(photo, options));
    });

  inspecting(
    program
      .command('batch')
      .description(say('batch'))
      .argument('<claims>', say('claims'))
      .requiredOption('-o, --out <file>', say('out'))
      .addOption(new Option('-j, --jobs <n>', say('jobs')).default(defaultJobs()).argParser(parseJobs))
      .option('--resume', say('resume'))
      .option('--overwrite', say('overwrite')),
    say,
  )
    .addHelpText('after', say('batchAfter'))
    .action(async (claims: string, options: BatchArguments) => {
      const { batchCommand } = await import('../batch-command.js');
      finish(await batchCommand(claims, options));
    });

  program
    .command('fingerprint')
    .description(say('fingerprint'))
    .argument('<image...>', say('images'))
    .addHelpText('after', say('fingerprintAfter'))
    .action(async (images: string[]) => {
      const { fingerprintCommand } = await import('../fingerprint-command.js');
      finish(await fingerprintCommand(images));
    });

  inspectorOptions(
    program
      .command('verify')
      .description(say('verify'))
      .argument('<report>', say('report'))
      .argument('[picture...]', say('pictures'))
      .option('--repeat', say('repeat'))
      .option('-c, --claim <file>', say('claim'))
      .option('--deep', say('deep')),
    say,
    'verifyRegistry',
  )
    .addOption(repeatable('--trusted-key <file>', say('trustedKey')))
    .option('--expect-sha256 <hex>', say('expectSha256'))
    .option('--json', say('json'))
    .addHelpText('after', say('verifyAfter'))
    .action(async (report: string, pictures: string[], options: VerifyArguments) => {
      const { verifyCommand } = await import('../verify-command.js');
      finish(await verifyCommand(report, pictures, options));
    });
}

/** The options that decide how a photo is inspected, the same for one and for many. */
function inspecting(command: Command, say: Kit['say']): Command {
  return inspectorOptions(command, say).option('--register', say('register')).option('--deep', say('deep'));
}
