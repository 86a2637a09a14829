import { describe, expect, it } from 'vitest';
import type { ExampleFormat } from '../../../../src/data/pair.ts';
import { ACCEPTED_FORMATS, checkLossFormat, lossesFor } from '../../../../src/training/losses/accepts.ts';
import { trainOptions } from '../../../../src/training/options.ts';

const FORMATS: readonly ExampleFormat[] = ['pair', 'scored-pair', 'positive-pair', 'triplet'];
const LOSSES = trainOptions.shape.loss.unwrap().options;

describe('checkLossFormat', () => {
  it('passes what the table has, and nothing else', () => {
    for (const loss of LOSSES)
      for (const format of FORMATS) {
        const check = () => checkLossFormat(loss, format);
        if (ACCEPTED_FORMATS[loss].includes(format)) expect(check).not.toThrow();
        else
          expect(check, `${loss} ${format}`).toThrow(
            expect.objectContaining({ code: 'LOSS_FORMAT', exitCode: 2 }),
          );
      }
  });

  it('names what the loss learns from, and the losses that fit the data', () => {
    expect(() => checkLossFormat('cosent', 'triplet')).toThrow(
      expect.objectContaining({
        message:
          'train.loss: cosent learns from pairs with labels 0 and 1, or pairs with scores, but the training data are triplets.',
        remedy: 'Set `train.loss` to one that takes them: multiple-negatives-ranking, triplet.',
      }),
    );
  });

  it('has a loss for every format', () => {
    for (const format of FORMATS) expect(lossesFor(format), format).not.toEqual([]);
  });
});
