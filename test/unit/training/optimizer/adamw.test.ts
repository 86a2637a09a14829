import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openReference } from '../../../../src/engine/reference/open.ts';
import { biasCorrections } from '../../../../src/training/optimizer/adam.ts';
import { adamW } from '../../../../src/training/optimizer/adamw.ts';
import { applyGradients } from '../../../../src/training/optimizer/apply.ts';
import { Random } from '../../engine/random.ts';

beforeAll(async () => {
  await openReference();
});

/** PyTorch's recursion in double precision: clip_grad_norm_, then AdamW. */
class Oracle {
  readonly #m: number[][];
  readonly #v: number[][];
  readonly parameters: number[][];
  #t = 0;

  constructor(parameters: number[][]) {
    this.parameters = parameters.map(values => [...values]);
    this.#m = parameters.map(values => values.map(() => 0));
    this.#v = parameters.map(values => values.map(() => 0));
  }

  step(gradients: number[][], rate: number, decays: boolean[], decay: number, maximum: number): number {
    this.#t++;
    const norm = Math.hypot(...gradients.flat());
    const scale = Math.min(1, maximum / (norm + 1e-6));
    for (const [i, gradient] of gradients.entries())
      for (const [j, raw] of gradient.entries()) {
        const g = raw * scale;
        const m = 0.9 * this.#m[i]![j]! + 0.1 * g;
        const v = 0.999 * this.#v[i]![j]! + 0.001 * g * g;
        this.#m[i]![j] = m;
        this.#v[i]![j] = v;
        let p = this.parameters[i]![j]!;
        if (decays[i]) p *= 1 - rate * decay;
        const denominator = Math.sqrt(v) / Math.sqrt(1 - 0.999 ** this.#t) + 1e-8;
        this.parameters[i]![j] = p - ((rate / (1 - 0.9 ** this.#t)) * m) / denominator;
      }
    return norm;
  }
}

describe('adamW', () => {
  it.each([
    ['clipped', 0.5],
    ['not clipped', 1e9],
  ])('follows PyTorch over many steps, %s', (_, maximum) => {
    const random = new Random(5);
    const shapes = [[3, 4], [5], [1]];
    const decays = [true, false, true];
    const start = shapes.map(shape => Array.from(random.values(shape.reduce((a, b) => a * b, 1))));
    const oracle = new Oracle(start);
    const variables = start.map((values, i) => tf.tidy(() => tf.variable(tf.tensor(values, shapes[i]!))));
    const optimizer = adamW(
      shapes.map((shape, i) => ({ shape, decays: decays[i]! })),
      { maxGradNorm: maximum, weightDecay: 0.1 },
    );
    const before = tf.memory().numTensors;
    for (let t = 1; t <= 50; t++) {
      // Zero now and then, as for words that are not in a batch.
      const gradients = start.map(values => values.map(() => (t % 7 === 0 ? 0 : random.number())));
      const rate = 0.02 * Math.abs(Math.sin(t));
      const norm = tf.tidy(() => {
        const { mean, square } = biasCorrections(t);
        const numbers = {
          learningRate: tf.scalar(rate),
          meanCorrection: tf.scalar(mean),
          squareCorrection: tf.scalar(square),
        };
        const tensors = gradients.map((values, i) => tf.tensor(values, shapes[i]!));
        return applyGradients(optimizer, variables, tensors, numbers).dataSync()[0]!;
      });
      expect(norm).toBeCloseTo(oracle.step(gradients, rate, decays, 0.1, maximum), 4);
    }
    for (const [i, variable] of variables.entries())
      for (const [j, value] of variable.dataSync().entries())
        expect(value).toBeCloseTo(oracle.parameters[i]![j]!, 5);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([...variables, ...optimizer.state]);
    expect(tf.memory().numTensors).toBe(before - 9);
  });

  it('moves nothing at rate 0', () => {
    const variable = tf.tidy(() => tf.variable(tf.tensor1d([1, -2])));
    const optimizer = adamW([{ shape: [2], decays: true }], { maxGradNorm: 1, weightDecay: 0.5 });
    tf.tidy(() => {
      const one = tf.scalar(1);
      const numbers = { learningRate: tf.scalar(0), meanCorrection: one, squareCorrection: one };
      return applyGradients(optimizer, [variable], [tf.tensor1d([3, 4])], numbers);
    });
    expect(Array.from(variable.dataSync())).toEqual([1, -2]);
    tf.dispose([variable, ...optimizer.state]);
  });
});
