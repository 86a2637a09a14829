import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TrialJob } from '../../../src/commands/job.ts';
import { runTrial } from '../../../src/commands/trial.ts';
import { dataOptions } from '../../../src/data/options.ts';
import { engineOptions } from '../../../src/engine/options.ts';
import { evaluateOptions } from '../../../src/evaluation/options.ts';
import { modelOptions } from '../../../src/model/options.ts';
import { trainOptions } from '../../../src/training/options.ts';
import { root } from '../../shared.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trial-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it.each([{ matryoshka: [100_000, 8] }, { tune: { last: 1000 } }])(
  'refuses %o before it encodes anything',
  async train => {
    const job: TrialJob = {
      kind: 'trial',
      root: join(root, 'fixtures'),
      data: dataOptions.parse({
        train: 'data/train.tsv',
        validation: 'data/validation.tsv',
        test: 'data/test.tsv',
      }),
      model: modelOptions.parse({ base: 'models/tiny' }),
      train: trainOptions.parse({ tune: 'all', ...train }),
      evaluate: evaluateOptions.parse({}),
      engine: engineOptions.parse({ engine: 'onnxruntime', provider: 'cpu', threads: 1 }),
      output: join(folder, 'model'),
      checkpoint: join(folder, 'checkpoint'),
    };
    const phases = new Set<string>();
    const failed = runTrial(
      job,
      event => event.type === 'progress' && phases.add(event.phase),
      new AbortController().signal,
    );
    await expect(failed).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    expect([...phases]).not.toContain('encode');
  },
);
