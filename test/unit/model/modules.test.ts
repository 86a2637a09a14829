import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { gelu, geluTanh } from '../../../src/model/activations.ts';
import { Dense } from '../../../src/model/dense.ts';
import { packTogether } from '../../../src/model/packing.ts';
import { normalize, pool } from '../../../src/model/pooling.ts';
import { readPoolingMode } from '../../../src/model/pooling-config.ts';
import { type TokenTensors, tokenTensors } from '../../../src/model/token-batch.ts';
import { variable } from '../../../src/model/weights.ts';
import { Random } from '../engine/random.ts';
import { largestDifference } from './tiny.ts';

/** Two rows of three places: a text of two tokens and one of none in the first, a text of one token in the second. */
const places = () => tf.tensor2d([1, -2, 3, 4, 100, 100, -5, -6, 100, 100, 100, 100], [6, 2]);
const batch = (): TokenTensors =>
  tokenTensors(
    [Int32Array.of(7, 7), Int32Array.of(7), new Int32Array()],
    { rows: [[0, 2], [1]], width: 3 },
    { padId: 0, texts: [0, 1, 2] },
  );

describe('pooling', () => {
  it.each([
    [
      'cls',
      [
        [1, -2],
        [-5, -6],
        [0, 0],
      ],
    ],
    [
      'mean',
      [
        [2, 1],
        [-5, -6],
        [0, 0],
      ],
    ],
    [
      'max',
      [
        [3, 4],
        [-5, -6],
        [0, 0],
      ],
    ],
  ] as const)('%s, by hand', (mode, expected) => {
    expect(largestDifference(pool(mode, places(), batch()).dataSync(), expected.flat())).toBe(0);
  });

  it.each(['cls', 'mean', 'max'] as const)('%s passes no gradient to padding, and no NaN', mode => {
    const gradient = tf
      .grad(x => tf.sum(pool(mode, x as tf.Tensor2D, batch())))(places())
      .arraySync() as number[][];
    expect(gradient.flat().every(Number.isFinite)).toBe(true);
    expect([gradient[2], gradient[4], gradient[5]].flat()).toEqual([0, 0, 0, 0, 0, 0]);
    expect(gradient[3]).toEqual([1, 1]);
  });

  it('max takes memory for places, not for every text at its longest', async () => {
    const random = new Random(5);
    const tokens = Array.from({ length: 40 }, (_, i) => new Int32Array(i === 0 ? 64 : random.integer(0, 9)));
    const packing = packTogether(tokens.map(({ length }) => length));
    const given = tokenTensors(tokens, packing, { padId: 0, textCount: 64 });
    const count = packing.rows.length * packing.width;
    const values = random.values(count * 3);
    const { kernels, result } = await tf.profile(() => pool('max', tf.tensor2d(values, [count, 3]), given));
    const order = packing.rows.flat();
    const starts = await given[3].data();
    const expected = Array.from({ length: 64 }, (_, text) => {
      const length = tokens[order[text] ?? -1]?.length ?? 0;
      const own = Array.from({ length }, (__, i) => [0, 1, 2].map(k => values[(starts[text]! + i) * 3 + k]!));
      return [0, 1, 2].map(k => (length > 0 ? Math.max(...own.map(token => token[k]!)) : 0));
    });
    expect(largestDifference(await (result as tf.Tensor).data(), expected.flat())).toBe(0);
    const sizes = kernels.flatMap(({ outputShapes }) =>
      outputShapes.map(shape => shape.reduce((a, b) => a * b, 1)),
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(Math.max(count, 64) * 3);
  });

  it.each([
    [{ pooling_mode_mean_tokens: true }, 'mean'],
    [{ pooling_mode_cls_token: true, pooling_mode_mean_tokens: false, include_prompt: false }, 'cls'],
    [{ pooling_mode_max_tokens: true, word_embedding_dimension: 8 }, 'max'],
    [{ pooling_mode: 'cls', embedding_dimension: 8, include_prompt: true }, 'cls'],
    [{ pooling_mode: ['max'] }, 'max'],
    [{}, 'mean'],
  ])('reads %j', (config, mode) => {
    expect(readPoolingMode(config, 8, false, { file: 'config.json' })).toBe(mode);
  });

  it.each([
    [{ pooling_mode_mean_tokens: true, pooling_mode_max_tokens: true }, 'MODEL_UNSUPPORTED', /max and mean/],
    [{ pooling_mode_lasttoken: true }, 'MODEL_UNSUPPORTED', /lasttoken/],
    [{ pooling_mode_weightedmean_tokens: true }, 'MODEL_UNSUPPORTED', /weightedmean/],
    [{ pooling_mode: ['mean', 'cls'] }, 'MODEL_UNSUPPORTED', /mean and cls/],
    [{ pooling_mode: 7 }, 'MODEL_UNSUPPORTED', /7/],
    [{ include_prompt: false }, 'MODEL_UNSUPPORTED', /include_prompt/],
    [{ word_embedding_dimension: 9 }, 'MODEL_INVALID', /expects 9 dimensions, the encoder gives 8/],
  ])('refuses %j', (config, code, message) => {
    expect(() => readPoolingMode(config, 8, true, { file: 'config.json' })).toThrow(
      expect.objectContaining({
        code,
        message: expect.stringMatching(message),
        place: { file: 'config.json' },
      }),
    );
  });
});

describe('normalize', () => {
  it('scales rows to length 1 and leaves zeros zero, with a finite gradient', () => {
    const x = tf.tensor2d([
      [3, 4],
      [0, 0],
      [-1e-3, 0],
    ]);
    expect(normalize(x).arraySync()).toEqual([
      [expect.closeTo(0.6, 6), expect.closeTo(0.8, 6)],
      [0, 0],
      [expect.closeTo(-1, 6), 0],
    ]);
    expect(
      [
        ...tf
          .grad(y => tf.sum(normalize(y as tf.Tensor2D)))(x)
          .dataSync(),
      ].every(Number.isFinite),
    ).toBe(true);
  });
});

describe('activations', () => {
  // Φ(1) = 0.8413447461, Φ(-2) = 0.0227501319 (tables of the normal distribution).
  it('gelu is x · Φ(x)', () => {
    const [zero, one, minusTwo] = gelu(tf.tensor2d([[0, 1, -2]])).dataSync();
    expect([zero, one, minusTwo]).toEqual([
      0,
      expect.closeTo(0.8413447461, 6),
      expect.closeTo(-0.0455002638, 6),
    ]);
  });

  it('its approximation stays within 0.0005 of it', () => {
    const x: tf.Tensor2D = tf.reshape(tf.linspace(-5, 5, 101), [1, 101]);
    const [exact, near] = [gelu(x).dataSync(), geluTanh(x).dataSync()];
    const gaps = [...exact].map((value, i) => Math.abs(value - near[i]!));
    expect(Math.max(...gaps)).toBeLessThan(5e-4);
    expect(Math.max(...gaps)).toBeGreaterThan(1e-5);
  });
});

describe('dense', () => {
  it('is activation(x · weightᵀ + bias)', () => {
    const weight = variable(Float32Array.of(1, 2, 3, -1, 0, 1), [2, 3]);
    const bias = variable(Float32Array.of(0.5, -0.5), [2]);
    const x = tf.tensor2d([
      [1, 1, 1],
      [0, -1, 2],
    ]);
    expect(new Dense(weight, bias, 'identity').apply(x).arraySync()).toEqual([
      [6.5, -0.5],
      [4.5, 1.5],
    ]);
    expect(new Dense(weight, null, 'relu').apply(x).arraySync()).toEqual([
      [6, 0],
      [4, 2],
    ]);
    expect(new Dense(weight, bias, 'tanh').apply(x).arraySync()[1]).toEqual([
      expect.closeTo(Math.tanh(4.5), 6),
      expect.closeTo(Math.tanh(1.5), 6),
    ]);
    expect(new Dense(weight, bias, 'sigmoid').apply(x).arraySync()[0]![1]).toBeCloseTo(
      1 / (1 + Math.exp(0.5)),
      6,
    );
  });

  it('starts Xavier-uniform, alike for the same seed only', () => {
    const [a, b, c] = [Dense.xavier(50, 256, 1), Dense.xavier(50, 256, 1), Dense.xavier(50, 256, 2)];
    const values = a.weight.dataSync() as Float32Array;
    expect(a.weight.shape).toEqual([256, 50]);
    expect(b.weight.dataSync()).toEqual(values);
    expect(c.weight.dataSync()).not.toEqual(values);
    expect(a.bias!.dataSync()).toEqual(new Float32Array(256));
    const limit = Math.sqrt(6 / 306);
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const variance = values.reduce((sum, v) => sum + v * v, 0) / values.length;
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(limit);
    // Four standard errors of 12 800 uniform draws.
    expect(Math.abs(mean)).toBeLessThan((4 * limit) / Math.sqrt(3 * values.length));
    expect(Math.abs(variance / (limit ** 2 / 3) - 1)).toBeLessThan(0.04);
    expect([a.inputs, a.outputs, a.activation]).toEqual([50, 256, 'tanh']);
  });
});
