import { Groups } from '../data/groups.ts';
import { matchText } from '../data/match-key.ts';
import { eachNearPair } from '../data/near-pairs.ts';
import { Neighbours } from '../data/neighbours.ts';
import { normaliseText } from '../data/normalise.ts';
import type { SplitName, Splits } from '../data/pair.ts';
import type { Engine } from '../engine/engine.ts';
import { FinetuneGateError } from '../errors.ts';
import { pairsAbove } from '../model/pairs-above.ts';
import { Vectors } from '../model/vectors.ts';
import type { DroppedPair, NearDuplicateCount, NearDuplicateSummary } from '../report/result.ts';
import type { TextIndex } from './text-index.ts';
import type { TrialContext } from './trial-context.ts';
import type { Features } from './trial-features.ts';

/** Cosine similarity from which two texts count as nearly the same where nothing else is configured. */
export const NEARLY_THE_SAME = 0.97;

const EXAMPLES = 10;

type Judging = 'validation' | 'test';

export interface NearDuplicates {
  readonly summary: NearDuplicateSummary;
  /** Train pairs to leave out, in their order. */
  readonly dropped: readonly DroppedPair[];
}

/**
 * Leakage that no comparison of words can see: train pairs of which both texts are near those of a validation or test
 * pair, in either order, by the base model's embeddings. With `drop` also what to leave out of train: those pairs, and
 * of train pairs that are near each other, directly or over others, and have one label, all but the first.
 *
 * @param drop the similarity from which pairs are dropped; without it they are only counted
 * @throws FinetuneGateError DATA_TOO_SIMILAR when what is to be dropped is nearly everything
 */
export async function findNearDuplicates(
  splits: Splits,
  index: TextIndex,
  features: Features,
  engine: Engine,
  drop: number | undefined,
  { signal, deadline }: Pick<TrialContext, 'signal' | 'deadline'>,
): Promise<NearDuplicates> {
  const threshold = drop ?? NEARLY_THE_SAME;
  const neighbours = new Neighbours(index.size);
  const [learned, judging] = [index.textsOf(['train']), index.textsOf(['validation', 'test'])];
  const [trained, judged] = [vectorsOf(features, learned), vectorsOf(features, judging)];
  const onProgress = () => deadline.assertLeft('looking for near-duplicates');
  const add = (a: number, b: number) => {
    if (a !== b) neighbours.add(a, b);
    if (neighbours.tooMany) throw new TooMany();
  };
  const common = { limit: 0, signal, onProgress } as const;
  try {
    await pairsAbove(engine, trained, threshold, {
      ...common,
      against: judged,
      visit: (i, j) => add(learned[i]!, judging[j]!),
    });
    if (drop !== undefined) {
      const visit = (i: number, j: number) => add(learned[i]!, learned[j]!);
      await pairsAbove(engine, trained, threshold, { ...common, visit });
    }
  } catch (thrown) {
    if (!(thrown instanceof TooMany)) throw thrown;
    if (drop !== undefined) throw tooSimilar('Nearly all texts are near-duplicates of each other');
    return { summary: { threshold, tooMany: true, examples: [] }, dropped: [] };
  }

  const finder = new Finder(splits, index, neighbours, features);
  const [test, validation] = [finder.leaks('test'), finder.leaks('validation')];
  const examples = [...test.examples, ...validation.examples].slice(0, EXAMPLES);
  const summary = { threshold, test: test.count, validation: validation.count, examples };
  if (drop === undefined) return { summary, dropped: [] };
  const dropped = finder.dropped({ test: test.near, validation: validation.near });
  return { summary, dropped };
}

export function tooSimilar(problem: string): FinetuneGateError {
  return new FinetuneGateError('DATA_TOO_SIMILAR', `${problem} by the base model's embeddings.`);
}

/** Ends the search: whatever comes, it would say nothing. */
class TooMany extends Error {}

interface Leaks {
  readonly count: NearDuplicateCount;
  readonly examples: NearDuplicateSummary['examples'];
  /** Train pair → the first pair of the split that it is near. */
  readonly near: ReadonlyMap<number, number>;
}

class Finder {
  readonly #splits: Splits;
  readonly #index: TextIndex;
  readonly #neighbours: Neighbours;
  readonly #features: Features;
  readonly #matches: (string | undefined)[] = [];

  constructor(splits: Splits, index: TextIndex, neighbours: Neighbours, features: Features) {
    this.#splits = splits;
    this.#index = index;
    this.#neighbours = neighbours;
    this.#features = features;
  }

