import type { LoadedData } from '../data/pair.ts';
import { inertJson } from '../report/json.ts';
import type { DroppedPair, DroppedSummary, NearDuplicateSummary } from '../report/result.ts';
import type { TrialJob } from './job.ts';
import { type NearDuplicates, tooSimilar } from './near-duplicates.ts';
import { writeWhole } from './write-whole.ts';

/** Dropped pairs that the report holds in full; a file has all of them. */
const SHOWN = 100;

/**
 * Takes dropped pairs out of the train split, and lists them in `job.dropped`, a JSON object a line. A triplet goes as a
 * whole: when one of its pairs is near what judges, or all of them are near those of an earlier one.
 *
 * @throws FinetuneGateError DATA_TOO_SIMILAR when the pairs of a label would all be gone, OUTPUT_UNWRITABLE
 */
export async function dropNearDuplicates(
  job: Pick<TrialJob, 'data' | 'dropped'>,
  data: LoadedData,
  { summary, dropped: found }: NearDuplicates,
): Promise<{ data: LoadedData; summary: NearDuplicateSummary }> {
  if (job.data.drop_near_duplicates === undefined) return { data, summary };
  const before = data.splits.train;
  const { width, examples } = before;
  const dropped = ofWholeExamples(found, width);
  const gone = new Set(dropped.map(({ pair }) => Math.floor(pair / width)));
  const train = before.take(Int32Array.from(Array(examples).keys()).filter(example => !gone.has(example)));
  for (const label of new Set(before.labels)) {
    if (!train.labels.includes(label))
      throw tooSimilar(`All train pairs of label ${label} are near-duplicates`);
  }
  if (job.dropped !== undefined) {
    const lines = dropped.map(({ pair, ...reason }) => {
      const { first, second, label } = before.pair(pair);
      return `${inertJson({ first, second, label, ...reason })}\n`;
    });
    await writeWhole(job.dropped, lines.join(''));
  }
  const count = (because: DroppedPair['because']) => dropped.filter(pair => pair.because === because).length;
  const counts: DroppedSummary = {
    total: dropped.length,
    because: { test: count('test'), validation: count('validation'), train: count('train') },
    pairs: dropped.slice(0, SHOWN).map(({ pair: _, ...listed }) => listed),
  };
  const splits = gone.size === 0 ? data.splits : { ...data.splits, train };
  return { data: { ...data, splits }, summary: { ...summary, dropped: counts } };
}

/** The pairs of examples that go: all with one that is near what judges, and those of which every pair is to go. */
function ofWholeExamples(dropped: readonly DroppedPair[], width: number): readonly DroppedPair[] {
  if (width === 1) return dropped;
  const counts = new Map<number, number>();
  for (const { pair, because } of dropped) {
    const example = Math.floor(pair / width);
    counts.set(example, (counts.get(example) ?? 0) + (because === 'train' ? 1 : width));
  }
  return dropped.filter(({ pair }) => counts.get(Math.floor(pair / width))! >= width);
}
