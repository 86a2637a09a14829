import type { DataOptions } from '../data/options.ts';
import type { LoadedData } from '../data/pair.ts';
import { FinetuneGateError } from '../errors.ts';
import type { EvaluateOptions } from '../evaluation/options.ts';

/**
 * A threshold by logistic regression is chosen on train, so there must be pairs of both labels, and scores must say which
 * they are. Asked before anything is computed.
 *
 * @throws FinetuneGateError DATA_SCORE_UNDECIDED, DATA_ONE_CLASS
 */
export function assertThresholdData(
  { threshold }: EvaluateOptions,
  { positive_from }: DataOptions,
  { format, splits: { train } }: Pick<LoadedData, 'format' | 'splits'>,
): void {
  if (threshold !== 'logistic') return;
  if (format === 'scored-pair' && positive_from === undefined) {
    throw new FinetuneGateError(
      'DATA_SCORE_UNDECIDED',
      'evaluate.threshold is logistic, so train chooses the threshold, but nothing says which of its scores are positive.',
    );
  }
  if (train.labels.some(label => label !== train.labels[0])) return;
  throw new FinetuneGateError(
    'DATA_ONE_CLASS',
    `evaluate.threshold is logistic, so train chooses the threshold, but all its pairs have label ${train.labels[0]}.`,
    { remedy: 'Set `evaluate.threshold: validation`.' },
  );
}