  leaks(split: Judging): Leaks {
    const [train, others] = [this.#index.pairs('train'), this.#index.pairs(split)];
    const near = new Map<number, number>();
    const [trainPairs, pairs] = [new Set<number>(), new Set<number>()];
    const examples: { train: number; other: number }[] = [];
    eachNearPair(train, others, this.#neighbours, this.#index.size, (i, j) => {
      if (!near.has(i)) near.set(i, j);
      // What is the same but for case and the like is found, and counted, by comparing words.
      if (this.#key(train.first[i]!, train.second[i]!) === this.#key(others.first[j]!, others.second[j]!))
        return;
      if (!pairs.has(j) && examples.length < EXAMPLES) examples.push({ train: i, other: j });
      trainPairs.add(i);
      pairs.add(j);
    });
    return {
      count: { trainPairs: trainPairs.size, pairs: pairs.size, texts: this.#nearTexts(split) },
      examples: examples.map(({ train: i, other: j }) => ({
        split,
        train: this.#place('train', i),
        other: this.#place(split, j),
        similarity: this.#similarity(split, i, j),
      })),
      near,
    };
  }

  dropped(leaked: Readonly<Record<Judging, ReadonlyMap<number, number>>>): DroppedPair[] {
    const train = this.#index.pairs('train');
    const reasons = new Map<number, Pick<DroppedPair, 'because' | 'near'>>();
    for (const split of ['test', 'validation'] as const) {
      for (const [i, j] of leaked[split]) {
        if (!reasons.has(i)) reasons.set(i, { because: split, near: this.#place(split, j) });
      }
    }
    const groups = new Groups(train.first.length);
    eachNearPair(train, train, this.#neighbours, this.#index.size, (i, j) => {
      const left = !reasons.has(i) && !reasons.has(j);
      if (left && train.labels[i] === train.labels[j]) groups.join(i, j);
    });
    for (const [first, ...rest] of groups.joined()) {
      for (const i of rest) reasons.set(i, { because: 'train', near: this.#place('train', first!) });
    }
    return [...reasons]
      .sort(([a], [b]) => a - b)
      .map(([pair, reason]) => ({ pair, ...this.#place('train', pair), ...reason }));
  }

  #place(split: SplitName, pair: number): { readonly file: string; readonly line: number } {
    return this.#splits[split].place(pair);
  }

  /** Texts of the split that are near one of train that is another text also to `matchText`. */
  #nearTexts(split: Judging): number {
    const inTrain = new Uint8Array(this.#index.size);
    for (const text of this.#index.textsOf(['train'])) inTrain[text] = 1;
    const isNear = (text: number) =>
      this.#neighbours.of(text).some(near => inTrain[near] === 1 && this.#match(near) !== this.#match(text));
    return this.#index.textsOf([split]).filter(isNear).length;
  }

  /** The lower of both texts' similarities, in the better order. */
  #similarity(split: Judging, i: number, j: number): number {
    const [train, others] = [this.#index.pairs('train'), this.#index.pairs(split)];
    const [a, b, c, d] = [train.first[i]!, train.second[i]!, others.first[j]!, others.second[j]!];
    const four = vectorsOf(this.#features, [a, b, c, d]);
    const cosine = (x: number, y: number) => four.cosine(x, four, y);
    return Math.max(Math.min(cosine(0, 2), cosine(1, 3)), Math.min(cosine(0, 3), cosine(1, 2)));
  }

  #key(a: number, b: number): string {
    return [this.#match(a), this.#match(b)].sort().join('\n');
  }

  #match(text: number): string {
    this.#matches[text] ??= matchText(normaliseText(this.#index.text(text)));
    return this.#matches[text];
  }
}

/** Of texts whose rows follow each other, as those of train do, no copy: there may be gigabytes of them. */
function vectorsOf({ matrix, dimensions, row }: Features, texts: readonly number[]): Vectors {
  const first = row[texts[0] ?? 0] ?? 0;
  if (texts.every((text, i) => row[text] === first + i)) {
    const values = matrix.subarray(first * dimensions, (first + texts.length) * dimensions);
    return new Vectors(values, dimensions);
  }
  const values = new Float32Array(texts.length * dimensions);
  texts.forEach((text, i) => {
    const start = row[text]! * dimensions;
    values.set(matrix.subarray(start, start + dimensions), i * dimensions);
  });
  return new Vectors(values, dimensions);
}
