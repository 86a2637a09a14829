import { distance } from 'fastest-levenshtein';

/** `batchSize`, `batch-size` and `BATCH_SIZE` are all `batch_size` to someone who types a key from memory. */
function fold(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[-\s.]/g, '_')
    .toLowerCase();
}

/** The name that `word` was probably meant to be: at most two fifths of its letters differ, as in `frist`. */
export function nearest(word: string, names: Iterable<string>): string | undefined {
  const folded = fold(word);
  const near = [...names]
    // The names are short, so a long word is far from all of them and needs no table.
    .filter(name => Math.abs(folded.length - name.length) <= name.length / 3 + 1)
    .map(name => ({ name, edits: distance(folded, fold(name)) }))
    .filter(({ name, edits }) => edits <= Math.max(1, Math.floor(0.4 * Math.max(folded.length, name.length))))
    .sort((a, b) => a.edits - b.edits);
  return near[0]?.name;
}
