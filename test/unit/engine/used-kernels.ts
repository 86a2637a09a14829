import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../../../src/engine/engine.ts';
import { Dense } from '../../../src/model/dense.ts';
import type { Module } from '../../../src/model/modules.ts';
import { packTogether } from '../../../src/model/packing.ts';
import { type TokenTensors, tokenTensors } from '../../../src/model/token-batch.ts';
import { createTrainer } from '../../../src/training/trainer.ts';
import { tinyBert, tokenRows } from '../training/models.ts';

const TRAINING = {
  tune: 'all',
  margin: 0.5,
  batch_size: 4,
  learning_rate: 1e-3,
  weight_decay: 0.01,
  max_grad_norm: 1,
  totalSteps: 2,
  warmup: 0,
} as const;
const BATCH = {
  texts: [
    [0, 1, 2],
    [3, 4, 5],
  ],
  labels: [1, 0, 1],
};

/** Kernels that training and encoding really call, over both losses and every kind of module. */
export async function usedKernels(engine: Engine): Promise<Set<string>> {
  const dense = () => ({ kind: 'dense', dense: Dense.xavier(8, 8, 2) }) as const;
  const pooling = (mode: 'mean' | 'cls' | 'max') => ({ kind: 'pooling', mode, implied: false }) as const;
  return new Set([
    ...(await calls(engine, 'online-contrastive', [pooling('mean'), dense(), { kind: 'normalize' }], false)),
    ...(await calls(engine, 'contrastive', [pooling('cls')], true)),
    ...(await calls(engine, 'contrastive', [pooling('max'), { kind: 'normalize' }], false)),
  ]);
}

/** Kernels that training with one loss, and then encoding, really call. */
async function calls(
  engine: Engine,
  loss: 'contrastive' | 'online-contrastive',
  modules: Module[],
  tanh: boolean,
): Promise<string[]> {
  const model = tinyBert({ modules, head: 3, tanh });
  const inputs = { kind: 'tokens', tokens: tokenRows(6) } as const;
  const trainer = createTrainer(engine, model, { ...TRAINING, loss, inputs });
  const profile = await tf.profile(async () => {
    await trainer.step(BATCH);
    const encode = engine.compile((...tokens: TokenTensors) => model.applyHead(model.base(tokens)));
    const tokens = tokenRows(4);
    const packing = packTogether(tokens.map(ids => ids.length));
    const output = await encode(...tokenTensors(tokens, packing, { padId: 0 }));
    await output.data();
    return output;
  });
  trainer.dispose();
  model.dispose();
  // Spans such as `forward` are in the profile too.
  return profile.kernelNames.filter(name => tf.getKernel(name, tf.getBackend()));
}
