import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../src/engine/engine.ts';
import type { OnnxruntimeBackend } from '../../../../src/engine/onnxruntime/backend.ts';
import { openOnnxruntime } from '../../../../src/engine/onnxruntime/open.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxruntime({ provider: 'cpu', threads: 2 });
});

const held = () => [
  tf.memory().numTensors,
  (tf.backend() as OnnxruntimeBackend).numDataIds(),
  engine.stats!.sessions,
];

/** Bytes of memory without garbage: a step is so short that thousands of them come before the collector does. */
function resident(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().rss;
}

describe('what the engine holds', () => {
  it('stays the same over 10 000 steps', async () => {
    const v = tf.variable(tf.ones([32, 32]));
    const step = engine.compile((x: tf.Tensor) => {
      const loss = (w: tf.Tensor) => tf.sum(tf.square(tf.sub(w, x)));
      const value = loss(v);
      v.assign(tf.sub(v, tf.mul(tf.grad(loss)(v), 0.001)));
      return value as tf.Scalar;
    });
    const steps = async (count: number) => {
      for (let i = 0; i < count; i++) {
        const x = tf.scalar(0.5);
        const loss = await step(x);
        await loss.data();
        tf.dispose([x, loss]);
      }
    };
    await steps(2000);
    const before = held();
    const bytes = resident();
    await steps(10_000);
    expect(held()).toEqual(before);
    expect(resident() - bytes).toBeLessThan(30e6);
  });

  it('is bounded over many signatures and many shapes', async () => {
    const before = engine.stats!.sessions;
    const double = engine.compile((x: tf.Tensor) => tf.add(x, x));
    for (let size = 1; size <= 200; size++) (await double(tf.ones([size]))).dispose();
    expect(engine.stats!.sessions - before).toBeLessThanOrEqual(64 + 128);
    for (let size = 1; size <= 300; size++) tf.tidy(() => tf.exp(tf.ones([size])).dataSync());
    expect(engine.stats!.sessions).toBeLessThanOrEqual(64 + 128);
  });
});
