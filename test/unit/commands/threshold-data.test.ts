import { expect, it } from 'vitest';
import { assertThresholdData } from '../../../src/commands/threshold-data.ts';
import type { ExampleFormat, Label } from '../../../src/data/pair.ts';
import { failure, options, pair, splits } from '../data/files.ts';

const check = (
  threshold: 'logistic' | 'validation',
  format: ExampleFormat,
  labels: Label[],
  value: object = {},
) =>
  assertThresholdData({ threshold, seeds: 1 }, options(value), {
    format,
    splits: splits(labels.map((label, i) => pair(`a${i}`, `b${i}`, label))),
  });

it('refuses a logistic threshold where train cannot choose one', async () => {
  const scores = await failure(() => check('logistic', 'scored-pair', [0, 1]));
  expect(scores.code).toBe('DATA_SCORE_UNDECIDED');
  const positive = await failure(() => check('logistic', 'positive-pair', [1, 1]));
  expect([positive.code, positive.remedy]).toEqual([
    'DATA_ONE_CLASS',
    'Set `evaluate.threshold: validation`.',
  ]);
});

it('lets everything else pass', () => {
  expect(() => check('logistic', 'scored-pair', [0, 1], { positive_from: 0.7 })).not.toThrow();
  expect(() => check('logistic', 'triplet', [1, 0])).not.toThrow();
  expect(() => check('validation', 'scored-pair', [0, 1])).not.toThrow();
  expect(() => check('validation', 'positive-pair', [1, 1])).not.toThrow();
});
