import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openReference } from '../../../src/engine/reference/open.ts';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';
import { packTogether } from '../../../src/model/packing.ts';
import { tokenTensors } from '../../../src/model/token-batch.ts';
import { loadCheckpoint, restore, saveCheckpoint, snapshot } from '../../../src/training/checkpoint.ts';
import { trainable } from '../../../src/training/trainable.ts';
import { finishTuning, startTuning } from '../../../src/training/tuning.ts';
import { tinyBert, tokenRows } from './models.ts';

let folder: string;
let model: EmbeddingModel;
beforeAll(async () => {
  await openReference();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'finetune-gate-checkpoint-'));
  model = tinyBert({ head: 3 });
});
afterEach(() => {
  model.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const WORDS = 'embeddings.word_embeddings.weight';

function change(): void {
  tf.tidy(() => {
    for (const variable of [model.head!.weight, model.architecture.variables.get(WORDS)!])
      variable.assign(tf.add(variable, 1));
  });
}

describe('snapshot', () => {
  it('is a copy that restores what was trained', () => {
    const before = tf.memory().numTensors;
    const taken = snapshot(model, 'all');
    change();
    const changed = snapshot(model, 'all');
    expect(changed.get(WORDS)![0]).toBeCloseTo(taken.get(WORDS)![0]! + 1, 5);
    restore(model, taken);
    expect(snapshot(model, 'all')).toEqual(taken);
    change();
    expect(snapshot(model, 'all')).toEqual(changed);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('of the head holds nothing else', () => {
    expect([...snapshot(model, 'head').keys()]).toEqual(['head.linear.weight', 'head.linear.bias']);
  });

  it('refuses weights of another model', () => {
    expect(() => restore(model, new Map([['head.linear.weight', new Float32Array(1)]]))).toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID' }),
    );
  });
});

describe('a checkpoint on disk', () => {
  it('gives back the weights and what was saved with them', async () => {
    const taken = snapshot(model, 'all');
    await saveCheckpoint(join(folder, 'best'), model, 'all', { epoch: 2, validationAccuracy: 0.9 });
    change();
    expect(await loadCheckpoint(join(folder, 'best'), model)).toEqual({ epoch: 2, validationAccuracy: 0.9 });
    expect(snapshot(model, 'all')).toEqual(taken);
  });

  it('is replaced by the next, and leaves no other files', async () => {
    await saveCheckpoint(folder, model, 'head', { epoch: 1 });
    change();
    const taken = snapshot(model, 'head');
    await saveCheckpoint(folder, model, 'head', { epoch: 2 });
    expect(readdirSync(folder)).toEqual([
      'checkpoint.json',
      expect.stringMatching(/^weights-.{16}\.safetensors$/),
    ]);
    change();
    expect(await loadCheckpoint(folder, model)).toEqual({ epoch: 2 });
    expect(snapshot(model, 'head')).toEqual(taken);
  });

  it('is null where there is none', async () => {
    expect(await loadCheckpoint(folder, model)).toBeNull();
  });

  it('is refused when malformed or of another base model', async () => {
    writeFileSync(join(folder, 'checkpoint.json'), '{"version": 1, "weights": "../secret.safetensors"}');
    await expect(loadCheckpoint(folder, model)).rejects.toMatchObject({ code: 'MODEL_INVALID' });
    await saveCheckpoint(folder, { ...model, weightsHash: 'sha256:other' }, 'head', {});
    await expect(loadCheckpoint(folder, model)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringContaining('another base model'),
    });
  });

  it('says when the folder cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(saveCheckpoint(join(folder, 'file', 'x'), model, 'head', {})).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
    });
  });

  it.each([{ last: 1 }, { lora: 2 }])('brings %o back into a fresh model', async tune => {
    startTuning(model, { tune, seed: 1 });
    for (const { variable } of trainable(model, tune)) tf.tidy(() => variable.assign(tf.add(variable, 0.5)));
    const taken = snapshot(model, tune);
    await saveCheckpoint(folder, model, tune, { epoch: 3 });
    const fresh = tinyBert({ head: 3 });
    expect(await loadCheckpoint(folder, fresh)).toEqual({ epoch: 3 });
    expect(snapshot(fresh, tune)).toEqual(taken);
    const ids = tokenTensors(tokenRows(3), packTogether([11, 11, 11]), { padId: 0 });
    const [before, after] = [model, fresh].map(one => one.applyHead(one.base(ids)).dataSync());
    expect(after).toEqual(before);
    finishTuning(model);
    finishTuning(fresh);
    fresh.dispose();
  });
});
