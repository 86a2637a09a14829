import type { WordPiece } from '@huggingface/tokenizers';

/** More than a large corpus has words that come often. */
const MOST_WORDS = 65_536;
/** Longer ones are rare, and would fill the memory. */
const LONGEST_WORD = 64;

/** Lets a WordPiece model look up a word that it has seen before: it splits each by itself, so nothing else changes. */
export function rememberWords(model: WordPiece): void {
  const known = new Map<string, readonly string[]>();
  const split = model.encode.bind(model);
  model.encode = words => {
    const tokens: string[] = [];
    for (const word of words) {
      let found = known.get(word);
      if (!found) {
        found = split([word]);
        if (known.size < MOST_WORDS && word.length <= LONGEST_WORD) known.set(word, found);
      }
      for (const token of found) tokens.push(token);
    }
    return tokens;
  };
}
