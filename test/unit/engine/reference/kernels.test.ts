import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { KERNELS, registerKernels } from '../../../../src/engine/reference/register.ts';
import { Random } from '../random.ts';

interface Case {
  readonly inputs: Record<string, tf.Tensor>;
  readonly attrs?: Record<string, unknown>;
}

const stock = new Map<string, tf.KernelFunc>();

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
  for (const { name } of KERNELS) stock.set(name, tf.getKernel(name, 'cpu').kernelFunc);
  registerKernels();
});

afterEach(() => tf.disposeVariables());

/** Two shapes that broadcast, at times of different ranks. */
function broadcastable(random: Random): Case {
  const shape = random.shape(random.integer(0, 4));
  const partly = () => shape.map(size => (random.chance() ? size : 1)).slice(random.integer(0, shape.length));
  const [a, b] = random.chance() ? [shape, partly()] : [partly(), shape];
  return { inputs: { a: random.tensor(a), b: random.tensor(b) } };
}

const one = (random: Random): Case => ({ inputs: { x: random.tensor(random.shape(random.integer(0, 4))) } });

function reduction(random: Random): Case {
  const rank = random.integer(1, 4);
  const axis = Array.from({ length: rank }, (_, i) => i).filter(() => random.chance());
  return { inputs: { x: random.tensor(random.shape(rank)) }, attrs: { axis, keepDims: random.chance() } };
}

function matrices(random: Random): Case {
  const [rows, inner, columns] = [random.integer(1, 40), random.integer(1, 40), random.integer(1, 40)];
  const [transposeA, transposeB] = [random.chance(), random.chance()];
  const batch = random.shape(random.integer(0, 2), 3);
  const other = random.chance() ? batch : batch.map(() => 1);
  const a = [...batch, ...(transposeA ? [inner, rows] : [rows, inner])];
  const b = [...other, ...(transposeB ? [columns, inner] : [inner, columns])];
  return { inputs: { a: random.tensor(a), b: random.tensor(b) }, attrs: { transposeA, transposeB } };
}

function gather(random: Random): Case {
  const shape = random.shape(random.integer(1, 3));
  const axis = random.integer(0, shape.length - 1);
  const wanted = random.shape(random.integer(1, 2));
  const size = wanted.reduce((a, b) => a * b, 1);
  const indices = Int32Array.from({ length: size }, () => random.integer(0, shape[axis]! - 1));
  return {
    inputs: { x: random.tensor(shape), indices: tf.tensor(indices, wanted, 'int32') },
    attrs: { axis, batchDims: 0 },
  };
}

function segments(random: Random): Case {
  const shape = random.shape(random.integer(1, 3));
  const numSegments = random.integer(1, 9);
  const ids = Int32Array.from({ length: shape[0]! }, () => random.integer(-1, numSegments));
  return {
    inputs: { x: random.tensor(shape), segmentIds: tf.tensor1d(ids, 'int32') },
    attrs: { numSegments },
  };
}

function permutation(random: Random): Case {
  const shape = random.shape(random.integer(1, 5), 4);
  const perm = shape.map((_, i) => i);
  for (let i = perm.length - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [perm[i], perm[j]] = [perm[j]!, perm[i]!];
  }
  return { inputs: { x: random.tensor(shape) }, attrs: { perm } };
}

function logits(random: Random): Case {
  const shape = random.shape(random.integer(1, 4));
  return {
    inputs: { logits: tf.mul(random.tensor(shape), 20) },
    attrs: { dim: random.chance() ? -1 : shape.length - 1 },
  };
}

const CASES: Readonly<Record<string, (random: Random) => Case>> = {
  Add: broadcastable,
  BatchMatMul: matrices,
  Erf: one,
  Exp: one,
  GatherV2: gather,
  Mean: reduction,
  Multiply: broadcastable,
  Neg: one,
  RealDiv: broadcastable,
  Softmax: logits,
  Sqrt: one,
  Square: one,
  Sub: broadcastable,
  Sum: reduction,
  Tanh: one,
  Transpose: permutation,
  UnsortedSegmentSum: segments,
};

