import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { collectSweep } from '../../../src/commands/collect-sweep.ts';
import { MARK } from '../../../src/commands/output-folder.ts';
import { Sandbox } from '../../sandbox.ts';

it('leaves nothing of an earlier run behind that could be taken for its own', async () => {
  const sandbox = new Sandbox();
  sandbox.write(
    'finetune-gate.yml',
    'version: 1\ndata: { train: a.tsv, validation: b.tsv, test: c.tsv }\nmodel: { base: models/tiny, dimensions: 4 }\n',
  );
  const stale = ['report.json', 'chosen/report.json', 'provenance.json', 'results.csv', 'model/SHA256SUMS'];
  sandbox.write('out/.gitignore', MARK);
  for (const path of [...stale, 'findings.json']) sandbox.write(`out/${path}`, '{}');
  const collected = collectSweep(
    {
      command: 'train',
      directory: sandbox.folder,
      config: 'finetune-gate.yml',
      output: 'out',
      engine: 'reference',
      provider: 'auto',
      requireGpu: false,
      signal: new AbortController().signal,
      log: () => {},
      progress: () => {},
    },
    // What a job wrote into the same folder is read, and stays.
    { from: ['out'] },
  );
  await expect(collected).rejects.toMatchObject({ code: 'SWEEP_INCOMPLETE' });
  expect(stale.filter(path => existsSync(sandbox.path('out', path)))).toEqual([]);
  expect(existsSync(sandbox.path('out/findings.json'))).toBe(true);
});
