/** A column's name in letters and digits only, so that `Sentence_1` is `sentence1`. */
export const simplify = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Common names of the two texts, which come together, simplified. */
export const TEXTS: readonly (readonly [first: string, second: string])[] = [
  ['question1', 'question2'],
  ['sentence1', 'sentence2'],
  ['sentencea', 'sentenceb'],
  ['text1', 'text2'],
  ['texta', 'textb'],
  ['first', 'second'],
  ['anchor', 'positive'],
  ['query', 'document'],
  ['query', 'passage'],
  ['query', 'positive'],
  ['query', 'answer'],
  ['question', 'answer'],
  ['question', 'positive'],
];

const SCORES: ReadonlySet<string> = new Set(['score', 'similarity']);

/** Common names of the label or the score, simplified. */
export const VALUES: ReadonlySet<string> = new Set([
  'isduplicate',
  'duplicate',
  'label',
  'labels',
  'similar',
  'issimilar',
  'match',
  'ismatch',
  ...SCORES,
]);

/** Whether a value by this simplified name may be a score. */
export const namesScore = (simple: string): boolean => SCORES.has(simple);

/** `negative`, `negative_1`, `hard_negative_2`, `neg`: as many as there are. */
export const namesNegative = (simple: string): boolean => /^(?:hard)?neg(?:ative)?\d*$/.test(simple);

export function indices(names: readonly string[], test: (name: string) => boolean): number[] {
  return names.flatMap((name, i) => (test(name) ? [i] : []));
}
