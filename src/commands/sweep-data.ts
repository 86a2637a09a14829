import { requireBothLabels } from '../data/labels.ts';
import { loadData } from '../data/load.ts';
import type { LoadedData, PairTable, Splits } from '../data/pair.ts';
import { subset } from '../data/subset.ts';
import { clustersOf } from '../evaluation/clusters.ts';
import type { TestPairs } from '../evaluation/types.ts';
import type { SweepPoint } from '../sweep/point.ts';
import type { SweepJob, SweepTextsJob } from './sweep-job.ts';
import type { JudgedSplit } from './sweep-records.ts';
import { testPairs } from './test-pairs.ts';
import type { TextIndex } from './text-index.ts';

/** What of train a point takes. */
export type Wanted = Pick<SweepPoint, 'seed' | 'examples'>;

/** All of the data; what points take of it is `mostOf` and `subset`. */
export function loadAll(job: SweepJob | SweepTextsJob, signal: AbortSignal): Promise<LoadedData> {
  const { examples: _, ...data } = job.data;
  return loadData(data, job.root, { seed: job.dataSeed, signal, slices: job.slices });
}

/** The splits with the most examples that any of these takes, which are all of one seed: smaller subsets are within it. */
export function mostOf({ splits }: LoadedData, wanted: readonly Wanted[]): Splits {
  const { train } = splits;
  const most = Math.max(...wanted.map(({ examples = train.examples }) => examples));
  return { ...splits, train: subset(train, most, wanted[0]!.seed) };
}

/**
 * Refuses subsets of one label where both are needed, before any is trained: each is within the larger ones of its seed.
 *
 * @throws FinetuneGateError DATA_ONE_CLASS, DATA_TOO_FEW
 */
export function requireLabels({ splits, format }: LoadedData, points: readonly Wanted[]): void {
  const { train } = splits;
  for (const wanted of bySeed(points)) {
    const least = Math.min(...wanted.map(({ examples = train.examples }) => examples));
    requireBothLabels('train', subset(train, least, wanted[0]!.seed), format, new Set([format]));
  }
}

/** Points by their seed, in their order. */
export function bySeed<P extends Wanted>(points: readonly P[]): P[][] {
  const seeds = new Set(points.map(point => point.seed));
  return Array.from(seeds, seed => points.filter(point => point.seed === seed));
}

/** A split as statistics need it, the same whatever training pairs stand beside it. */
export function judgedSplit(name: 'validation' | 'test', table: PairTable, index: TextIndex): JudgedSplit {
  const { n, labels, keys, clusters, slices }: TestPairs = testPairs(table, index, {}, name);
  return { n, labels, keys, clusters: clustersOf(clusters).of, slices };
}
