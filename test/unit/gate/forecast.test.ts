import { describe, expect, it } from 'vitest';
import { forecast, guess, Pace, times, together } from '../../../src/gate/forecast.ts';
import { Random } from '../engine/random.ts';

describe('forecast', () => {
  it('adds what is left to what is gone, and independent errors by their squares', () => {
    const { estimate, low, high } = forecast(10, [
      { seconds: 30, deviation: 3 },
      { seconds: 20, deviation: 4 },
    ]);
    expect([estimate, low, high]).toEqual([60, 50, 70]);
  });

  it('is never over before now', () => {
    expect(forecast(10, [guess(4, 1)]).low).toBe(10);
    expect(forecast(10, [])).toEqual({ estimate: 10, low: 10, high: 10 });
  });

  it('lets errors of the same origin add up', () => {
    const one = { seconds: 5, deviation: 1 };
    expect(times(4, one)).toEqual({ seconds: 20, deviation: 4 });
    expect(together(one, one)).toEqual({ seconds: 10, deviation: 2 });
  });
});

describe('Pace', () => {
  it('leaves warm-up and compilation out of the rate, and keeps what they took', () => {
    const pace = new Pace();
    for (const seconds of [7, 3]) pace.add(1, seconds);
    for (let i = 0; i < 5; i++) pace.add(4, 2);
    pace.add(4, 9, true);
    expect([pace.calls, pace.mean, pace.seconds, pace.once]).toEqual([5, 0.5, 10, 19]);
    expect(pace.work(100).seconds).toBe(50);
  });

  it('knows nothing before the first call that counts, and little after one', () => {
    const pace = new Pace();
    expect(pace.work(100)).toEqual({ seconds: 0, deviation: 0 });
    for (const seconds of [1, 1, 2]) pace.add(1, seconds);
    expect(pace.work(10)).toEqual({ seconds: 20, deviation: 10 });
  });

  it('is the surer the more calls it has seen, and the less they differ', () => {
    const paceOf = (calls: number, spread: number) => {
      const pace = new Pace();
      for (let i = 0; i < calls + 2; i++) pace.add(1, 1 + (i % 2 === 0 ? spread : -spread));
      return pace.work(1000).deviation;
    };
    expect(paceOf(100, 0.5)).toBeLessThan(paceOf(10, 0.5));
    expect(paceOf(10, 0.1)).toBeLessThan(paceOf(10, 0.5));
    // Of a pace without scatter there remains the machine's drift.
    expect(paceOf(10, 0)).toBeCloseTo(60, 6);
  });

  it('holds the time of further steps between its bounds in about 19 of 20 simulated runs', () => {
    const random = new Random(11);
    // Steps of four buckets, which take 1, 2, 3 or 4; 12 of them are seen, 200 are left.
    const step = () => 1 + (Math.floor(4 * (0.5 + random.values(1)[0]! / 2)) % 4);
    let inside = 0;
    const runs = 400;
    for (let run = 0; run < runs; run++) {
      const pace = new Pace();
      for (let i = 0; i < 14; i++) pace.add(1, step());
      const { low, high } = forecast(0, [pace.work(200)]);
      let took = 0;
      for (let i = 0; i < 200; i++) took += step();
      if (low <= took && took <= high) inside++;
    }
    expect(inside / runs).toBeGreaterThan(0.9);
  });
});
