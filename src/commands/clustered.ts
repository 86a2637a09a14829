import { statistics } from '../evaluation/statistics.ts';
import type { Evaluation } from '../evaluation/types.ts';
import { type Measured, sampleOf } from '../gate/measured.ts';
import type { TrialReport } from './job.ts';

type Trained = NonNullable<TrialReport['trained']>;

/** The evaluation with the interval that a rule would have: pairs that share texts are no independent evidence. */
export function clusteredInterval(
  evaluation: Evaluation,
  test: Pick<Measured['test'], 'labels' | 'clusters'>,
): Evaluation {
  return {
    ...evaluation,
    accuracyInterval: statistics.interval('accuracy', sampleOf(evaluation, test), 0.95),
  };
}

/** The same of every model that the report shows. */
export function clusteredIntervals(trained: Trained): Trained {
  const of = (evaluation: Evaluation) => clusteredInterval(evaluation, trained.test);
  const references = Object.entries(trained.references).map(([name, one]) => [name, of(one)] as const);
  return {
    ...trained,
    candidate: of(trained.candidate),
    baseModel: of(trained.baseModel),
    references: Object.fromEntries(references),
  };
}
