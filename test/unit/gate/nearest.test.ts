import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../src/evaluation/types.ts';
import { nearestName } from '../../../src/gate/nearest.ts';

describe('nearestName', () => {
  it.each([
    ['acc', undefined],
    ['acuracy', 'accuracy'],
    ['ACCURACY', 'accuracy'],
    ['errorrate', 'error_rate'],
    ['presicion', 'precision'],
    ['f2', 'f1'],
    ['auc', undefined],
    ['', undefined],
  ])('%s', (word, name) => {
    expect(nearestName(word, METRICS)).toBe(name);
  });
});
