import { forecast, guess, type Pace, times, together, type Work } from '../gate/forecast.ts';
import type { Forecast } from '../gate/verdict.ts';

/** What is still to be done of a run whose training has begun; seconds where nothing else is said. */
export interface TimeLeft {
  /** Since the run began. */
  readonly elapsed: number;
  readonly steps: Pace;
  readonly stepsLeft: number;
  readonly totalSteps: number;
  readonly epochsLeft: number;
  readonly epochs: number;
  /** What an epoch takes beside its steps: validation, and keeping the best weights. */
  readonly epochEnd: Work;
  /** Scoring everything with the trained model. */
  readonly scoring: Work;
  /** Seeds that are trained and scored after this one. */
  readonly seedsAfter: number;
  /** Whether each of them compiles its graphs anew. */
  readonly compilesAgain: boolean;
  /** What comes once after the training of the first seed: retrieval, saving, judging. */
  readonly end: readonly Work[];
}

/** The whole run's seconds. */
export function forecastRun(left: TimeLeft): Forecast {
  const { steps, epochEnd, scoring, seedsAfter } = left;
  const again = together(
    steps.work(left.totalSteps),
    times(left.epochs, epochEnd),
    scoring,
    guess(left.compilesAgain ? steps.once : 0),
  );
  // An error of the pace is the same one in all seeds.
  const training = together(steps.work(left.stepsLeft), times(seedsAfter, again));
  return forecast(left.elapsed, [training, times(left.epochsLeft, epochEnd), scoring, ...left.end]);
}
