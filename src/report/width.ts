// Columns that text takes in a terminal: two for East Asian wide and fullwidth characters and emoji, none for
// combining marks. Ambiguous-width characters count as one, which is what terminals default to.

/** @see Unicode Standard Annex 11, East Asian Width: blocks whose assigned characters are W or F */
const WIDE =
  /[\u1100-\u115f\u231a\u231b\u2329\u232a\u23e9-\u23ec\u25fd\u25fe\u2614\u2615\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{16fe0}-\u{18aff}]|[\u{1b000}-\u{1b2ff}]|[\u{1f200}-\u{1f64f}]|[\u{1f680}-\u{1f6ff}]|[\u{1f900}-\u{1faff}]|[\u{20000}-\u{3fffd}]/u;
const ZERO = /\p{Mn}|\p{Me}/u;

/** Punctuation that must not begin a line, and that which must not end one. */
const NO_LINE_START = /^[，。、；：！？）》”’】…%.,;:!?)\]]/u;
const NO_LINE_END = /[（《“‘【([]$/u;

/** Columns of a text without line breaks or escape sequences. */
export function measureWidth(text: string): number {
  let columns = 0;
  for (const character of text) columns += ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

/** Pads with spaces up to a number of columns; longer text is left as it is. */
export function padColumns(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - measureWidth(text)));
}

/**
 * Breaks text into lines: Latin text at spaces, East Asian text between characters except where punctuation
 * forbids it; what is longer than a line (hashes) is cut.
 *
 * @param columns at least 2
 * @returns at least one line, none wider than `columns`
 */
export function wrapText(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of splitPieces(text)) {
    const fits = measureWidth(line) + measureWidth(piece.trimEnd()) <= columns;
    if (fits) {
      line += piece;
      continue;
    }
    if (line.trim() !== '') lines.push(line.trimEnd());
    line = piece.trimStart();
    while (measureWidth(line.trimEnd()) > columns) {
      const head = takeColumns(line, columns);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  if (line.trim() !== '' || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}

/** Unbreakable pieces, each with the spaces that follow it. */
function splitPieces(text: string): string[] {
  const pieces: string[] = [];
  for (const word of text.match(/\s+|[^\s]+\s*/gu) ?? []) {
    let piece = '';
    for (const character of word) {
      const breakable = piece !== '' && (WIDE.test(character) || WIDE.test(lastCharacter(piece)));
      const held = NO_LINE_START.test(character) || NO_LINE_END.test(piece) || /^\s/.test(character);
      if (breakable && !held) {
        pieces.push(piece);
        piece = '';
      }
      piece += character;
    }
    pieces.push(piece);
  }
  return pieces;
}

function lastCharacter(text: string): string {
  return [...text.slice(-2)].at(-1) ?? '';
}

function takeColumns(text: string, columns: number): string {
  let taken = '';
  let width = 0;
  for (const character of text) {
    width += measureWidth(character);
    if (width > columns) break;
    taken += character;
  }
  return taken;
}
