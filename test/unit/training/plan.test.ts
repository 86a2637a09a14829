import { describe, expect, it } from 'vitest';
import type { Examples } from '../../../src/training/inputs.ts';
import { plan, usableExamples } from '../../../src/training/plan.ts';
import { epochOrder } from '../../../src/training/sampler.ts';

const column = (...texts: number[]) => Int32Array.from(texts);
const examples: Examples = {
  texts: [column(0, 0, 2, 3, 4, 5, 6), column(7, 8, 9, 10, 0, 11, 12)],
  labels: new Float32Array(7).fill(1),
};
const OPTIONS = { batch_size: 3, seed: 5 } as const;

describe('plan', () => {
  it('deals chunks of the epoch’s order to losses that look at each example alone', () => {
    const planned = plan(examples, { ...OPTIONS, loss: 'online-contrastive' });
    for (const epoch of [1, 2, 3]) {
      const order = epochOrder(7, 5, epoch);
      expect(planned.batches(epoch)).toEqual([order.subarray(0, 3), order.subarray(3, 6), order.subarray(6)]);
      expect(planned.steps(epoch)).toBe(3);
    }
  });

  it('keeps a text out of a second example of a batch for in-batch negatives, and knows the steps', () => {
    const planned = plan(examples, { ...OPTIONS, loss: 'multiple-negatives-ranking' });
    for (let epoch = 1; epoch <= 20; epoch++) {
      const batches = planned.batches(epoch);
      expect(planned.steps(epoch)).toBe(batches.length);
      for (const rows of batches) {
        const own = [...rows].flatMap(row => examples.texts.map(texts => texts[row]!));
        expect(new Set(own).size).toBe(own.length);
      }
    }
    expect(planned.batches(2)).toEqual(
      plan(examples, { ...OPTIONS, loss: 'multiple-negatives-ranking' }).batches(2),
    );
    expect(planned.batches(2)).not.toEqual(planned.batches(1));
  });
});

describe('usableExamples', () => {
  const labels = Float32Array.from([1, 0, 1, 0.5, 0, 1, 0]);

  it('leaves out of in-batch negatives what is no positive pair', () => {
    expect(usableExamples({ ...examples, labels }, 'multiple-negatives-ranking')).toEqual({
      texts: [column(0, 2, 5), column(7, 9, 11)],
      labels: new Float32Array(3).fill(1),
    });
    expect(usableExamples(examples, 'multiple-negatives-ranking')).toBe(examples);
  });

  it('leaves nothing out of other losses', () => {
    const given = { ...examples, labels };
    expect(usableExamples(given, 'cosent')).toBe(given);
  });
});
