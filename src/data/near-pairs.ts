import type { Neighbours } from './neighbours.ts';

/** Pairs by the numbers of their texts. */
export interface NumberedPairs {
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/**
 * Visits every two pairs of which both texts are near those of the other, in either order: `i` of `pairs` and `j` of
 * `others`, once each, ascending by `j`.
 */
export function eachNearPair(
  pairs: NumberedPairs,
  others: NumberedPairs,
  neighbours: Neighbours,
  texts: number,
  visit: (i: number, j: number) => void,
): void {
  const { starts, members } = pairsOfTexts(pairs, texts);
  const nearOther = new Int32Array(texts).fill(-1);
  const seen = new Int32Array(pairs.first.length).fill(-1);
  const pairsNear = (text: number): number => {
    let count = 0;
    for (const near of neighbours.of(text)) count += starts[near + 1]! - starts[near]!;
    return count;
  };
  for (let j = 0; j < others.first.length; j++) {
    const [a, b] = [others.first[j]!, others.second[j]!];
    // From the text with fewer pairs: the other one may be in every pair, as the name of a class is.
    const [from, to] = pairsNear(a) <= pairsNear(b) ? [a, b] : [b, a];
    for (const text of neighbours.of(to)) nearOther[text] = j;
    for (const text of neighbours.of(from)) {
      for (let at = starts[text]!; at < starts[text + 1]!; at++) {
        const i = members[at]!;
        const partner = pairs.first[i] === text ? pairs.second[i]! : pairs.first[i]!;
        if (nearOther[partner] !== j || seen[i] === j) continue;
        seen[i] = j;
        visit(i, j);
      }
    }
  }
}

/** The pairs that each text is in: those of text `t` are members from `starts[t]` to `starts[t + 1]`, ascending. */
function pairsOfTexts({ first, second }: NumberedPairs, texts: number) {
  const starts = new Int32Array(texts + 1);
  for (const side of [first, second]) for (const text of side) starts[text + 1]! += 1;
  for (let text = 0; text < texts; text++) starts[text + 1]! += starts[text]!;
  const members = new Int32Array(2 * first.length);
  const next = starts.slice(0, texts);
  for (let i = 0; i < first.length; i++) {
    members[next[first[i]!]!++] = i;
    members[next[second[i]!]!++] = i;
  }
  return { starts, members };
}
