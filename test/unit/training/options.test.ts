import { describe, expect, it } from 'vitest';
import { trainOptions } from '../../../src/training/options.ts';

describe('trainOptions', () => {
  it('has the defaults of the experiment', () => {
    expect(trainOptions.parse({})).toEqual({
      tune: 'head',
      loss: 'online-contrastive',
      epochs: 8,
      batch_size: 32,
      learning_rate: 1e-4,
      weight_decay: 0.01,
      max_grad_norm: 1,
      seed: 42,
      checkpoint_every: 60,
    });
  });

  it.each([
    { epochs: 0 },
    { epochs: 1.5 },
    { batch_size: 0 },
    { learning_rate: 0 },
    { learning_rate: Number.NaN },
    { margin: -1 },
    { margin: 1001 },
    { scale: 0 },
    { symmetric: 'yes' },
    { distance: 'manhattan' },
    { matryoshka: [] },
    { matryoshka: [8, 0] },
    { matryoshka: [8, 4, 8] },
    { matryoshka: 8 },
    { warmup_steps: -1 },
    { weight_decay: -0.1 },
    { max_grad_norm: 0 },
    { seed: -1 },
    { tune: 'encoder' },
    { tune: {} },
    { tune: { last: 0 } },
    { tune: { lora: 1.5 } },
    { tune: { last: 1, lora: 1 } },
    { tune: { lora: 8, alpha: 16 } },
    { loss: 'cosine' },
    { dropout: 0.1 },
  ])('refuses %o', given => {
    expect(trainOptions.safeParse(given).success).toBe(false);
  });

  it.each(['head', 'all', { last: 2 }, { lora: 8 }])('takes tune: %o', tune => {
    expect(trainOptions.parse({ tune }).tune).toEqual(tune);
  });
});
