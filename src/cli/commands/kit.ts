import type { Language } from '../../report/fill.js';
import type { ExitCode } from '../exit-code.js';
import type { HELP } from '../help.js';
import type { Command } from '../options.js';

/** What the files beside this one are given to add their commands. */
export interface Kit {
  readonly program: Command;
  readonly language: Language;
  /** Words of the help in the language chosen. */
  readonly say: (name: keyof typeof HELP) => string;
  /** Sets the code with which the program ends; 0 unless called. */
  readonly finish: (exit: ExitCode) => void;
}
