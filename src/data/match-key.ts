/** Characters that no reader sees: zero-width spaces and joiners, soft hyphens, variation selectors, fillers, tags. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}+/gu;
const PRINTED_ASCII = /^[ -~]*$/;
const ENDING = /[\s\p{Sentence_Terminal}]/u;

/**
 * A normalised text as it is searched for in other splits: what looks the same or differs only in how its sentence
 * ends is the same. Unseen characters are dropped, compatibility forms folded (NFKC), and `.`, `?`, `!` and
 * their like taken off the end, unless nothing else is there.
 */
export function matchText(normalised: string): string {
  if (PRINTED_ASCII.test(normalised)) return withoutEnding(normalised);
  const seen = normalised.replace(UNSEEN, '').normalize('NFKC').toLowerCase().normalize('NFKC');
  return withoutEnding(seen.replace(/\s+/g, ' ').trim());
}

/**
 * The key by which leaks, conflicts and duplicates are found, of a `pairKey`. It is not for fingerprints or for what a
 * change did: a text that is made to look the same is another text to a tokenizer.
 */
export function matchKey(pairKey: string): string {
  const [first = '', second = ''] = pairKey.split('\n');
  const a = matchText(first);
  const b = matchText(second);
  return a <= b ? `${a}\n${b}` : `${b}\n${a}`;
}

function withoutEnding(text: string): string {
  let end = text.length;
  while (end > 0 && ENDING.test(text.charAt(end - 1))) end -= 1;
  return end === 0 ? text : text.slice(0, end);
}
