import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from '../../src/cli/main.js';

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

async function claimlens(...args: string[]) {
  let out = '';
  let stderr = '';
  vi.spyOn(process.stdout, 'write').mockImplementation(((text: string, done?: () => void) => {
    out += text;
    done?.();
    return true;
  }) as typeof process.stdout.write);
  vi.spyOn(process.stderr, 'write').mockImplementation(((text: string) => {
    stderr += text;
    return true;
  }) as typeof process.stderr.write);
  try {
    return { code: await run(args), out, stderr };
  } finally {
    vi.restoreAllMocks();
  }
}

/** The commands that `--help` lists. */
async function listedCommands(): Promise<string[]> {
  const { out } = await claimlens('--help', '--lang', 'en');
  const [section] = out.slice(out.indexOf('Commands:')).split('\n\n');
  return [...section.matchAll(/^ {2}([a-z][a-z-]*) /gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'help');
}

describe('claimlens completion', () => {
  const folder = mkdtempSync(join(tmpdir(), 'claimlens-completion-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['bash', 'zsh', 'fish'])('knows every command that the help lists, for %s', async (shell) => {
    const commands = await listedCommands();
    expect(commands).toEqual(expect.arrayContaining(['inspect', 'batch', 'doctor', 'completion']));
    const { code, out } = await claimlens('completion', shell);
    expect(code).toBe(0);
    const known = {
      bash: /compgen -W '([^']*inspect[^']*)'/.exec(out)?.[1].split(' '),
      zsh: [...out.matchAll(/^ {4}'([a-z-]+):/gm)].map(([, name]) => name),
      fish: [...out.matchAll(/__fish_use_subcommand -a ([a-z-]+)/g)].map(([, name]) => name),
    }[shell];
    expect(known).toEqual(commands);
  });

  it('refuses a shell that it does not know', async () => {
    const { code, stderr } = await claimlens('completion', 'cmd');
    expect([code, stderr]).toEqual([2, expect.stringContaining('bash, zsh, fish')]);
  });

  describe.skipIf(!has('bash'))('in bash', () => {
    const script = join(folder, 'claimlens.bash');
    beforeAll(async () => writeFileSync(script, (await claimlens('completion', 'bash')).out));
    const complete = (...words: string[]) =>
      execFileSync(
        'bash',
        [
          '-c',
          `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _claimlens; printf "%s\\n" "\${COMPREPLY[@]}"`,
          ...['bash', script, 'claimlens', ...words],
        ],
        { encoding: 'utf8' },
      )
        .trim()
        .split('\n');

    it.each([
      [['ins'], ['inspect']],
      [['inspect', '--html', 'a.html', '--refer'], ['--reference']],
      [
        ['inspect', 'a.jpg', '--lang', ''],
        ['en', 'zh'],
      ],
      [['inspect', '--fail-on', 'st'], ['strong-evidence']],
      [['completion', 'f'], ['fish']],
      [['registry', 'sea'], ['search']],
      // Files: the shell's own completion takes over.
      [['inspect', ''], ['']],
      [['inspect', '--policy', ''], ['']],
    ])('%j gives %j', (words, expected) => {
      expect(complete(...words)).toEqual(expected);
    });

    it('registers itself', () => {
      const registered = execFileSync('bash', ['-c', 'source "$1"; complete -p claimlens', 'bash', script]);
      expect(String(registered)).toContain('-F _claimlens claimlens');
    });
  });

  it.runIf(has('zsh'))('is a script that zsh reads', async () => {
    const path = join(folder, 'claimlens.zsh');
    writeFileSync(path, (await claimlens('completion', 'zsh')).out);
    expect(spawnSync('zsh', ['-n', path]).status).toBe(0);
  });

  it.runIf(has('fish'))('is a script that fish reads', async () => {
    const path = join(folder, 'claimlens.fish');
    writeFileSync(path, (await claimlens('completion', 'fish')).out);
    expect(spawnSync('fish', ['-n', path]).status).toBe(0);
  });
});

describe('a slip of the keyboard', () => {
  it.each([
    [['inspct', 'a.jpg'], 'Did you mean inspect?'],
    [['inspect', 'a.jpg', '--refrence', 'b.jpg'], 'Did you mean --reference?'],
    [['docter'], 'Did you mean doctor?'],
  ])('%j: %s', async (args, hint) => {
    const { code, stderr } = await claimlens(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(hint)]);
  });
});
