import { toClaimlensError } from '../errors.js';
import { fingerprint } from '../fingerprint.js';
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.js';
import { print, warn } from './terminal.js';

/**
 * Prints one JSON line per image, in the order given: its fingerprint, or `{"file", "error"}`.
 *
 * @returns the exit code of the last image that failed
 */
export async function fingerprintCommand(images: readonly string[]): Promise<ExitCode> {
  let exit: ExitCode = EXIT.done;
  for (const image of images) {
    try {
      await print(`${JSON.stringify(await fingerprint(image))}\n`);
    } catch (thrown) {
      const { code, message } = toClaimlensError(thrown, 'internal', 'fingerprint');
      await print(`${JSON.stringify({ file: image, error: { code, message } })}\n`);
      warn(`${image}: ${message}`);
      exit = exitCodeOf(thrown);
    }
  }
  return exit;
}
