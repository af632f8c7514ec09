/** Longest string of a file that is shown whole, in UTF-16 units: a prompt fits, a bomb does not. */
const SHOWN_LENGTH = 600;

/**
 * What must never reach a terminal or a page as itself: controls (terminal escapes), everything invisible or
 * default-ignorable (bidirectional controls, zero-width characters, tags), line and paragraph separators, private
 * use, lone surrogates. U+FE0F alone stays: it only picks the emoji form of the character before it.
 */
const UNSAFE = /(?!\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** No script stacks more than four marks on a letter; taller stacks reach into the lines above and below. */
const MARK_STACK = /(?<=\p{M}{4})\p{M}/gu;

/**
 * Makes a string that came from outside (metadata, prompts, names) safe to show anywhere as plain text: unsafe
 * characters become visible, like `‹U+202E›`, and nothing is dropped silently. Renderers still escape for their
 * own syntax (HTML) afterwards.
 *
 * @param text any string
 * @param options.length characters shown before the rest is counted instead. @default 600
 * @returns the visible string; ordinary text in any script passes through unchanged
 */
export function makeInert(text: string, { length = SHOWN_LENGTH }: { length?: number } = {}): string {
  const points = text.length > length ? [...text.slice(0, length + 1)].slice(0, -1).join('') : text;
  const shown = points
    .replace(/\r\n|[\n\t]/g, ' ')
    .replace(UNSAFE, showCodePoint)
    .replace(MARK_STACK, showCodePoint);
  const rest = text.length - points.length;
  return rest > 0 ? `${shown} … (+${rest})` : shown;
}

function showCodePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0xfffd;
  return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
}
