import { mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { annotate, placed } from '../../../src/action/annotations.ts';
import { leaking, passing } from '../report/samples.ts';
import { Runner } from './runner.ts';

let runner: Runner;
beforeEach(() => {
  runner = new Runner();
  mkdirSync(runner.path('workspace/sub/data'), { recursive: true });
  writeFileSync(runner.path('workspace/sub/data/train.tsv'), '');
  writeFileSync(runner.path('workspace/root.tsv'), '');
});
afterEach(() => runner.close());

describe('placed', () => {
  it('makes a path relative to the workspace, whatever it was relative to', () => {
    const places = { workspace: runner.path('workspace'), directory: runner.path('workspace/sub') };
    expect(placed('data/train.tsv', places)).toBe('sub/data/train.tsv');
    expect(placed('sub/data/train.tsv', places)).toBe('sub/data/train.tsv');
    expect(placed('root.tsv', places)).toBe('root.tsv');
    expect(placed(runner.path('workspace/root.tsv'), places)).toBe('root.tsv');
    expect(placed(runner.path('workspace/gone.yml'), places)).toBe('gone.yml');
    expect(placed('/etc/passwd', places)).toBe('/etc/passwd');
    expect(placed('gone.tsv', places)).toBe('gone.tsv');
    expect(placed('../event.json', places)).toBe('../event.json');
  });
});

describe('annotate', () => {
  const places = () => ({ workspace: runner.path('workspace'), directory: runner.path('workspace') });

  it('leaves one of the ten errors for the failure itself', () => {
    annotate(leaking, places());
    const errors = runner.commands.filter(line => line.startsWith('::error'));
    expect(errors).toHaveLength(9);
    expect(errors[0]).toBe(
      '::error title=finetune-gate%3A leakage,file=data/test.tsv,line=1::This test pair stands in data/train.tsv, line 5, too.',
    );
    expect(errors[8]).toContain('and 103 more');
  });

  it('cannot be made to write another command', () => {
    const finding = {
      kind: 'leakage' as const,
      split: 'test' as const,
      file: 'a\n::error::x,line=1%0A',
      line: 1,
      message: '%0A::error::\r\n::stop-commands::x',
    };
    annotate(
      { ...passing, data: { ...passing.data!, findings: [finding], findingCounts: { leakage: 1 } } },
      places(),
    );
    const [warning, ...notices] = runner.log.trimEnd().split(/[\r\n]+/);
    expect(warning).toBe(
      '::warning title=finetune-gate%3A leakage,file=a⟨U+000A⟩%3A%3Aerror%3A%3Ax%2Cline=1%250A,line=1::%250A::error:: ::stop-commands::x',
    );
    expect(notices).toEqual([]);
  });
});
