import { Groups } from '../data/groups.ts';
import { matchText } from '../data/match-key.ts';
import { normaliseText } from '../data/normalise.ts';

export interface LabelledTexts {
  readonly first: string;
  readonly second: string;
  /** 1 where both mean the same. */
  readonly label: number;
}

/** A first text with its second texts, each once. */
export interface Anchor {
  readonly text: string;
  readonly positives: readonly string[];
}

/**
 * What must never be a negative: texts that mean the same as an anchor by the labels, directly or over others (a pair
 * labelled positive with either), and the anchor itself, whatever the case, white space or punctuation at the end.
 */
export class KnownPositives {
  /** In the order of the pairs. */
  readonly anchors: readonly Anchor[];
  readonly #numbers = new Map<string, number>();
  readonly #groups: Groups;

  constructor(pairs: readonly LabelledTexts[]) {
    const positives = new Map<string, Set<string>>();
    const edges: [number, number][] = [];
    for (const { first, second, label } of pairs) {
      if (label !== 1) continue;
      const [a, b] = [this.#number(first), this.#number(second)];
      edges.push([a, b]);
      if (a !== b) positives.set(first, (positives.get(first) ?? new Set()).add(second));
    }
    this.anchors = [...positives].map(([text, of]) => ({ text, positives: [...of] }));
    this.#groups = new Groups(this.#numbers.size);
    for (const [a, b] of edges) this.#groups.join(a, b);
  }

  /** Whether a text of the corpus must not be a negative of an anchor, both by their index. */
  skips(corpus: readonly string[]): (anchor: number, index: number) => boolean {
    const groupOf = (text: string) => {
      const number = this.#numbers.get(key(text));
      return number === undefined ? -1 : this.#groups.of(number);
    };
    const ofAnchors = Int32Array.from(this.anchors, ({ text }) => groupOf(text));
    const ofTexts = Int32Array.from(corpus, groupOf);
    return (anchor, index) => ofAnchors[anchor] === ofTexts[index];
  }

  #number(text: string): number {
    const known = this.#numbers.get(key(text));
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(key(text), number);
    return number;
  }
}

const key = (text: string): string => matchText(normaliseText(text));
