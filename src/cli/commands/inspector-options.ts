import { type Command, timeLimit } from '../options.js';
import type { Kit } from './kit.js';

/**
 * Adds the options of every command that opens an inspector.
 *
 * @param registry the word for `--registry`, where it serves another purpose than to search. @default 'registry'
 */
export function inspectorOptions(
  command: Command,
  say: Kit['say'],
  registry: 'registry' | 'verifyRegistry' = 'registry',
): Command {
  return command
    .option('--policy <file>', say('policy'))
    .option('--c2pa-trust <file>', say('c2paTrust'))
    .option('--registry <location>', say(registry))
    .option('--sharing-key <file>', say('registrySharingKey'))
    .addOption(timeLimit(say('timeLimit')));
}
