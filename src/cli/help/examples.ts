import type { Bilingual } from '../../signals/signal.js';

/**
 * What stands below the options of a command: the examples, which are the same in every language.
 *
 * @param commands one line each
 * @param around paragraphs before and after them
 */
export function withExamples(
  commands: readonly string[],
  { before, after }: { readonly before?: Bilingual; readonly after?: Bilingual } = {},
): Bilingual {
  const lines = commands.map((command) => `  ${command}`).join('\n');
  const write = (language: keyof Bilingual, title: string) =>
    [before?.[language], `${title}\n${lines}`, after?.[language]]
      .filter((part) => part !== undefined)
      .map((part) => `\n${part}`)
      .join('\n');
  return { en: write('en', 'Examples:'), zh: write('zh', '示例：') };
}
