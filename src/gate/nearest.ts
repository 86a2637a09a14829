import { distance } from 'fastest-levenshtein';

/** The known name with the fewest edits from `word`, when that is few enough to be a slip of the finger. */
export function nearestName(word: string, known: readonly string[]): string | undefined {
  const near = known
    // Edits are no fewer than the difference in length; a value of the data may be long.
    .filter(name => Math.abs(name.length - word.length) <= Math.max(1, Math.floor(name.length / 3)))
    .map(name => ({ name, edits: distance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.edits - b.edits);
  return near[0]?.name;
}
