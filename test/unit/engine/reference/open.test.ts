import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openReference } from '../../../../src/engine/reference/open.ts';

afterEach(() => vi.restoreAllMocks());

describe('openReference', () => {
  it('prints nothing, names itself and is current', async () => {
    const printed = (['log', 'info', 'warn', 'error'] as const).map(method =>
      vi.spyOn(console, method).mockImplementation(() => {}),
    );
    const engine = await openReference();
    tf.dispose(tf.add(tf.ones([2]), 1));
    for (const spy of printed) expect(spy).not.toHaveBeenCalled();
    expect(engine.info).toMatchObject({ name: 'reference', device: 'cpu', gpu: false });
    expect(engine.info.version).toMatch(/^4\./);
    expect(tf.getBackend()).toBe('cpu');
  });

  it('compiles to a function that frees all but its result', async () => {
    const engine = await openReference();
    const weight = tf.variable(tf.ones([2, 2]));
    const step = engine.compile((x: tf.Tensor2D) => {
      weight.assign(tf.add(weight, 1));
      return { sum: tf.sum(tf.matMul(x, weight as unknown as tf.Tensor2D)), count: tf.scalar(1) };
    });
    const x = tf.tensor2d([1, 2], [1, 2]);
    const before = tf.memory().numTensors;
    const { sum, count } = await step(x);
    expect(tf.memory().numTensors).toBe(before + 2);
    expect((await sum.data())[0]).toBe(12);
    tf.dispose([sum, count, x, weight]);
  });

  it('has gradients', async () => {
    await openReference();
    const slope = tf.grad(x => tf.sum(tf.square(x)))(tf.tensor1d([1, -3]));
    expect(Array.from(await slope.data())).toEqual([2, -6]);
  });

  it('differentiates a lookup in a large table without a pass per row', async () => {
    await openReference();
    const table = tf.variable(tf.zeros([30_000, 16]));
    const ids = tf.tensor1d([7, 29_999, 7], 'int32');
    const started = performance.now();
    const { grads } = tf.variableGrads(() => tf.sum(tf.gather(table, ids)), [table]);
    expect(performance.now() - started).toBeLessThan(2_000);
    const rows = (await grads[table.name]!.data()) as Float32Array;
    expect([rows[7 * 16], rows[29_999 * 16], rows[0]]).toEqual([2, 1, 0]);
    tf.dispose([table, ids, grads]);
  });
});
