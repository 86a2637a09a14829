import { describe, expect, it } from 'vitest';
import { runFolder } from '../../../src/commands/run-folder.ts';
import { Sandbox } from '../../sandbox.ts';

function output(files: Readonly<Record<string, string>>): {
  found: Promise<string>;
  path: (name: string) => string;
} {
  const sandbox = new Sandbox();
  for (const [name, text] of Object.entries(files)) sandbox.write(`output/${name}`, text);
  return { found: runFolder(sandbox.path('output')), path: name => sandbox.path(name) };
}

describe('the folder of a run', () => {
  it('is that of the chosen trial after a sweep', async () => {
    const { found, path } = output({ 'report.json': '{"command":"sweep"}', 'chosen/report.json': '{}' });
    expect(await found).toBe(path('output/chosen'));
  });

  it.each([
    ['a training run after a sweep', { 'report.json': '{"command":"train"}', 'chosen/report.json': '{}' }],
    ['a sweep that chose none', { 'report.json': '{"command":"sweep"}' }],
    ['a report that is no JSON', { 'report.json': '{', 'chosen/report.json': '{}' }],
    ['no report', { 'chosen/report.json': '{}' }],
  ])('is the output itself of %s', async (_, files) => {
    const { found, path } = output(files);
    expect(await found).toBe(path('output'));
  });
});
