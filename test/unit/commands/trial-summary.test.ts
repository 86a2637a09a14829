import { beforeAll, expect, it } from 'vitest';
import type { TrialJob } from '../../../src/commands/job.ts';
import { modelSummary } from '../../../src/commands/trial-summary.ts';
import { openReference } from '../../../src/engine/reference/open.ts';
import { Dense } from '../../../src/model/dense.ts';
import { finishTuning, startTuning } from '../../../src/training/tuning.ts';
import { tinyBert } from '../training/models.ts';

beforeAll(async () => {
  await openReference();
});

it('counts all parameters, those of the base’s own dense modules too, and which of them train', () => {
  const dense = Dense.xavier(8, 8, 2);
  const modules = [
    { kind: 'pooling', mode: 'mean', implied: false },
    { kind: 'dense', dense },
  ] as const;
  const model = tinyBert({ head: 3, modules });
  const summary = (tune: TrialJob['train']['tune']) => {
    startTuning(model, { tune, seed: 1 });
    const found = modelSummary({ model: { base: 'tiny' }, train: { tune } } as TrialJob, model);
    finishTuning(model);
    return found;
  };
  const { parameters, trainedParameters } = summary('all');
  expect(trainedParameters).toBe(parameters);
  // Two layers of adapters of rank 2 on query and value, 8 wide, and the head; merged, they add nothing.
  expect(summary({ lora: 2 })).toMatchObject({
    parameters,
    trainedParameters: 2 * 2 * 2 * (8 + 8) + 3 * 8 + 3,
  });
  model.dispose();
});
