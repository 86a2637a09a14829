import { forecast, guess, type Work } from '../gate/forecast.ts';
import type { Forecast } from '../gate/verdict.ts';
import type { TrainOptions } from '../training/options.ts';

/** Seconds between two forecasts, and before the first one. */
const INTERVAL = 1;

/** Of the characters, which must be encoded before a forecast. */
const LEAST_SHARE = 0.02;

/** A training step goes forward, then backward at twice the cost: Kaplan et al. 2020, "Scaling Laws", §2.1. */
const FORWARD_AND_BACKWARD = 3;

/** Seconds that a head takes for an example, within an order of magnitude: next to encoding it is little. */
const HEAD_EXAMPLE = 2e-5;

/** How well these are known: before there is a step, only the order of magnitude is. */
const ROUGHLY = 0.35;
const HARDLY = 0.5;

/** The part of a run's budget that a forecast needs. */
interface Foreseeing {
  secondsPerText: number;
  elapsed(): number;
  foresee(wall: Forecast, of: 'encode'): void;
}

/** What will be trained, as far as it is known before the first step. */
export interface TrainingAhead {
  readonly train: Pick<TrainOptions, 'tune' | 'epochs'>;
  readonly examples: number;
  /** Of an example: two, or more of triplets. */
  readonly texts: number;
  readonly seeds: number;
}

/** All of training, from the seconds that encoding a text takes. */
export function trainingGuess({ train, examples, texts, seeds }: TrainingAhead, perText: number): Work {
  const passes = examples * train.epochs * seeds;
  if (train.tune === 'head') return guess(passes * HEAD_EXAMPLE, HARDLY);
  return guess(passes * texts * perText * FORWARD_AND_BACKWARD, ROUGHLY);
}

/** Foresees a run while its texts are encoded, which is done longest first. */
export class EncodingForecast {
  readonly #budget: Foreseeing;
  readonly #ahead: TrainingAhead;
  /** Characters of the longest 0, 1, 2, … texts. */
  readonly #characters: Float64Array;
  readonly #started: number;
  #told: number;
  #first: { readonly at: number; readonly share: number } | undefined;

  constructor(budget: Foreseeing, ahead: TrainingAhead, texts: readonly string[]) {
    this.#budget = budget;
    this.#ahead = ahead;
    const lengths = Float64Array.from(texts, text => text.length)
      .sort()
      .reverse();
    this.#characters = new Float64Array(lengths.length + 1);
    lengths.forEach((length, i) => {
      this.#characters[i + 1] = this.#characters[i]! + length;
    });
    this.#started = this.#told = budget.elapsed();
  }

  /**
   * @param done texts that were encoded, of `total` that were not known
   * @throws FinetuneGateError BUDGET_EXCEEDED as `RunBudget.foresee`
   */
  progress(done: number, total: number): void {
    const now = this.#budget.elapsed();
    if (done === 0) return;
    const share = this.#share(done / total);
    // The first batch compiles a graph, and says little of those that follow.
    this.#first ??= { at: now, share };
    const spent = now - this.#first.at;
    const known = share - this.#first.share;
    if (now - this.#told < INTERVAL || spent < INTERVAL || known < LEAST_SHARE) return;
    this.#told = now;
    const left = encodingLeft(spent, known, 1 - share);
    const perText = (now - this.#started + left.seconds) / total;
    this.#budget.foresee(forecast(now, [left, trainingGuess(this.#ahead, perText)]), 'encode');
  }

  /** @param encoded texts that were not known */
  end(encoded: number): void {
    if (encoded > 0) this.#budget.secondsPerText = (this.#budget.elapsed() - this.#started) / encoded;
  }

  /** Of the characters, when a share of the texts is done. */
  #share(done: number): number {
    const all = this.#characters.length - 1;
    const most = this.#characters[all]!;
    return most === 0 ? done : this.#characters[Math.round(done * all)]! / most;
  }
}

/** What a share of encoding is likely to take once another one, above 0, took so long. */
export function encodingLeft(spent: number, share: number, left: number): Work {
  // Other widths compile graphs of their own.
  return guess((spent / share) * left, share < 0.2 ? HARDLY : 0.2);
}
