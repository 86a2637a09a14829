import type { Examples } from './inputs.ts';
import { batchesWithoutDuplicates } from './no-duplicates.ts';
import type { TrainOptions } from './options.ts';
import { epochOrder } from './sampler.ts';

/** Losses that take the other examples of a batch for negatives. */
const IN_BATCH_NEGATIVES: ReadonlySet<TrainOptions['loss']> = new Set(['multiple-negatives-ranking']);

/** The batches of every epoch, decided before the first step. */
export interface Plan {
  /** Steps of an epoch; epochs count from 1. */
  steps(epoch: number): number;
  /** Rows of the examples in each batch of an epoch. */
  batches(epoch: number): Int32Array[];
}

type PlanOptions = Pick<TrainOptions, 'loss' | 'batch_size' | 'seed'>;

/**
 * Deals the examples into batches, in another order each epoch: in chunks of that order, of which the last may be
 * smaller, or for in-batch negatives so that no text is in a batch twice.
 */
export function plan(examples: Examples, { loss, batch_size, seed }: PlanOptions): Plan {
  const n = examples.labels.length;
  const unique = IN_BATCH_NEGATIVES.has(loss);
  const batches = (epoch: number) => {
    const order = epochOrder(n, seed, epoch);
    return unique ? batchesWithoutDuplicates(examples.texts, order, batch_size) : chunks(order, batch_size);
  };
  return {
    batches,
    steps: epoch => (unique ? batches(epoch).length : Math.ceil(n / batch_size)),
  };
}

/** The rows that a loss learns from: for in-batch negatives those with label 1, for others all. */
export function usableExamples(examples: Examples, loss: TrainOptions['loss']): Examples {
  const { texts, labels } = examples;
  if (!IN_BATCH_NEGATIVES.has(loss) || labels.every(label => label === 1)) return examples;
  const kept = <T extends Int32Array | Float32Array>(list: T) =>
    list.filter((_, row) => labels[row] === 1) as T;
  return { texts: texts.map(kept), labels: kept(labels) };
}

function chunks(order: Int32Array, size: number): Int32Array[] {
  return Array.from({ length: Math.ceil(order.length / size) }, (_, i) =>
    order.subarray(i * size, (i + 1) * size),
  );
}