function run(func: tf.KernelFunc, { inputs, attrs }: Case): { shape: number[]; values: number[] } {
  const out = func({ inputs, attrs: attrs as never, backend: tf.backend() }) as tf.TensorInfo;
  const values = tf.backend().readSync(out.dataId) as Float32Array;
  return { shape: out.shape, values: Array.from(values) };
}

describe('our kernels against those of tfjs', () => {
  it('are all compared here', () => {
    expect(KERNELS.map(kernel => kernel.name).sort()).toEqual(Object.keys(CASES).sort());
  });

  it.each(Object.keys(CASES))('%s', name => {
    const ours = tf.getKernel(name, 'cpu').kernelFunc;
    expect(ours).not.toBe(stock.get(name));
    for (let seed = 1; seed <= 60; seed++) {
      const given = CASES[name]!(new Random(seed));
      const expected = run(stock.get(name)!, given);
      const actual = run(ours, given);
      expect(actual.shape, `seed ${seed}`).toEqual(expected.shape);
      actual.values.forEach((value, i) => {
        const other = expected.values[i]!;
        if (Number.isNaN(other)) expect(value).toBeNaN();
        else expect(Math.abs(value - other), `seed ${seed}, ${i}`).toBeLessThan(2e-6 * (1 + Math.abs(other)));
      });
    }
  });

  it('leave other dtypes to tfjs', () => {
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32');
    expect(tf.sum(x, 1).dtype).toBe('int32');
    expect(Array.from(tf.matMul(x, x).dataSync())).toEqual([7, 10, 15, 22]);
    expect(tf.mul(x, x).dtype).toBe('int32');
    expect(Array.from(tf.transpose(x).dataSync())).toEqual([1, 3, 2, 4]);
    expect(Array.from(tf.sum(tf.tensor1d([true, true, false], 'bool')).dataSync())).toEqual([2]);
  });

  it('refuse what tfjs refuses', () => {
    expect(() => tf.matMul(tf.ones([2, 3]), tf.ones([2, 3]))).toThrow(/matMul/);
    expect(() => tf.add(tf.ones([2]), tf.ones([3]))).toThrow(/broadcast/);
    expect(() => tf.gather(tf.ones([2, 3]), tf.tensor1d([2], 'int32'))).toThrow(/not in \[0, 1\]/);
  });

  it('take empty tensors', () => {
    expect(tf.add(tf.zeros([0, 3]), tf.ones([3])).shape).toEqual([0, 3]);
    expect(tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 2])).dataSync()).toEqual(new Float32Array(4));
    expect(tf.transpose(tf.zeros([0, 3])).shape).toEqual([3, 0]);
    expect(tf.sum(tf.zeros([0, 3]), 0).dataSync()).toEqual(new Float32Array(3));
  });

  it('do not read beyond the tensor when its values are part of a longer array', () => {
    const long = Float32Array.from({ length: 12 }, (_, i) => i);
    const [, second] = tf.split(tf.tensor2d(long, [4, 3]), 2) as [tf.Tensor2D, tf.Tensor2D];
    expect(Array.from(tf.sum(second, 0).dataSync())).toEqual([15, 17, 19]);
    expect(Array.from(tf.matMul(second, second, false, true).dataSync())).toEqual(
      [149, 212, 212, 302].map((_, i) => {
        const rows = [
          [6, 7, 8],
          [9, 10, 11],
        ];
        const [a, b] = [rows[i >> 1]!, rows[i & 1]!];
        return a.reduce((sum, value, k) => sum + value * b[k]!, 0);
      }),
    );
  });

  it('are put back after another copy of tfjs has replaced them', () => {
    const ours = tf.getKernel('Add', 'cpu').kernelFunc;
    registerKernels();
    expect(tf.getKernel('Add', 'cpu').kernelFunc).toBe(ours);
    tf.registerKernel({ kernelName: 'Add', backendName: 'cpu', kernelFunc: stock.get('Add')! });
    registerKernels();
    expect(tf.getKernel('Add', 'cpu').kernelFunc).not.toBe(stock.get('Add'));
  });
});
