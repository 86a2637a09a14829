import { availableParallelism, loadavg } from 'node:os';
import type { Engine } from '../engine/engine.ts';
import { guess, Pace, type Work } from '../gate/forecast.ts';
import type { EpochSummary } from '../report/result.ts';
import type { StepEvent } from '../training/fit.ts';
import type { TrainOptions } from '../training/options.ts';
import { parseStopAt } from '../training/stop-at.ts';
import { forecastRun } from './time-left.ts';
import type { TrialContext } from './trial-context.ts';

/** Why training ended before its last step: the budget, no better epoch for long, or the target was met. */
export type StopReason = 'budget' | 'patience' | 'target';

export interface StoppingOptions {
  readonly train: TrainOptions;
  readonly context: Pick<TrialContext, 'deadline' | 'watch' | 'budget' | 'emit'>;
  readonly engine: Pick<Engine, 'stats'>;
  /** What comes after training, where it is known. */
  readonly after: AfterTraining;
}

/** Seconds of what follows training, measured or guessed before it begins. */
export interface AfterTraining {
  /** Of one validation. */
  readonly validation: number;
  /** As many validations as the final evaluation takes. */
  readonly scorings: number;
  /** Of writing the weights once. */
  readonly saving: number;
  readonly testPairs: number;
}

/** Calls and seconds of training from which a forecast is made, or this many seconds with two calls. */
const ENOUGH_CALLS = 8;
const ENOUGH_SECONDS = 1;
const LONG_SECONDS = 10;

/** Milliseconds between two forecasts. */
const INTERVAL_MS = 1_000;

/** What scoring may take beyond what is measured of it, so that the report still fits. */
const RESERVE_FACTOR = 1.5;

/** Seconds of the supervisor's part after the worker's: judging and the files of the report. */
const JUDGING = { fixed: 0.15, pair: 4e-5 } as const;
const WRITING = { fixed: 0.3, pair: 1e-4 } as const;

/** Beyond this, the load of the last minute is no measure of the next. */
const MOST_CROWDED = 4;

/** Of a job that is one of several. */
const ENDING = 0.25;

/** Decides after each step and each epoch whether training goes on, and foresees how long the run takes. */
export class Stopping {
  readonly #options: StoppingOptions;
  readonly #steps = new Pace();
  #epochEnds = 0;
  #epochSeconds = 0;
  #pending = 0;
  #last: Mark | undefined;
  #foreseen = Number.NEGATIVE_INFINITY;
  #target: ReturnType<typeof parseStopAt> | undefined;

  constructor(options: StoppingOptions) {
    this.#options = options;
    const { stop_at } = options.train;
    this.#target = stop_at === undefined ? undefined : parseStopAt(stop_at);
    this.#last = this.#mark(false);
  }

  /** Seconds that are kept for what comes after training. */
  get reserve(): number {
    const { train, after, context } = this.#options;
    // The epoch that is cut short is validated as well, and kept where it is the best.
    const scorings = (train.matryoshka ? 2 : 1) + after.scorings;
    const scoring = RESERVE_FACTOR * this.#validation * scorings;
    if (!context.budget) return scoring + ENDING;
    const ends = secondsOf(JUDGING, after.testPairs) + secondsOf(WRITING, after.testPairs);
    return scoring + RESERVE_FACTOR * (2 * after.saving + ends) * crowding() + ENDING;
  }

  /**
   * After a step. A run that was resumed begins at a later one.
   *
   * @throws FinetuneGateError BUDGET_EXCEEDED when the forecast says that the run cannot fit
   */
  step(
    event: Pick<StepEvent, 'step' | 'totalSteps' | 'reached' | 'epochEnd' | 'epoch'>,
  ): StopReason | undefined {
    const { deadline, budget } = this.#options.context;
    this.#pending++;
    if (!event.reached) return undefined;
    this.#measure(event.epochEnd);
    if (event.step >= event.totalSteps) return undefined;
    if (budget?.overMemory) {
      budget.miss('memory');
      return 'budget';
    }
    if (deadline.left() < this.reserve) {
      budget?.miss(deadline.name);
      return 'budget';
    }
    this.#foresee(event);
    return undefined;
  }

