import type { SplitName } from '../data/pair.ts';
import { FinetuneGateError } from '../errors.ts';

/** 1 for a positive pair, 0 for a negative one. */
export type Labels = Uint8Array | readonly number[];

/** A split as the model sees it: `scores[i]` is the similarity of pair `i`, `labels[i]` its label. */
export interface Scored {
  readonly scores: Float64Array;
  readonly labels: Labels;
}

export function countPositives(labels: Labels): number {
  let positives = 0;
  for (const label of labels) positives += label;
  return positives;
}

/** Indices of the pairs, the highest score first; tied pairs in their own order. */
export function descending(scores: Float64Array): Uint32Array {
  return Uint32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b);
}

/**
 * @throws FinetuneGateError DATA_SPLIT_EMPTY, DATA_ONE_CLASS, or ENGINE_FAILED when a score is not a number
 */
export function assertScored({ scores, labels }: Scored, split: SplitName): void {
  if (scores.length !== labels.length) {
    throw new FinetuneGateError(
      'INTERNAL',
      `The ${split} split has ${scores.length} scores, ${labels.length} labels.`,
    );
  }
  if (scores.length === 0)
    throw new FinetuneGateError('DATA_SPLIT_EMPTY', `The ${split} split has no pairs.`);
  const positives = countPositives(labels);
  if (positives === 0 || positives === labels.length) {
    throw new FinetuneGateError(
      'DATA_ONE_CLASS',
      `Every label of the ${split} split is ${positives ? 1 : 0}.`,
    );
  }
  if (!scores.every(Number.isFinite)) {
    throw new FinetuneGateError(
      'ENGINE_FAILED',
      `A similarity of the ${split} split is not a finite number.`,
      {
        remedy:
          'The model’s weights or embeddings are not finite: lower `train.learning_rate`, or check the base model.',
      },
    );
  }
}
