import { existsSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { runBaseline } from '../../../src/commands/baseline.ts';
import { toError } from '../../../src/errors.ts';
import { formatRecord, parseRecord } from '../../../src/evaluation/record-file.ts';
import { fixtureConfig, Sandbox } from '../../sandbox.ts';
import { keyOf, recordWith } from '../evaluation/records.ts';

const RECORD = '.finetune-gate/baseline.json';

/** What a run of 20 test pairs leaves behind, of which the first `wrong` are decided wrongly. */
function finished(wrong: number) {
  const rows = Array.from({ length: 20 }, (_, i) => ({
    ...{ first: `first ${i}`, second: `second ${i}`, label: i % 2, score: 0.5, margin: 0.1 },
    ...{ key: keyOf(i), correct: i >= wrong, judged: true, file: 'data/test.tsv', line: i + 2 },
  }));
  const report = {
    schemaVersion: 1,
    tool: { name: 'finetune-gate', version: '1.2.3' },
    command: 'train' as string,
    verdict: { outcome: 'pass' as string, sentence: 'Passed: accuracy is high.' },
    data: {
      fingerprint: `sha256:${'1'.repeat(64)}`,
      testFingerprint: `sha256:${'2'.repeat(64)}`,
      splits: { train: { pairs: 500, positives: 250 } },
    },
    model: { base: 'models/tiny', weights: `sha256:${'3'.repeat(64)}`, dimensions: 32, architecture: 'bert' },
    training: { tune: 'head' } as { tune: string; stopped?: string },
    candidate: { n: 20, metrics: { error_rate: wrong / 20, accuracy: 1 - wrong / 20 } },
    times: { total: 1 },
  };
  return { report, rows };
}

describe('finetune-gate baseline', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
    sandbox.write('finetune-gate.yml', fixtureConfig('baseline: [base-model, record]'));
  });

  it('records the trial that a sweep chose', async () => {
    leave(finished(3), 'finetune-gate-output/chosen');
    sandbox.write('finetune-gate-output/report.json', '{"schemaVersion":1,"command":"sweep"}');
    expect(await baseline('update')).toContain('20 test pairs, error rate 15.00 %');
  });

  const leave = (run: { report: unknown; rows: readonly unknown[] }, folder = 'finetune-gate-output') => {
    sandbox.write(`${folder}/report.json`, JSON.stringify(run.report));
    sandbox.write(`${folder}/pairs.jsonl`, run.rows.map(row => `${JSON.stringify(row)}\n`).join(''));
  };
  const baseline = (
    action: 'update' | 'show',
    more: { from?: string; output?: string; force?: boolean } = {},
  ) => runBaseline({ action, config: 'finetune-gate.yml', ...more }, sandbox.folder);
  const faultOf = async (...args: Parameters<typeof baseline>) =>
    toError(
      await baseline(...args).then(
        () => undefined,
        thrown => thrown,
      ),
    );

  it('writes what a run decided, and the same again to the byte', async () => {
    leave(finished(5));
    const said = await baseline('update');
    expect(said).toContain('20 test pairs, error rate 25.00 %');
    const text = sandbox.read(RECORD);
    expect(parseRecord(text, RECORD)).toMatchObject({
      tool: '1.2.3',
      testFingerprint: `sha256:${'2'.repeat(64)}`,
      examples: 500,
      base: 'models/tiny',
      dimensions: 32,
      seeds: 1,
    });
    expect(await baseline('update')).toContain('says this already');
    expect(sandbox.read(RECORD)).toBe(text);
  });

  it('tells what changed against the record before', async () => {
    leave(finished(5));
    await baseline('update');
    leave(finished(3), 'other');
    expect(await baseline('update', { from: 'other' })).toContain(
      'error rate 15.00 %; it was 25.00 %, and 2 of 20 shared pairs changed',
    );
    const { report, rows } = finished(3);
    const moved = rows.map((row, i) => ({ ...row, correct: i < 17 }));
    leave({ report, rows: moved });
    expect(await baseline('update')).toContain('; as before, and 6 of 20 shared pairs changed');
  });

  it('counts examples and seeds as the run had them, and keeps pairs that do not judge yet', async () => {
    const { report, rows } = finished(4);
    const added = { ...rows[0], key: keyOf('added'), correct: false, judged: false };
    const seeds = { seeds: [{ seed: 1 }, { seed: 2 }, { seed: 3 }], meanErrorRate: 0.2, deviation: 0 };
    const data = { ...report.data, format: { name: 'triplet', examples: 77 } };
    leave({ report: { ...report, data, seeds }, rows: [...rows, added] });
    expect(await baseline('update')).toContain('21 test pairs');
    expect(parseRecord(sandbox.read(RECORD), RECORD)).toMatchObject({ examples: 77, seeds: 3 });
  });

  const broken = (edit: (run: ReturnType<typeof finished>) => unknown) => {
    const run = finished(5);
    edit(run);
    return run;
  };
  it.each([
    ['ended with an error', broken(({ report }) => (report.verdict.outcome = 'error')), 'did not end well'],
    ['missed its budget', broken(({ report }) => (report.verdict.outcome = 'budget')), 'did not end well'],
    ['was stopped', broken(({ report }) => (report.training.stopped = 'budget')), 'stopped before its end'],
    ['failed its gate', broken(({ report }) => (report.verdict.outcome = 'fail')), 'lower bar'],
    ['has another schema', broken(({ report }) => (report.schemaVersion = 2)), 'schemaVersion'],
    ['is of another tool', broken(({ report }) => (report.tool.name = 'other')), 'tool.name'],
    ['is a sweep', broken(({ report }) => (report.command = 'sweep')), 'command'],
    [
      'has no evaluation',
      broken(({ report }) => delete (report as { candidate?: unknown }).candidate),
      'candidate',
    ],
    ['has more pairs than it counts', broken(({ report }) => (report.candidate.n = 19)), 'different runs'],
    ['has fewer', broken(({ rows }) => rows.pop()), 'different runs'],
    ['has none', broken(({ rows }) => rows.splice(0)), 'different runs'],
    ['has another error rate', broken(({ rows }) => (rows[0]!.correct = true)), 'different runs'],
    ['has pairs that do not judge', broken(({ rows }) => (rows[9]!.judged = false)), 'different runs'],
    ['has a bad key', broken(({ rows }) => (rows[1]!.key = '../../etc/x')), 'no pair: key'],
    ['has a key of another length', broken(({ rows }) => (rows[1]!.key = 'abc')), 'no pair: key'],
    [
      'has no outcome',
      broken(({ rows }) => delete (rows[1] as { correct?: unknown }).correct),
      'no pair: correct',
    ],
  ])('refuses a run that %s, and leaves the record alone', async (_, run, message) => {
    sandbox.write(RECORD, 'what was there');
    leave(run);
    const { code, message: said, place } = await faultOf('update');
    expect({ code, said }).toEqual({ code: 'RUN_UNUSABLE', said: expect.stringContaining(message) });
    expect(place?.file).toMatch(/report\.json$|pairs\.jsonl$/);
    expect(sandbox.read(RECORD)).toBe('what was there');
  });

  it('names the line of a pair that is no JSON, and quotes nothing of it', async () => {
    leave(finished(5));
    const file = 'finetune-gate-output/pairs.jsonl';
    sandbox.write(file, sandbox.read(file).replace('\n', '\n::error::x\n'));
    const { place, message } = await faultOf('update');
    expect(place).toMatchObject({ line: 2 });
    expect(message).not.toContain('error::');
  });

  it('needs both files', async () => {
    expect(await faultOf('update')).toMatchObject({
      code: 'RUN_UNUSABLE',
      message: expect.stringContaining('--from'),
    });
    sandbox.write('finetune-gate-output/report.json', JSON.stringify(finished(1).report));
    expect((await faultOf('update')).place?.file).toContain('pairs.jsonl');
    sandbox.write('finetune-gate-output/report.json', '{');
    expect((await faultOf('update')).message).toContain('no JSON');
    expect(existsSync(sandbox.path(RECORD))).toBe(false);
  });

  it('takes a run that failed its gate with --force', async () => {
    leave(broken(({ report }) => (report.verdict.outcome = 'fail')));
    expect(await baseline('update', { force: true })).toContain('Wrote');
  });

  it('replaces a damaged record, and nothing else without --force', async () => {
    leave(finished(5));
    sandbox.write(RECORD, formatRecord(recordWith(20)).slice(0, -40));
    expect(await baseline('update')).toContain('replaces one that was damaged');
    sandbox.write('README.md', '# Ours');
    expect((await faultOf('update', { output: 'README.md' })).code).toBe('USAGE');
    expect(sandbox.read('README.md')).toBe('# Ours');
  });

  it('writes where the configuration or --output says, and nowhere outside', async () => {
    leave(finished(5));
    sandbox.write('finetune-gate.yml', fixtureConfig('baseline: { record: bars/main.json }'));
    await baseline('update');
    expect(existsSync(sandbox.path('bars/main.json'))).toBe(true);
    sandbox.write(
      'finetune-gate.yml',
      fixtureConfig('baseline: [record, { record: bars/main.json, name: main }]'),
    );
    expect(await faultOf('update')).toMatchObject({
      code: 'USAGE',
      remedy: expect.stringContaining('bars/main.json'),
    });
    await baseline('update', { output: 'third.json' });
    expect(sandbox.read('third.json')).toBe(sandbox.read('bars/main.json'));
    expect((await faultOf('update', { output: '../third.json' })).code).toBe('PATH_OUTSIDE');
  });

  it('shows a record, and how the last run compares with it', async () => {
    expect(await baseline('show')).toContain('no record yet');
    leave(finished(5));
    await baseline('update');
    const shown = await baseline('show');
    expect(shown).toContain('20 test pairs, error rate 25.00 %');
    expect(shown).toContain('models/tiny, 32 dimensions, 500 examples, 1 seed, finetune-gate 1.2.3');
    leave(finished(2));
    expect(await baseline('show')).toContain(
      'The last run has 10.00 % errors on 20 shared pairs, the record 25.00 %.',
    );
    sandbox.write(RECORD, 'damaged');
    expect((await faultOf('show')).code).toBe('BASELINE_CORRUPT');
  });
});
