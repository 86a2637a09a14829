import { rename, writeFile } from 'node:fs/promises';
import type { LoadedData } from '../data/pair.ts';
import type { DroppedPair, DroppedSummary, NearDuplicateSummary } from '../report/result.ts';
import type { TrialJob } from './job.ts';
import { type NearDuplicates, pairAt, tooSimilar } from './near-duplicates.ts';
import { unwritable } from './output-folder.ts';
import { TextIndex } from './text-index.ts';
import type { Features } from './trial-features.ts';

/** Dropped pairs that the report holds in full; a file has all of them. */
const SHOWN = 100;

/**
 * Takes dropped pairs out of the train split, and lists them in `job.dropped`, a JSON object a line.
 *
 * @throws FinetuneGateError DATA_TOO_SIMILAR when the pairs of a label would all be gone, OUTPUT_UNWRITABLE
 */
export async function dropNearDuplicates(
  job: TrialJob,
  data: LoadedData,
  index: TextIndex,
  features: Features,
  { summary, dropped }: NearDuplicates,
): Promise<{ data: LoadedData; index: TextIndex; features: Features; summary: NearDuplicateSummary }> {
  if (job.data.drop_near_duplicates === undefined) return { data, index, features, summary };
  const gone = new Set(dropped.map(({ pair }) => pair));
  const kept = data.splits.train.map((_, i) => i).filter(i => !gone.has(i));
  const train = kept.map(i => data.splits.train[i]!);
  for (const label of [0, 1]) {
    if (!train.some(pair => pair.label === label))
      throw tooSimilar(`All train pairs of label ${label} are near-duplicates`);
  }
  if (job.dropped !== undefined) await writeList(job.dropped, data, dropped);
  const count = (because: DroppedPair['because']) => dropped.filter(pair => pair.because === because).length;
  const counts: DroppedSummary = {
    total: dropped.length,
    because: { test: count('test'), validation: count('validation'), train: count('train') },
    pairs: dropped.slice(0, SHOWN).map(({ pair: _, ...listed }) => listed),
  };
  const splits = { ...data.splits, train };
  const left = new TextIndex(splits);
  return {
    data: { ...data, splits },
    index: left,
    features: renumbered(features, index, left),
    summary: { ...summary, dropped: counts },
  };
}

/** The same embeddings under the numbers of another index, whose texts are all among those of the first. */
function renumbered({ matrix, dimensions, row }: Features, from: TextIndex, to: TextIndex): Features {
  const numbers = new Map(Array.from({ length: from.size }, (_, i) => [from.text(i), i]));
  const values = new Float32Array(to.size * dimensions);
  for (let text = 0; text < to.size; text++) {
    const start = row[numbers.get(to.text(text))!]! * dimensions;
    values.set(matrix.subarray(start, start + dimensions), text * dimensions);
  }
  return { matrix: values, dimensions, row: Int32Array.from({ length: to.size }, (_, i) => i) };
}

async function writeList(file: string, data: LoadedData, dropped: readonly DroppedPair[]): Promise<void> {
  const lines = dropped.map(({ pair, ...reason }) => {
    const { first, second, label } = pairAt(data.splits, 'train', pair);
    return `${JSON.stringify({ first, second, label, ...reason })}\n`;
  });
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, lines.join(''));
    await rename(temporary, file);
  } catch (cause) {
    throw unwritable(file, cause);
  }
}
