import { describe, expect, it } from 'vitest';
import { planOutputs } from '../../../src/commands/plan-outputs.ts';
import { planOf, planText } from '../../../src/commands/plan-sweep.ts';
import { parseCount, parseShard, partOf } from '../../../src/commands/shard-of.ts';
import { trainShards } from '../../../src/sweep/shards.ts';
import { point } from './sweep-findings.ts';

const bases = ['models/a', 'owner/b@main'];
const points = bases.flatMap(base => [1, 2, 3].map(seed => point(`${base}#${seed}`, { base, seed })));
const sweep = { points, bases, strategy: 'grid', digest: 'd' } as const;

describe('a plan', () => {
  it('is a matrix of each phase, whose jobs know their part by K/N alone', () => {
    const plan = planOf(sweep, 4);
    expect(plan).toMatchObject({ version: 1, digest: 'd', trials: 6 });
    expect(plan.encode.include).toEqual([
      { shard: '1/4', name: '1-of-4', what: 'models/a, part 1 of 2 of the texts' },
      { shard: '2/4', name: '2-of-4', what: 'models/a, part 2 of 2 of the texts' },
      { shard: '3/4', name: '3-of-4', what: 'owner/b@main, part 1 of 2 of the texts' },
      { shard: '4/4', name: '4-of-4', what: 'owner/b@main, part 2 of 2 of the texts' },
    ]);
    const ids = plan.train.include.map(({ shard }) => {
      const { index, count } = parseShard(shard);
      return trainShards(points, count)[index]!.map(({ id }) => id);
    });
    const words = (id: string) => id.replace('#', ', seed ');
    expect(plan.train.include.map(({ what }) => what)).toEqual(ids.map(one => one.map(words).join('; ')));
    expect(ids.flat().sort()).toEqual(points.map(({ id }) => id).sort());
  });

  it('hands matrices over as JSON', () => {
    const plan = planOf(sweep);
    const outputs = planOutputs(plan);
    expect(JSON.parse(outputs['train-matrix'])).toEqual(plan.train);
    expect(JSON.parse(outputs['encode-matrix'])).toEqual(plan.encode);
  });

  it('of the largest sweep has room in the outputs of a job, a megabyte of UTF-16', () => {
    const long = (i: number) => `https://example.com/${`${i}`.padStart(2000, '\\"')}.tar.gz`;
    const many = Array.from({ length: 10_000 }, (_, i) =>
      point(`${long(i % 300)}:${i}`, { base: long(i % 300) }),
    );
    const plan = planOf({ ...sweep, points: many, bases: Array.from({ length: 300 }, (_, i) => long(i)) });
    const { 'train-matrix': train, 'encode-matrix': encode } = planOutputs(plan);
    expect(JSON.parse(train).include).toHaveLength(256);
    expect(JSON.parse(encode).include).toHaveLength(256);
    expect(2 * (train.length + encode.length)).toBeLessThan(2 ** 20);
  });

  it('is a table for people', () => {
    const lines = planText(planOf(sweep, 2)).split('\n');
    expect(lines[0]).toBe('6 trials (grid)');
    expect(lines).toContain('  1/2  models/a, seed 1; models/a, seed 2; models/a, seed 3');
  });
});

describe('a shard', () => {
  it.each(['0/3', '4/3', '1', '1/3/5', '-1/3', '1.5/3', '1/0', ' 1/3', 'x/y'])('is not %j', text => {
    expect(() => parseShard(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it('must be of a matrix with as many jobs as there is work for', () => {
    expect(partOf(parseShard('2/3'), ['a', 'b', 'c'])).toBe('b');
    expect(() => partOf(parseShard('2/5'), ['a', 'b', 'c'])).toThrow('There is no job 2/5');
  });

  it('counts are whole numbers', () => {
    expect(parseCount('--jobs', '8', 1)).toBe(8);
    for (const text of ['0', '-1', '1e2', '2.5', ''])
      expect(() => parseCount('--jobs', text, 1)).toThrow('--jobs is a whole number from 1');
    expect(() => parseCount('--jobs', '257', 1, 256)).toThrow('from 1 to 256');
  });
});
