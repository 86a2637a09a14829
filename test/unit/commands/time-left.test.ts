import { describe, expect, it } from 'vitest';
import { forecastRun, type TimeLeft } from '../../../src/commands/time-left.ts';
import { guess, Pace } from '../../../src/gate/forecast.ts';

/** A pace of half a second a step, after 7 s of compilation. */
function pace(): Pace {
  const steps = new Pace();
  for (const seconds of [4, 3, ...Array(8).fill(0.5)]) steps.add(1, seconds);
  return steps;
}

const left = (more: Partial<TimeLeft> = {}): TimeLeft => ({
  elapsed: 20,
  steps: pace(),
  stepsLeft: 90,
  totalSteps: 100,
  epochsLeft: 3,
  epochs: 4,
  epochEnd: guess(2),
  scoring: guess(5),
  seedsAfter: 0,
  compilesAgain: false,
  end: [guess(1), guess(3)],
  ...more,
});

describe('forecastRun', () => {
  it('adds steps, ends of epochs, scoring and what comes last', () => {
    expect(forecastRun(left()).estimate).toBeCloseTo(20 + 45 + 6 + 5 + 4, 9);
  });

  it('takes each further seed for a whole training, with its scoring, and where need be its compilation', () => {
    const seed = 50 + 8 + 5;
    expect(forecastRun(left({ seedsAfter: 2 })).estimate).toBeCloseTo(80 + 2 * seed, 9);
    expect(forecastRun(left({ seedsAfter: 2, compilesAgain: true })).estimate).toBeCloseTo(
      80 + 2 * (seed + 7),
      9,
    );
  });

  it('is wider the more is left', () => {
    const width = (more: Partial<TimeLeft>) => {
      const { low, high } = forecastRun(left(more));
      return high - low;
    };
    expect(width({ seedsAfter: 4 })).toBeGreaterThan(width({}));
    expect(width({ stepsLeft: 0, epochsLeft: 0, end: [] })).toBeLessThan(width({}));
  });
});