  /** After an epoch, from all epochs so far and nothing else: of a resumed run those before too. */
  epoch(epochs: readonly EpochSummary[]): StopReason | undefined {
    const { patience } = this.#options.train;
    const last = epochs.at(-1);
    if (!last) return undefined;
    if (this.#target?.(last.validationAccuracy)) return 'target';
    if (patience === undefined) return undefined;
    const best = epochs.reduce((top, one) => (one.validationAccuracy > top.validationAccuracy ? one : top));
    return last.epoch - best.epoch >= patience ? 'patience' : undefined;
  }

  /** Seconds of one validation, or of what an epoch took beside its steps. */
  get #validation(): number {
    const { validation } = this.#options.after;
    return Math.max(validation, this.#epochEnds === 0 ? 0 : this.#epochSeconds / this.#epochEnds);
  }

  /** What an epoch takes beside its steps. */
  get #epochEnd(): Work {
    const { validation, saving } = this.#options.after;
    if (this.#epochEnds === 0) return guess(validation + saving / 2, 0.3);
    return guess(this.#epochSeconds / this.#epochEnds, this.#epochEnds === 1 ? 0.2 : 0.1);
  }

  #measure(epochEnd: boolean): void {
    const before = this.#last;
    const now = this.#mark(epochEnd);
    this.#last = now;
    if (!before) return;
    const seconds = now.train - before.train;
    const beside = Math.max(0, now.at - before.at - seconds);
    this.#steps.add(this.#pending, seconds, now.sessions > before.sessions);
    this.#pending = 0;
    if (before.epochEnd) {
      this.#epochEnds++;
      this.#epochSeconds += beside;
    }
  }

  #mark(epochEnd: boolean): Mark {
    const { context, engine } = this.#options;
    return {
      at: performance.now() / 1000,
      train: context.watch.times().train ?? 0,
      sessions: engine.stats?.sessions ?? 0,
      epochEnd,
    };
  }

  #foresee({ step, totalSteps, epoch }: Pick<StepEvent, 'step' | 'totalSteps' | 'epoch'>): void {
    const { context, train, after } = this.#options;
    const { budget, emit } = context;
    if (!budget) return;
    const { calls, seconds } = this.#steps;
    const enough = calls >= ENOUGH_CALLS && seconds >= ENOUGH_SECONDS;
    const late = calls > 2 && (seconds >= LONG_SECONDS || step >= totalSteps / 4);
    const now = performance.now();
    if (!(enough || late) || now - this.#foreseen < INTERVAL_MS) return;
    this.#foreseen = now;
    // The load of the last minute is an upper bound for what is to be kept, and more than what is to be expected.
    const crowded = Math.sqrt(crowding());
    const seen = forecastRun({
      elapsed: budget.elapsed(),
      steps: this.#steps,
      stepsLeft: totalSteps - step,
      totalSteps,
      epochsLeft: train.epochs - epoch + 1,
      epochs: train.epochs,
      epochEnd: this.#epochEnd,
      // An epoch's end keeps weights too, so it only stands in for a validation that was not measured.
      scoring: guess((after.validation || this.#validation) * (after.scorings + 1), 0.3),
      seedsAfter: budget.seedsAfter(train.seed),
      compilesAgain: train.tune !== 'head',
      end: [
        guess(budget.retrievalSeconds),
        guess(after.saving * crowded),
        guess(secondsOf(JUDGING, after.testPairs) * crowded),
      ],
    });
    try {
      budget.foresee(seen, 'train');
    } finally {
      emit({ type: 'progress', phase: 'train', done: step, total: totalSteps, usage: budget.usage() });
    }
  }
}

const secondsOf = ({ fixed, pair }: typeof JUDGING | typeof WRITING, pairs: number): number =>
  fixed + pair * pairs;

/** How many programs want each core: what is known of a quiet machine takes so many times as long. */
function crowding(): number {
  const [load = 0] = loadavg();
  return Math.min(Math.max(1, load / availableParallelism()), MOST_CROWDED);
}

/** Where the clocks stood; seconds. */
interface Mark {
  readonly at: number;
  readonly train: number;
  readonly sessions: number;
  readonly epochEnd: boolean;
}
