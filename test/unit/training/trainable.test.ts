import { beforeAll, describe, expect, it } from 'vitest';
import { openReference } from '../../../src/engine/reference/open.ts';
import { Dense } from '../../../src/model/dense.ts';
import { loadModel } from '../../../src/model/load.ts';
import { trainable } from '../../../src/training/trainable.ts';
import { TINY_NAMES, tinyTransformer } from '../model/tiny-transformers.ts';
import { tinyBert } from './models.ts';

beforeAll(async () => {
  await openReference();
});

describe('trainable', () => {
  it('is the head alone, whose bias does not decay', () => {
    const found = trainable(tinyBert({ head: 3 }), 'head');
    expect(found.map(({ name, decays }) => [name, decays])).toEqual([
      ['head.linear.weight', true],
      ['head.linear.bias', false],
    ]);
  });

  it('is everything, of which biases and layer norms do not decay', () => {
    const dense = Dense.xavier(8, 8, 2);
    const modules = [
      { kind: 'pooling', mode: 'mean', implied: false },
      { kind: 'dense', dense },
    ] as const;
    const model = tinyBert({ head: 3, modules });
    const found = new Map(trainable(model, 'all').map(one => [one.name, one]));
    expect(found.size).toBe(model.architecture.variables.size + 4);
    const decays = [
      'embeddings.word_embeddings.weight',
      'encoder.layer.0.attention.self.query.weight',
      'encoder.layer.1.output.dense.weight',
      'modules.1.linear.weight',
      'head.linear.weight',
    ];
    const stays = [
      'embeddings.LayerNorm.weight',
      'encoder.layer.0.attention.self.query.bias',
      'encoder.layer.1.output.LayerNorm.weight',
      'modules.1.linear.bias',
    ];
    for (const name of decays) expect(found.get(name)?.decays, name).toBe(true);
    for (const name of stays) expect(found.get(name)?.decays, name).toBe(false);
  });

  it.each(TINY_NAMES)('leaves every vector of %s alone, and no matrix', async architecture => {
    const model = await loadModel(await tinyTransformer(architecture), { seed: 1 });
    const found = trainable(model, 'all').filter(({ decays, variable }) => decays !== variable.rank > 1);
    expect(found.map(({ name }) => name)).toEqual([]);
    model.dispose();
  });

  it('refuses to train a head that is not there', () => {
    expect(() => trainable(tinyBert(), 'head')).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(trainable(tinyBert(), 'all').length).toBeGreaterThan(30);
  });
});
