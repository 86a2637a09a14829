/**
 * Few enough characters that the largest expansion of Unicode's normal forms (18 for one) stays within what one call of
 * a JavaScript function takes as arguments, which is how the tokenizer library joins tokens.
 */
const PIECE_CHARACTERS = 4096;

/**
 * A text in pieces whose tokens, one piece after the other, are those of the whole: each but the first begins with a
 * single space between two words. So a long text costs no more than the tokens that are taken of it.
 *
 * @param anywhere cut a run without such a space too, where it is longer than a piece. Its tokens may differ at the cut.
 */
export function* pieces(text: string, anywhere: boolean): Generator<string> {
  let from = 0;
  while (text.length - from > PIECE_CHARACTERS) {
    const limit = from + PIECE_CHARACTERS;
    let cut = limit;
    while (cut > from && !isCut(text, cut)) cut--;
    if (cut === from && anywhere) cut = isHighSurrogate(text, limit - 1) ? limit - 1 : limit;
    else if (cut === from) for (cut = limit; cut < text.length && !isCut(text, cut); cut++);
    yield text.slice(from, cut);
    from = cut;
  }
  if (from < text.length) yield text.slice(from);
}

function isCut(text: string, at: number): boolean {
  return text[at] === ' ' && /\S/.test(text[at - 1] ?? ' ') && /\S/.test(text[at + 1] ?? ' ');
}

function isHighSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800;
}
