import { describe, expect, it } from 'vitest';
import { pointOf } from '../../../src/sweep/point.ts';
import { pointWords } from '../../../src/sweep/point-words.ts';

const point = (settings: Partial<Parameters<typeof pointOf>[0]> = {}) =>
  pointOf({
    base: 'models/a',
    examples: 400,
    dimensions: 16,
    learningRate: 1e-4,
    loss: 'online-contrastive',
    tune: 'head',
    seed: 42,
    epochs: 8,
    ...settings,
  });

describe('the words for a point of a sweep', () => {
  it('say what the points differ in, and nothing else', () => {
    const points = [point(), point({ base: 'models/b', seed: 43 }), point({ tune: { lora: 4 } })];
    expect(points.map(pointWords(points))).toEqual([
      'models/a, head trained, seed 42',
      'models/b, head trained, seed 43',
      'models/a, LoRA of rank 4, seed 42',
    ]);
  });

  it('tell apart what the ids tell apart', () => {
    const { examples: _, dimensions: __, id: ___, ...rest } = point();
    const points = [
      point(),
      point({ examples: 800 }),
      pointOf(rest),
      ...(['all', { last: 1 }, { last: 2 }] as const).map(tune => point({ tune })),
      point({ loss: 'cosent' }),
      point({ learningRate: 1e-3 }),
      point({ epochs: 1 }),
    ];
    expect(new Set(points.map(pointWords(points))).size).toBe(points.length);
  });

  it('name the only point by its examples and dimensions', () => {
    expect(pointWords([point()])(point())).toBe('400 examples, 16 dimensions');
  });
});
