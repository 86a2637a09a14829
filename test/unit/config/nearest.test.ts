import { describe, expect, it } from 'vitest';
import { nearest } from '../../../src/config/nearest.ts';

describe('nearest', () => {
  const keys = ['epochs', 'batch_size', 'learning_rate', 'seed', 'tune', 'margin', 'weight_decay'];

  it.each([
    ['epoch', 'epochs'],
    ['epohcs', 'epochs'],
    ['batchsize', 'batch_size'],
    ['batchSize', 'batch_size'],
    ['batch-size', 'batch_size'],
    ['BATCH_SIZE', 'batch_size'],
    ['learning rate', 'learning_rate'],
    ['sed', 'seed'],
    ['weight_deca', 'weight_decay'],
  ])('%j is meant to be %s', (word, name) => {
    expect(nearest(word, keys)).toBe(name);
  });

  it.each(['optimizer', 'x', '', 'a'.repeat(100_000)])('finds nothing near %.20s', word => {
    expect(nearest(word, keys)).toBeUndefined();
  });
});
