import { distance } from 'fastest-levenshtein';

/** The candidate that takes the fewest edits from `name`, case aside; none when even that one is more than half rewritten. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const near = candidates
    .map(candidate => ({ candidate, edits: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(name.length, candidate.length) / 2)
    .sort((a, b) => a.edits - b.edits);
  return near[0]?.candidate;
}
