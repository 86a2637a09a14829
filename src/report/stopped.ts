import type { TrainingSummary } from './result.ts';

const WORDS: Readonly<Record<NonNullable<TrainingSummary['stopped']>, string>> = {
  budget: 'stopped by the budget',
  patience: 'stopped as validation ceased to improve (train.patience)',
  target: 'stopped as validation met the target (train.stop_at)',
};

/** Why training ended before its last step, to go after the number of steps: `, stopped by the budget`. */
export function stoppedWords({
  stopped,
}: {
  readonly stopped?: TrainingSummary['stopped'] | undefined;
}): string {
  return stopped ? `, ${WORDS[stopped]}` : '';
}
