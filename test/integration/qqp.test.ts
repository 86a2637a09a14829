import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Result } from '../../src/report/result.ts';
import { Sandbox } from '../sandbox.ts';
import { describeShared, root } from '../shared.ts';

interface Curve {
  readonly base_model_error_rate: number;
  readonly curve: { readonly examples: number; readonly mean: number }[];
}

/** Points of error rate that ours may be above PyTorch's mean. */
const SLACK = 0.01;

describeShared('finetune-gate check on Quora Question Pairs and GloVe', shared => {
  const golden: Curve = JSON.parse(readFileSync(join(shared, 'golden', 'qqp_curve.json'), 'utf8'));
  const repository = new Sandbox();
  repository.copy(join(shared, 'data', 'qqp'), 'data');
  repository.copy(join(shared, 'models', 'glove-50d-10k'), 'models/glove');
  const config = (examples: number) => `version: 1
data: { train: data/train.tsv, validation: data/validation.tsv, test: data/test.tsv, examples: ${examples} }
model: { base: models/glove, dimensions: 256 }
train: { tune: head, learning_rate: 1.0e-3, seed: 1 }
gate: [error_rate < baseline]
`;

  it.each([400, 6400, 22498])(
    'is no worse than PyTorch after %i examples',
    examples => {
      repository.write('finetune-gate.yml', config(examples));
      const args = ['check', '--output', `out-${examples}`];
      const { status, stderr } = spawnSync(process.execPath, [join(root, 'dist', 'cli.js'), ...args], {
        cwd: repository.folder,
        encoding: 'utf8',
      });
      expect([0, 1], stderr).toContain(status);
      const result: Result = JSON.parse(repository.read(`out-${examples}/report.json`));
      const mean = golden.curve.find(point => point.examples === examples)?.mean ?? Number.NaN;
      expect(result.candidate?.metrics.error_rate).toBeLessThanOrEqual(mean + SLACK);
      expect(
        Math.abs((result.baselines?.[0]?.errorRate ?? 1) - golden.base_model_error_rate),
      ).toBeLessThanOrEqual(0.003);
      expect(result.training?.steps).toBe(8 * Math.ceil(examples / 32));
    },
    300_000,
  );
});
