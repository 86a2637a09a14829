import { describe, expect, it } from 'vitest';
import { EncodingForecast, encodingLeft, trainingGuess } from '../../../src/commands/encoding-forecast.ts';
import type { Forecast } from '../../../src/gate/verdict.ts';

/** A clock that a test sets. */
class Clock {
  now = 0;
  secondsPerText = 0;
  readonly seen: Forecast[] = [];
  elapsed() {
    return this.now;
  }
  foresee(wall: Forecast) {
    this.seen.push(wall);
  }
}

const ahead = { train: { tune: 'all' as const, epochs: 2 }, examples: 100, texts: 2, seeds: 1 };

describe('trainingGuess', () => {
  it('takes a step for three times the forward passes of its texts, and a head for next to nothing', () => {
    expect(trainingGuess(ahead, 0.1).seconds).toBeCloseTo(100 * 2 * 2 * 3 * 0.1, 9);
    expect(trainingGuess({ ...ahead, seeds: 3 }, 0.1).seconds).toBeCloseTo(360, 9);
    expect(trainingGuess({ ...ahead, train: { tune: 'head', epochs: 2 } }, 0.1).seconds).toBeLessThan(0.1);
  });
});

describe('EncodingForecast', () => {
  it('counts characters, as the longest texts come first', () => {
    const clock = new Clock();
    // Half of the characters are in the first tenth of the texts.
    const texts = [...Array(90).fill('x'), ...Array(10).fill('x'.repeat(9))];
    const forecast = new EncodingForecast(clock, { ...ahead, examples: 0 }, texts);
    clock.now = 5;
    forecast.progress(1, 100);
    expect(clock.seen).toEqual([]);
    clock.now = 13;
    forecast.progress(10, 100);
    // 81 of 180 characters took 8 s, 90 are left.
    expect(clock.seen[0]!.estimate).toBeCloseTo(13 + (8 / 81) * 90, 6);
    expect(clock.seen[0]!.low).toBeGreaterThanOrEqual(13);
  });

  it('adds the training, and leaves the pace for later', () => {
    const clock = new Clock();
    const forecast = new EncodingForecast(clock, ahead, Array(100).fill('text'));
    clock.now = 1;
    forecast.progress(1, 100);
    clock.now = 50;
    forecast.progress(50, 100);
    expect(clock.seen[0]!.estimate).toBeGreaterThan(100 + 500);
    clock.now = 100;
    forecast.end(100);
    expect(clock.secondsPerText).toBe(1);
  });

  it('is the surer the more is done', () => {
    const share = (done: number) =>
      encodingLeft(10, done, 0.5).deviation / encodingLeft(10, done, 0.5).seconds;
    expect(share(0.5)).toBeLessThan(share(0.05));
  });
});
