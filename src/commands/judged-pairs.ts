import { componentNumbers } from '../data/components.ts';
import { subsetEvaluation } from '../evaluation/subset.ts';
import type { Evaluation, SliceColumn, TestPairs } from '../evaluation/types.ts';
import type { AddedPairsSummary, Mistake } from '../report/measures.ts';
import { clusteredInterval } from './clustered.ts';
import type { TrialReport } from './job.ts';
import { evaluationSummary } from './result-parts.ts';

export type Trained = NonNullable<TrialReport['trained']>;

/** What was measured on the pairs that judge, and on those that do not yet. */
export interface JudgedPart {
  readonly trained: Trained;
  /** Indices of the pairs that judge, ascending, where they are not all. */
  readonly judged?: Int32Array;
  readonly added?: AddedPairsSummary;
}

/**
 * Takes test pairs that the base branch does not have out of everything that rules and reports see, so that a pull
 * request cannot outvote the pairs that are there. The new ones are scored by themselves.
 */
export function judgedPart(trained: Trained): JudgedPart {
  const { known, added: fresh, n, labels } = trained.test;
  const all = Int32Array.from({ length: n }, (_, pair) => pair);
  const judged = known ? all.filter(pair => known[pair]) : all;
  // Without a single one left the run fails anyhow, and the new ones are all there is to show.
  if (judged.length === n || judged.length === 0) return { trained };
  // A pair that was only relabelled or respelled is no new one; that it was, fails the run by itself.
  const others = all.filter(pair => !known![pair] && fresh?.[pair] !== 0);
  if (others.length === 0) return { trained: restricted(trained, judged), judged };
  const added = clusteredInterval(
    subsetEvaluation(trained.candidate, labels, others),
    subsetPairs(trained.test, others),
  );
  return {
    trained: restricted(trained, judged),
    judged,
    added: { judged: judged.length, evaluation: evaluationSummary(added) },
  };
}

function restricted(trained: Trained, pairs: Int32Array): Trained {
  const { labels } = trained.test;
  const of = (evaluation: Evaluation) => subsetEvaluation(evaluation, labels, pairs);
  const test = subsetPairs(trained.test, pairs);
  const places = new Set(Array.from(test.keys.keys(), pair => placeOf(test, pair)));
  const references = Object.entries(trained.references).map(([name, one]) => [name, of(one)] as const);
  return {
    ...trained,
    candidate: of(trained.candidate),
    baseModel: of(trained.baseModel),
    test,
    references: Object.fromEntries(references),
    ...(trained.seeds && {
      seeds: trained.seeds.map(one => ({ ...one, evaluation: of(one.evaluation) })),
    }),
    mistakes: trained.mistakes.filter(mistake => places.has(placeName(mistake))),
  };
}

/** Some of the test pairs, in the order given. */
export function subsetPairs(test: TestPairs, pairs: Int32Array): TestPairs {
  const take = <T>(column: ArrayLike<T>): T[] => Array.from(pairs, pair => column[pair]!);
  const [first, second] = [take(test.first), take(test.second)];
  const slices = Object.entries(test.slices).map(([name, column]) => [name, subsetSlice(column, pairs)]);
  return {
    n: pairs.length,
    first,
    second,
    labels: Uint8Array.from(take(test.labels)),
    keys: take(test.keys),
    clusters: clustersOf(first, second),
    slices: Object.fromEntries(slices),
    ...(test.known && { known: Uint8Array.from(take(test.known)) }),
    files: test.files,
    file: Int32Array.from(take(test.file)),
    line: Int32Array.from(take(test.line)),
  };
}

/** Anew, because two groups that only a pair left out held together are apart. */
function clustersOf(first: readonly string[], second: readonly string[]): Int32Array {
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    const found = numbers.get(text) ?? numbers.size;
    numbers.set(text, found);
    return found;
  };
  const [a, b] = [first.map(numberOf), second.map(numberOf)];
  return componentNumbers(a, b, numbers.size);
}

/** Without the values that no pair has any more. */
function subsetSlice({ values, of }: SliceColumn, pairs: Int32Array): SliceColumn {
  const used = [...new Set(Array.from(pairs, pair => of[pair]!))].filter(at => at >= 0).sort((a, b) => a - b);
  return {
    values: used.map(at => values[at]!),
    of: Int32Array.from(pairs, pair => used.indexOf(of[pair]!)),
  };
}

function placeOf({ files, file, line, first, second }: TestPairs, pair: number): string {
  return placeName({
    file: files[file[pair]!]!,
    line: line[pair]!,
    first: first[pair]!,
    second: second[pair]!,
  });
}

/** The pairs of a triplet share a line. */
const placeName = ({ file, line, first, second }: Pick<Mistake, 'file' | 'line' | 'first' | 'second'>) =>
  JSON.stringify([file, line, first, second]);
