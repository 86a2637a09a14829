import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../../../src/engine/engine.ts';
import { Dense } from '../../../src/model/dense.ts';
import type { Module } from '../../../src/model/modules.ts';
import { packTogether } from '../../../src/model/packing.ts';
import { type TokenTensors, tokenTensors } from '../../../src/model/token-batch.ts';
import type { LossOptions } from '../../../src/training/losses/settings.ts';
import { createTrainer } from '../../../src/training/trainer.ts';
import { tinyBert, tokenRows } from '../training/models.ts';

const TRAINING = {
  tune: 'all',
  batch_size: 4,
  learning_rate: 1e-3,
  weight_decay: 0.01,
  max_grad_norm: 1,
  totalSteps: 2,
  warmup: 0,
} as const;
const COLUMNS = [
  [0, 1, 2],
  [3, 4, 5],
  [4, 5, 0],
];

/** Kernels that training and encoding really call, over all losses and every kind of module. */
export async function usedKernels(engine: Engine): Promise<Set<string>> {
  const dense = () => ({ kind: 'dense', dense: Dense.xavier(8, 8, 2) }) as const;
  const pooling = (mode: 'mean' | 'cls' | 'max') => ({ kind: 'pooling', mode, implied: false }) as const;
  return new Set([
    ...(await calls(
      engine,
      { loss: 'online-contrastive' },
      [pooling('mean'), dense(), { kind: 'normalize' }],
      false,
    )),
    ...(await calls(engine, { loss: 'contrastive' }, [pooling('cls')], true)),
    ...(await calls(engine, { loss: 'contrastive' }, [pooling('max'), { kind: 'normalize' }], false)),
    ...(await calls(engine, { loss: 'cosine-similarity' }, [pooling('mean')], false)),
    ...(await calls(engine, { loss: 'cosent' }, [pooling('mean')], false)),
    ...(await calls(
      engine,
      { loss: 'multiple-negatives-ranking', symmetric: true },
      [pooling('mean')],
      false,
    )),
    ...(await calls(engine, { loss: 'triplet', matryoshka: [3, 2] }, [pooling('mean')], false)),
  ]);
}

/** Kernels that training with one loss, and then encoding, really call. */
async function calls(engine: Engine, loss: LossOptions, modules: Module[], tanh: boolean): Promise<string[]> {
  const model = tinyBert({ modules, head: 3, tanh });
  const inputs = { kind: 'tokens', tokens: tokenRows(6) } as const;
  const trainer = createTrainer(engine, model, { ...TRAINING, ...loss, inputs });
  const columns = loss.loss === 'triplet' || loss.symmetric ? 3 : 2;
  const profile = await tf.profile(async () => {
    await trainer.step({ texts: COLUMNS.slice(0, columns), labels: [1, 0, 1] });
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
