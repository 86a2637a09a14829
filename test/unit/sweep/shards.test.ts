import { describe, expect, it } from 'vitest';
import type { SweepPoint } from '../../../src/sweep/point.ts';
import {
  encodeShards,
  shardCounts,
  TEXT_PARTS,
  trainShards,
  trialWeight,
} from '../../../src/sweep/shards.ts';

const point = (id: string, own: Partial<SweepPoint> = {}): SweepPoint => ({
  id,
  base: 'm',
  dimensions: 256,
  examples: 100,
  learningRate: 1e-3,
  loss: 'online-contrastive',
  tune: 'head',
  seed: 1,
  epochs: 8,
  ...own,
});

const points = (base: string, sizes: readonly number[]) =>
  sizes.map(examples => point(`${base}/${examples}`, { base, examples }));

const SIZES = [100, 200, 400, 800, 1600, 3200, 6400, 12_800];

describe('encoding jobs', () => {
  it.each([
    [1, 1, 1],
    [1, 8, 8],
    [1, 7, 4],
    [1, 256, 8],
    [3, 3, 3],
    [3, 8, 6],
    [3, 2, 2],
    [7, 3, 3],
    [3, 24, 24],
  ])(
    'of %i base models among at most %i are %i, with each part of each model once',
    (models, most, count) => {
      const bases = Array.from({ length: models }, (_, i) => `m${i}`);
      const shards = encodeShards(bases, most);
      expect(shards).toHaveLength(count);
      // A job that was told how many there are has the same part.
      expect(encodeShards(bases, count)).toEqual(shards);
      for (const base of bases) {
        const parts = shards.flat().filter(part => part.base === base);
        const of = parts.length;
        expect(parts.map(part => part.index)).toEqual([...parts.keys()]);
        expect(parts.every(part => part.of === of && TEXT_PARTS % of === 0)).toBe(true);
      }
      const sizes = shards.map(shard => shard.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    },
  );
});

describe('training jobs', () => {
  const two = [...points('a', SIZES), ...points('b', SIZES)];

  it.each([1, 2, 3, 5, 6, 15, 16, 40])(
    '%i of them have every trial once, in the order of the sweep',
    count => {
      const shards = trainShards(two, count);
      expect(shards).toHaveLength(Math.min(count, two.length));
      expect(shards.every(shard => shard.length > 0)).toBe(true);
      expect(new Set(shards.flat())).toEqual(new Set(two));
      expect(shards.flat()).toHaveLength(two.length);
      for (const shard of shards) {
        const places = shard.map(one => two.indexOf(one));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
      }
    },
  );

  it('come with the heaviest first, for runners that take one after another', () => {
    const weight = trialWeight(two);
    const loads = trainShards(two, 12).map(shard => shard.reduce((sum, one) => sum + weight(one), 0));
    expect(loads).toEqual(loads.toSorted((a, b) => b - a));
    expect(loads[0]).toBeGreaterThan(loads.at(-1)!);
  });

  it('have one base model each where there are as many jobs', () => {
    for (const shard of trainShards(two, 5)) expect(new Set(shard.map(one => one.base)).size).toBe(1);
  });

  it('have about the same to do: within the heaviest trial of the least that is possible', () => {
    const weight = trialWeight(two);
    const loads = trainShards(two, 4).map(shard => shard.reduce((sum, one) => sum + weight(one), 0));
    const all = loads.reduce((sum, load) => sum + load, 0);
    expect(Math.max(...loads)).toBeLessThanOrEqual(all / 4 + Math.max(...two.map(weight)));
  });

  it('go to the base model with more work', () => {
    const uneven = [
      ...points(
        'a',
        [100, 100, 100].map((size, i) => size + i),
      ),
      ...points('b', SIZES),
    ];
    const jobs = trainShards(uneven, 5).map(shard => shard[0]!.base);
    expect(jobs.filter(base => base === 'b')).toHaveLength(4);
  });

  it('count a trial that takes all examples as the heaviest, and one whose encoder learns as heavier still', () => {
    const all = point('all');
    const { examples: _, ...rest } = all;
    const sweep = [point('most', { examples: 1000 }), rest, point('tuned', { tune: { last: 2 } })];
    const [most, every, tuned] = sweep.map(trialWeight(sweep)) as [number, number, number];
    expect(every).toBeGreaterThan(most);
    expect(tuned).toBeGreaterThan(every);
  });
});

describe('how many jobs', () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => point(`${i}`));

  it('is never more than a matrix takes, or than is asked for', () => {
    expect(shardCounts({ points: many(1000), bases: ['m'] })).toEqual({ train: 256, encode: 8 });
    expect(shardCounts({ points: many(1000), bases: ['m'] }, 5)).toEqual({ train: 5, encode: 4 });
    expect(shardCounts({ points: many(3), bases: ['m'] }, 64)).toEqual({ train: 3, encode: 2 });
    const bases = Array.from({ length: 300 }, (_, i) => `m${i}`);
    expect(shardCounts({ points: many(300), bases }, 999)).toEqual({ train: 256, encode: 256 });
  });
});
