/** The part of a command that completion needs; commander's own class has it. */
interface CompletableCommand {
  name(): string;
  description(): string;
  readonly commands: readonly CompletableCommand[];
  readonly options: readonly CompletableOption[];
  readonly registeredArguments: readonly { readonly argChoices?: readonly string[] }[];
}

interface CompletableOption {
  readonly short?: string;
  readonly long?: string | null;
  readonly description: string;
  /** Whether a value follows. */
  readonly required: boolean;
  readonly argChoices?: readonly string[];
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * Writes the completion script of a shell from the commands themselves, so that it can never be behind them.
 *
 * @returns a script to be sourced; it completes commands, options, choices, and files where nothing else fits
 */
export function writeCompletion(program: CompletableCommand, shell: Shell): string {
  const lines: Line[] = program.commands.map(toLine);
  return { bash: writeBash, zsh: writeZsh, fish: writeFish }[shell](program.name(), lines);
}

/** What may follow one command's name. */
interface Line {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletableOption[];
  /** What its first argument may be; files when undefined. */
  readonly choices?: readonly string[];
}

/** A command that has commands of its own takes their names, and the options of any of them. */
function toLine(command: CompletableCommand): Line {
  const { commands, options, registeredArguments } = command;
  const own = new Map([command, ...commands].flatMap((one) => one.options).map((one) => [one.long, one]));
  return {
    name: command.name(),
    description: command.description(),
    options: commands.length > 0 ? [...own.values()] : options,
    choices: commands.length > 0 ? commands.map((one) => one.name()) : registeredArguments[0]?.argChoices,
  };
}

function writeBash(name: string, lines: readonly Line[]): string {
  const words = (list: readonly string[]) => `COMPREPLY=($(compgen -W ${quote(list.join(' '))} -- "$cur"))`;
  const values = lines.flatMap((line) =>
    line.options
      .filter(({ required }) => required)
      .map((option) => {
        const patterns = flagsOf(option).map((flag) => quote(`${line.name} ${flag}`));
        // Without choices the value is a file or free text: leave it to the shell.
        const reply = option.argChoices ? words(option.argChoices) : 'COMPREPLY=()';
        return `    ${patterns.join('|')}) ${reply}; return ;;`;
      }),
  );
  const options = lines.map((line) => {
    const long = line.options.flatMap((option) => option.long ?? []);
    return `    ${quote(line.name)}) ${words([...long, '--help'])} ;;`;
  });
  const choices = lines.flatMap((line) =>
    line.choices ? [`    ${quote(line.name)}) ${words(line.choices)} ;;`] : [],
  );
  return `# bash completion of ${name}: source <(${name} completion bash)
_${name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  COMPREPLY=()
  if [ "$COMP_CWORD" = 1 ]; then
    ${words(lines.map((line) => line.name))}
    return
  fi
  case "$command $prev" in
${values.join('\n')}
  esac
  if [ "\${cur#-}" != "$cur" ]; then
    case "$command" in
${options.join('\n')}
    esac
    return
  fi
  case "$command" in
${choices.join('\n')}
  esac
}
complete -o default -F _${name} ${name}
`;
}

function writeZsh(name: string, lines: readonly Line[]): string {
  const cases = lines.map(({ name: command, options, choices }) => {
    const specs = options.flatMap((option) => {
      const { description, required, argChoices } = option;
      const value = required ? `:value:${argChoices ? `(${argChoices.join(' ')})` : '_files'}` : '';
      return flagsOf(option).map((flag) => `*${flag}[${description.replace(/[[\]\\:]/g, '\\$&')}]${value}`);
    });
    const argument = choices ? `*:value:(${choices.join(' ')})` : '*:file:_files';
    return `    ${command}) _arguments ${[...specs, argument].map(quote).join(' ')} ;;`;
  });
  return `#compdef ${name}
# zsh completion of ${name}: source <(${name} completion zsh)
_${name}() {
  local -a commands
  commands=(
${lines.map((line) => `    ${quote(`${line.name}:${line.description}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
${cases.join('\n')}
  esac
}
if [ "\${funcstack[1]}" = "_${name}" ]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function writeFish(name: string, lines: readonly Line[]): string {
  const complete = lines.flatMap((line) => {
    const inside = `complete -c ${name} -n ${quoteFish(`__fish_seen_subcommand_from ${line.name}`)}`;
    const options = line.options.map(({ short, long, description, required, argChoices }) =>
      [
        inside,
        ...(short ? [`-s ${short.slice(1)}`] : []),
        ...(long ? [`-l ${long.slice(2)}`] : []),
        ...(required ? ['-r'] : []),
        ...(argChoices ? [`-f -a ${quoteFish(argChoices.join(' '))}`] : []),
        `-d ${quoteFish(description)}`,
      ].join(' '),
    );
    return [
      `complete -c ${name} -f -n __fish_use_subcommand -a ${line.name} -d ${quoteFish(line.description)}`,
      ...options,
      ...(line.choices ? [`${inside} -f -a ${quoteFish(line.choices.join(' '))}`] : []),
    ];
  });
  return `# fish completion of ${name}: ${name} completion fish | source\n${complete.join('\n')}\n`;
}

function flagsOf({ short, long }: CompletableOption): string[] {
  return [short, long].filter((flag) => flag !== undefined && flag !== null);
}

/** For bash and zsh: nothing inside is expanded. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** For fish, where a backslash keeps its meaning between single quotes. */
function quoteFish(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
