import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openReference } from '../../../../src/engine/reference/open.ts';
import { lossByName } from '../../../../src/training/losses/by-name.ts';
import { contrastive } from '../../../../src/training/losses/contrastive.ts';
import type { Loss } from '../../../../src/training/losses/loss.ts';
import { onlineContrastive } from '../../../../src/training/losses/online-contrastive.ts';
import { Random } from '../../engine/random.ts';
import { contrastiveOracle, differences, onlineContrastiveOracle, type PairBatch } from './oracle.ts';

beforeAll(async () => {
  await openReference();
});

/** Pairs at given cosine distances: u is (1, 0), v is turned from it. */
function atDistances(distances: readonly number[], labels: readonly number[]): PairBatch {
  const v = distances.map(d => [1 - d, Math.sqrt(1 - (1 - d) ** 2)]);
  return { u: distances.map(() => [1, 0]), v, labels };
}

function randomBatch(seed: number): PairBatch {
  const random = new Random(seed);
  const rows = random.integer(1, 9);
  const matrix = () => Array.from({ length: rows }, () => Array.from({ length: 4 }, () => random.number()));
  return { u: matrix(), v: matrix(), labels: Array.from({ length: rows }, () => random.integer(0, 1)) };
}

/** The loss and its gradients; `padding` rows are added that must not count. */
function run(make: (margin: number) => Loss, { u, v, labels }: PairBatch, margin: number, padding = 0) {
  const pad = <T>(rows: readonly T[]) => [...rows, ...Array.from({ length: padding }, () => rows[0]!)];
  const weights = [...labels.map(() => 1), ...Array.from({ length: padding }, () => 0)];
  return tf.tidy(() => {
    const inputs = [tf.tensor2d(pad(u)), tf.tensor2d(pad(v))];
    const { value, grads } = tf.valueAndGrads((a, b) =>
      make(margin)([a, b] as tf.Tensor2D[], tf.tensor1d(pad(labels)), tf.tensor1d(weights)),
    )(inputs);
    const [du, dv] = grads.map(grad => grad.arraySync() as number[][]);
    return { value: value.dataSync()[0]!, du: du!, dv: dv! };
  });
}

const LOSSES = [
  ['contrastive', contrastive, contrastiveOracle],
  ['online-contrastive', onlineContrastive, onlineContrastiveOracle],
] as const;

describe.each(LOSSES)('%s', (name, loss, oracle) => {
  it('is found by its name, its margin 0.5 unless another is given', () => {
    const batch = atDistances([0.2, 0.4, 0.6, 0.1, 0.45], [1, 1, 1, 0, 0]);
    const named = (margin?: number) => run(() => lossByName({ loss: name, margin }), batch, 0).value;
    expect(named()).toBe(run(loss, batch, 0.5).value);
    expect(named(0.9)).toBe(run(loss, batch, 0.9).value);
    expect(named(0.9)).not.toBe(named());
  });

  it('agrees with lists and loops in double precision, whatever the classes in the batch', () => {
    for (let seed = 1; seed <= 80; seed++) {
      const batch = randomBatch(seed);
      expect(run(loss, batch, 0.5).value, `seed ${seed}`).toBeCloseTo(oracle(batch, 0.5), 5);
    }
  });

  it('has the slope that finite differences give', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const batch = randomBatch(seed);
      const { du, dv } = run(loss, batch, 0.7);
      const expected = differences(batch, moved => oracle(moved, 0.7));
      for (const [row, values] of batch.u.entries())
        for (const column of values.keys()) {
          expect(du[row]![column], `seed ${seed}`).toBeCloseTo(expected.u[row]![column]!, 3);
          expect(dv[row]![column], `seed ${seed}`).toBeCloseTo(expected.v[row]![column]!, 3);
        }
    }
  });

  it('does not see padding', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const batch = randomBatch(seed);
      const [without, padded] = [run(loss, batch, 0.5), run(loss, batch, 0.5, 5)];
      expect(padded.value).toBeCloseTo(without.value, 6);
      expect(padded.du.slice(0, batch.u.length)).toEqual(without.du);
      expect(
        padded.du
          .slice(batch.u.length)
          .flat()
          .every(slope => slope === 0),
      ).toBe(true);
    }
  });

  it('stays finite for zero vectors, which have distance 1', () => {
    const batch = {
      u: [
        [0, 0],
        [1, 0],
        [0, 0],
      ],
      v: [
        [1, 0],
        [1, 0],
        [0, 0],
      ],
      labels: [1, 0, 1],
    };
    const { value, du, dv } = run(loss, batch, 0.5);
    expect(value).toBeCloseTo(oracle(batch, 0.5), 6);
    expect([...du.flat(), ...dv.flat()].every(Number.isFinite)).toBe(true);
  });
});

describe('contrastive', () => {
  it('is half the mean of d² and (margin − d)²', () => {
    const { value } = run(contrastive, atDistances([0.4, 0.2, 0.9], [1, 0, 0]), 0.5);
    expect(value).toBeCloseTo((0.5 * (0.16 + 0.09 + 0)) / 3, 6);
  });
});

describe('online-contrastive', () => {
  const value = (distances: number[], labels: number[]) =>
    run(onlineContrastive, atDistances(distances, labels), 0.5).value;

  it('sums over negatives closer than the furthest positive, and positives further than the closest negative', () => {
    // The furthest positive is at 0.6: of the negatives 0.3 and 0.4 are hard, 0.7 is not. The closest negative is at
    // 0.3: 0.35 and 0.6 are hard, 0.1 is not.
    const sum = 0.35 ** 2 + 0.6 ** 2 + 0.2 ** 2 + 0.1 ** 2;
    expect(value([0.1, 0.35, 0.6, 0.3, 0.4, 0.7], [1, 1, 1, 0, 0, 0])).toBeCloseTo(sum, 5);
  });

  it('is zero once the classes are apart', () => {
    expect(value([0.1, 0.2, 0.7, 0.9], [1, 1, 0, 0])).toBe(0);
  });

  it('measures negatives against their own mean when there is one positive', () => {
    expect(value([0.05, 0.1, 0.3], [1, 0, 0])).toBeCloseTo(0.4 ** 2, 5);
  });

  it('measures positives against their own mean when there is one negative', () => {
    expect(value([0.1, 0.5, 0.6], [1, 1, 0])).toBeCloseTo(0.5 ** 2, 5);
  });

  it('still pushes the closer negatives of a batch without positives', () => {
    expect(value([0.1, 0.3], [0, 0])).toBeCloseTo(0.4 ** 2, 5);
  });

  it('still pulls the further positives of a batch without negatives', () => {
    expect(value([0.1, 0.3], [1, 1])).toBeCloseTo(0.3 ** 2, 5);
  });

  it('has nothing to do for one pair', () => {
    expect(value([0.3], [1])).toBe(0);
    expect(value([0.3], [0])).toBe(0);
  });

  it('does not differentiate what decides which pairs are hard', () => {
    const { dv } = run(onlineContrastive, atDistances([0.1, 0.35, 0.6, 0.3, 0.7], [1, 1, 1, 0, 0]), 0.5);
    expect(dv[0]).toEqual([0, 0]);
    expect(dv[4]).toEqual([0, 0]);
    expect(Math.hypot(...dv[2]!)).toBeGreaterThan(0.5);
  });
});
