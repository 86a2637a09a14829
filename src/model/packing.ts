/**
 * Texts laid into rows of one width, several to a row: where sentences differ in length, rows with one text each would be
 * more than half padding. All but attention works on single tokens and sees none of that; attention is kept inside a text
 * by a mask (M. Krell et al., "Efficient Sequence Packing without Cross-contamination", 2021).
 */
export interface Packing {
  /** For each row, the texts in it, in order. */
  readonly rows: readonly (readonly number[])[];
  /** Tokens of a row. */
  readonly width: number;
}

/** Row widths: few, so that few graphs are compiled, and close enough that a longer text costs little more. */
const WIDTHS = [32, 48, 64, 96, 128, 192, 256, 384, 512] as const;

/** The narrowest width that holds a text of that many tokens. */
export function widthFor(tokens: number): number {
  const widest = WIDTHS.at(-1)!;
  return WIDTHS.find(width => width >= tokens) ?? Math.ceil(tokens / widest) * widest;
}

/**
 * Fills rows one after the other, each with the longest text left that still fits: within a few tokens of full as long
 * as short texts are left. Texts of equal length keep their order, and the longest come first.
 *
 * @param lengths tokens of each text.
 * @param widthOf the width of a row, from its longest text's tokens.
 */
export function* fillRows(
  lengths: ArrayLike<number>,
  widthOf: (tokens: number) => number = widthFor,
): Generator<{ readonly texts: readonly number[]; readonly width: number }> {
  const byLength: number[][] = [];
  for (let text = lengths.length - 1; text >= 0; text--) {
    byLength[lengths[text]!] ??= [];
    byLength[lengths[text]!]!.push(text);
  }
  const longestUpTo = (tokens: number): number => {
    let length = Math.min(tokens, byLength.length - 1);
    while (length >= 0 && !byLength[length]?.length) length--;
    return length;
  };
  for (let longest = longestUpTo(byLength.length); longest >= 0; longest = longestUpTo(longest)) {
    const width = widthOf(longest);
    const texts: number[] = [];
    for (let room = width, length = longest; length >= 0; length = longestUpTo(room)) {
      texts.push(byLength[length]!.pop()!);
      room -= length;
    }
    yield { texts, width };
  }
}

/** All texts in rows of one width, that of the longest. */
export function packTogether(lengths: ArrayLike<number>): Packing {
  const width = widthFor(Array.from(lengths).reduce((a, b) => Math.max(a, b), 0));
  return { width, rows: [...fillRows(lengths, () => width)].map(({ texts }) => texts) };
}

/** Each text in a row of its own: what packing is measured against. */
export function packApart(lengths: ArrayLike<number>): Packing {
  const { width } = packTogether(lengths);
  return { width, rows: Array.from(lengths, (_, text) => [text]) };
}

/** The number of rows rounded up to one of at most 16 in an octave, so that few graphs are compiled. */
export function roundRows(rows: number): number {
  const step = 2 ** Math.max(0, Math.floor(Math.log2(Math.max(1, rows))) - 4);
  return Math.max(1, Math.ceil(rows / step) * step);
}
