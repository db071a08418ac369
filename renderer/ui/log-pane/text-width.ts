/** Ranges of characters that take two columns (Unicode East Asian Width W and F, and emoji), first and last. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];

/** Characters that join the one before them. */
const joining = /^[\p{Mn}\p{Me}\u200b-\u200f\ufe00-\ufe0f]$/u;

// Everything below the first of them takes one column.
const onlyNarrow = /^[\u0020-\u02ff]*$/;

/** How many columns a character takes: 0, 1 or 2. */
function characterWidth(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x300) return 1;
  if (joining.test(character)) return 0;
  return wide.some(([first, last]) => point >= first && point <= last) ? 2 : 1;
}

/**
 * Where rows begin when a text is broken at `columns`, as indices into the text; the first is 0. A character of two
 * columns is not cut.
 */
export function breakText(text: string, columns: number): readonly number[] {
  if (text.length <= columns && (text.length * 2 <= columns || onlyNarrow.test(text))) return [0];
  const starts = [0];
  if (onlyNarrow.test(text)) {
    for (let at = columns; at < text.length; at += columns) starts.push(at);
    return starts;
  }
  let width = 0;
  let at = 0;
  for (const character of text) {
    const own = characterWidth(character);
    if (width + own > columns) {
      starts.push(at);
      width = 0;
    }
    width += own;
    at += character.length;
  }
  return starts;
}
