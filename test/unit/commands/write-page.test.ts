import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { beforeEach, expect, it } from 'vitest';
import { sampleRun } from '../../../fixtures/report/sample-run.ts';
import { prepareOutput } from '../../../src/commands/output-folder.ts';
import { writePage } from '../../../src/commands/write-page.ts';
import { Sandbox } from '../../sandbox.ts';
import { errored } from '../report/samples.ts';

const { result, pairs } = sampleRun(50);
let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
  sandbox.write('page.js', 'start();');
});

it('writes the page with its script, and a file for each chart', async () => {
  const output = await prepareOutput(sandbox.path('out'));
  await writePage(output, result, pairs, sandbox.path('page.js'));
  expect(sandbox.read('out/report.html')).toContain('<script>start();</script>');
  expect(readdirSync(sandbox.path('out/figures'))).toHaveLength(8);
  expect(sandbox.read('out/figures/roc.svg')).toMatch(/^<svg /);
});

it('writes the page without a script where there is none, and no folder without a chart', async () => {
  const output = await prepareOutput(sandbox.path('out'));
  await writePage(output, errored, []);
  expect(sandbox.read('out/report.html')).toContain('What went wrong');
  expect(sandbox.read('out/report.html')).not.toContain('<script');
  expect(existsSync(output.figures)).toBe(false);
});

it('leaves nothing of an earlier run', async () => {
  await writePage(await prepareOutput(sandbox.path('out')), result, pairs);
  await prepareOutput(sandbox.path('out'));
  expect(readdirSync(sandbox.path('out'))).toEqual(['.gitignore']);
});

it('says which file it cannot write', async () => {
  const output = await prepareOutput(sandbox.path('out'));
  mkdirSync(output.page);
  await expect(writePage(output, errored, [])).rejects.toMatchObject({
    code: 'OUTPUT_UNWRITABLE',
    message: expect.stringContaining('report.html'),
  });
});
