/** White space other than single inner spaces. Most texts have none, and are spared the slower replacement. */
const UNFOLDED = /[^\S ]| {2}|^ | $/;

/**
 * A text as it is compared with others: lower-cased, in Unicode's composed form (NFC), every run of white space one
 * space, none at the ends. Normalising twice changes nothing.
 */
export function normaliseText(text: string): string {
  if (isPlain(text)) return text.toLowerCase();
  const folded = text.toLowerCase().normalize('NFC');
  return UNFOLDED.test(folded) ? folded.replace(/\s+/g, ' ').trim() : folded;
}

const SPACE = 0x20;
const TILDE = 0x7e;

/** Whether a text is printed ASCII with single inner spaces, as most are: nothing to compose or to fold but its case. */
function isPlain(text: string): boolean {
  let previous = SPACE;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < SPACE || unit > TILDE || (unit === SPACE && previous === SPACE)) return false;
    previous = unit;
  }
  return previous !== SPACE;
}

/**
 * A key that is equal for the same two normalised texts in either order: the smaller text, a line feed, the larger one.
 * Normalised texts hold no line feed, so no two pairs share a key by chance.
 */
export function pairKey(first: string, second: string): string {
  const a = normaliseText(first);
  const b = normaliseText(second);
  return a <= b ? `${a}\n${b}` : `${b}\n${a}`;
}
