import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openReference } from '../../../src/engine/reference/open.ts';
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
const BATCH = { first: [0, 1, 2], second: [3, 4, 5], labels: [1, 0, 1] };

let engine: Engine;
beforeAll(async () => {
  engine = await openReference();
});

/** Kernels that the installed package registers, read as text: its native library is not there to load. */
function registeredKernels(): Set<string> {
  const require = createRequire(import.meta.url);
  const dist = join(dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json')), 'dist');
  const list = readFileSync(join(dist, 'register_all_kernels.js'), 'utf8');
  // Of every file, the configuration is in the list that is registered, not only imported.
  const files = [...list.matchAll(/var (\w+) = require\("\.\/kernels\/(\w+)"\)/g)];
  const table = list.slice(list.indexOf('var kernelConfigs'));
  return new Set(files.filter(([, variable]) => table.includes(`${variable}.`)).map(([, , file]) => file!));
}

/** Kernels that training with one loss, and then encoding, really call. */
async function usedKernels(loss: 'contrastive' | 'online-contrastive', modules: Module[], tanh: boolean) {
  const model = tinyBert({ modules, head: 3, tanh });
  const inputs = { kind: 'tokens', tokens: tokenRows(6) } as const;
  const trainer = createTrainer(engine, model, { ...TRAINING, loss, inputs });
  const profile = await tf.profile(async () => {
    await trainer.step(BATCH);
    const encode = engine.compile((...tokens: TokenTensors) => model.applyHead(model.base(tokens)));
    const tokens = tokenRows(4);
    const output = await encode(
      ...tokenTensors(tokens, packTogether(tokens.map(ids => ids.length)), { padId: 0 }),
    );
    await output.data();
    return output;
  });
  trainer.dispose();
  model.dispose();
  // Spans such as `forward` are in the profile too.
  return profile.kernelNames.filter(name => tf.getKernel(name, 'cpu'));
}

describe('@tensorflow/tfjs-node-gpu', () => {
  it('has every kernel that training and encoding use', async () => {
    const dense = () => ({ kind: 'dense', dense: Dense.xavier(8, 8, 2) }) as const;
    const pooling = (mode: 'mean' | 'cls' | 'max') => ({ kind: 'pooling', mode, implied: false }) as const;
    const used = new Set([
      ...(await usedKernels('online-contrastive', [pooling('mean'), dense(), { kind: 'normalize' }], false)),
      ...(await usedKernels('contrastive', [pooling('cls')], true)),
      ...(await usedKernels('contrastive', [pooling('max'), { kind: 'normalize' }], false)),
    ]);
    expect(used.size).toBeGreaterThan(30);
    for (const name of ['BatchMatMul', 'Erf', 'Softmax', 'GatherV2', 'ScatterNd', 'Sqrt'])
      expect(used).toContain(name);
    const there = registeredKernels();
    expect(there.size).toBeGreaterThan(140);
    expect([...used].filter(name => !there.has(name))).toEqual([]);
  });
});
