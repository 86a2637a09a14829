import { readdirSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { parseArguments } from '../../src/commands/arguments.ts';
import { runDataDiff } from '../../src/commands/data-diff.ts';
import type { Execute } from '../../src/commands/job.ts';
import { runJob } from '../../src/commands/run-job.ts';
import { runSuggest } from '../../src/commands/suggest.ts';
import { dataDiffMarkdown, dataDiffTerminal } from '../../src/report/data-diff-markdown.ts';
import type { ScoreChange } from '../../src/report/data-diff-summary.ts';
import { fixtureConfig, fixtureRepository, fixtureRows, type Sandbox } from '../sandbox.ts';
import { failure } from '../unit/data/files.ts';
import { train } from './in-process.ts';

const { signal } = new AbortController();
const quiet = () => {};

function diff(sandbox: Sandbox, args: readonly string[] = [], execute: Execute = runJob) {
  return runDataDiff(parseArguments(['data', 'diff', ...args]), {
    signal,
    log: quiet,
    progress: quiet,
    execute,
    directory: sandbox.folder,
    env: {},
  });
}

function suggest(sandbox: Sandbox, ...args: string[]) {
  return runSuggest(parseArguments(['suggest', ...args]), signal, quiet, quiet, runJob, sandbox.folder);
}

const linesOf = (text: string) => text.trimEnd().split('\n');
const relabel = (line: string) => line.replace(/[01]$/, label => String(1 - Number(label)));

describe('finetune-gate data diff', () => {
  let sandbox: Sandbox;
  let base: string;

  // 12 train rows go, 20 are relabelled, 400 come; 30 test rows come and 2 are relabelled; train moves to another file.
  beforeAll(async () => {
    sandbox = fixtureRepository(fixtureConfig());
    base = sandbox.commit('base');
    await train(sandbox, 'finetune-gate.yml', '.git/before');
    const [header = '', ...rows] = linesOf(fixtureRows('train', 1000));
    const kept = rows.slice(12, 600).map((row, i) => (i < 20 ? relabel(row) : row));
    sandbox.git('mv', 'data/train.tsv', 'data/learn.tsv');
    sandbox.write('data/learn.tsv', `${[header, ...kept].join('\n')}\n`);
    sandbox.write('data/more.tsv', `${[header, ...rows.slice(600)].join('\n')}\n`);
    const [head = '', ...tests] = linesOf(fixtureRows('test', 230));
    sandbox.write(
      'data/test.tsv',
      `${[head, ...tests.map((row, i) => (i < 2 ? relabel(row) : row))].join('\n')}\n`,
    );
    sandbox.git('mv', 'finetune-gate.yml', 'gate.yml');
    sandbox.write('gate.yml', fixtureConfig().replace('data/train.tsv', '[data/learn.tsv, data/more.tsv]'));
    await train(sandbox, 'gate.yml', '.git/after');
  });

  it('tells what changed since the base branch, though configuration and files have other names', async () => {
    const summary = await diff(sandbox, ['--config', 'gate.yml']);
    expect(summary.base).toMatchObject({ commit: base, config: 'finetune-gate.yml' });
    expect(summary.head).toMatchObject({ name: 'the working tree', config: 'gate.yml' });
    const { train, validation, test } = summary.splits;
    expect([train.added.pairs, train.removed.pairs, train.relabelled.pairs]).toEqual([400, 12, 20]);
    expect([test.added.pairs, test.removed.pairs, test.relabelled.pairs]).toEqual([30, 0, 2]);
    expect(validation.before).toEqual(validation.after);
    expect([train.before.pairs, train.after.pairs]).toEqual([600, 988]);
    expect(train.added.files).toEqual([{ file: 'data/more.tsv', pairs: 400 }]);
    expect(train.removed.files).toEqual([{ file: 'data/train.tsv', pairs: 12 }]);
    const [first, second, label] = linesOf(sandbox.read('data/learn.tsv'))[1]!.split('\t');
    expect(train.relabelled.shown[0]).toEqual({
      ...{ first, second, label: Number(label), was: 1 - Number(label) },
      ...{ file: 'data/learn.tsv', line: 2 },
    });
    const before = new Set(
      linesOf(`${fixtureRows('train', 600)}${fixtureRows('validation', 200)}${fixtureRows('test', 200)}`)
        .flatMap(row => row.split('\t').slice(0, 2))
        .map(text => text.toLowerCase().replace(/\s+/g, ' ').trim()),
    );
    const fresh = linesOf(sandbox.read('data/more.tsv'))
      .slice(1)
      .flatMap(row => row.split('\t').slice(0, 2));
    const texts = new Set(fresh.map(text => text.toLowerCase().replace(/\s+/g, ' ').trim()));
    expect(train.newTexts).toBe([...texts].filter(text => !before.has(text)).length);
  });

  it('compares two commits the same way, without a look at the working tree', async () => {
    sandbox.git('checkout', '-q', '-b', 'change');
    const head = sandbox.commit('change');
    const working = await diff(sandbox, ['--config', 'gate.yml', base]);
    sandbox.git('checkout', '-q', 'main');
    const missing = await failure(diff(sandbox, ['main', 'change', '--config', 'gate.yml']));
    expect(missing.code).toBe('CONFIG_NOT_FOUND');
    sandbox.git('checkout', '-q', 'change');
    // At both commits the configuration has its own name, so one of them is copied.
    sandbox.git('checkout', '-q', '-b', 'both', 'main');
    sandbox.write('gate.yml', sandbox.read('finetune-gate.yml'));
    sandbox.commit('both names');
    sandbox.git('checkout', '-q', 'main');
    const commits = await diff(sandbox, ['both', 'change', '--config', 'gate.yml']);
    expect(commits.head.commit).toBe(head);
    expect(commits.splits).toEqual(working.splits);
    expect(commits.head.fingerprint).toBe(working.head.fingerprint);
    sandbox.git('checkout', '-q', 'change');
    expect((await failure(diff(sandbox, ['nowhere']))).code).toBe('BASE_REF_MISSING');
  });

  it('measures what finished runs and what training anew say, and both agree', async () => {
    sandbox.write('.git/tmp/keep', '');
    vi.stubEnv('TMPDIR', sandbox.path('.git/tmp'));
    onTestFinished(() => void vi.unstubAllEnvs());
    const from = ['--from', '.git/before', '--from', '.git/after'];
    const { runs, measured } = await diff(sandbox, ['main', '--config', 'gate.yml', '--train', ...from]);
    const kept = runs!.kept as ScoreChange;
    expect(kept.pairs).toBe(198);
    expect(runs!.added!.pairs).toBe(30);
    expect([runs!.relabelled!.before!.pairs, runs!.relabelled!.after!.pairs]).toEqual([2, 2]);
    expect(measured!.changes.map(({ group, examples }) => [group, examples])).toEqual([
      ['added', 400],
      ['removed', 12],
      ['relabelled', 20],
      ['all', 432],
    ]);
    // The runs trained on the very data of the base and of the head.
    expect(measured!.base.errorRate).toBeCloseTo(kept.before, 12);
    expect(measured!.changes.at(-1)!.change).toEqual(kept);
    // Where they can be counted by hand: from the pairs that the runs wrote.
    const rows = (run: string) =>
      new Map(
        linesOf(sandbox.read(`.git/${run}/pairs.jsonl`))
          .map(line => JSON.parse(line))
          .map(({ first, second, label, correct }) => [`${first}\t${second}\t${label}`, correct] as const),
      );
    const [old, now] = [rows('before'), rows('after')];
    const both = [...now.keys()].filter(key => old.has(key));
    const wrong = (run: Map<string, boolean>) => both.filter(key => !run.get(key)).length / both.length;
    expect([kept.before, kept.after]).toEqual([wrong(old), wrong(now)]);
    expect(kept.broken).toBe(both.filter(key => old.get(key) && !now.get(key)).length);
    expect(readdirSync(sandbox.path('.git/tmp'))).toEqual(['keep']);
  });

  it('takes no run of other data', async () => {
    const run = ['--from', '.git/after', '--from', '.git/after'];
    const twice = await failure(diff(sandbox, ['main', '--config', 'gate.yml', ...run]));
    expect(twice.code).toBe('RUN_UNUSABLE');
    expect((await failure(diff(sandbox, ['main', 'main', '--from', '.git/after']))).code).toBe(
      'RUN_UNUSABLE',
    );
    const only = await diff(sandbox, ['main', '--config', 'gate.yml', '--from', '.git/after']);
    expect(only.runs).toMatchObject({ head: '.git/after', kept: { pairs: 198 }, added: { pairs: 30 } });
    expect(only.runs!.base).toBeUndefined();
  });

  it('names the version that cannot be read', async () => {
    const text = sandbox.read('data/more.tsv');
    sandbox.write('data/more.tsv', text.replace(/[01]\n$/, 'yes\n'));
    const error = await failure(diff(sandbox, ['main', '--config', 'gate.yml']));
    expect([error.code, error.message]).toEqual([
      'DATA_LABEL_INVALID',
      expect.stringContaining('In the working tree:'),
    ]);
    sandbox.write('data/more.tsv', text);
  });
});

describe('hostile data in a diff', () => {
  const hostile = '[click](https://evil.example) @team \u001b[31m<b>';

  it('is inert in every face, and a link out of the repository is not followed', async () => {
    const sandbox = fixtureRepository(fixtureConfig());
    sandbox.commit('base');
    sandbox.write('data/train.tsv', `${sandbox.read('data/train.tsv')}${hostile}\tother\t1\n`);
    const summary = await diff(sandbox, ['main']);
    expect(summary.splits.train.added.shown[0]!.first).toBe(hostile);
    const [markdown, terminal] = [dataDiffMarkdown(summary), dataDiffTerminal(summary)];
    for (const bad of ['[click](', '@team', '\u001b', '<b>']) expect(markdown).not.toContain(bad);
    expect(terminal).not.toContain('\u001b');
    expect(terminal).toContain('train: 1 pair added');
    sandbox.write('finetune-gate.yml', fixtureConfig().replace('data/train.tsv', '../train.tsv'));
    expect((await failure(diff(sandbox, ['main']))).code).toBe('PATH_OUTSIDE');
  });

  it('says when nothing changed, and when there is no base', async () => {
    const sandbox = fixtureRepository(fixtureConfig());
    sandbox.commit('base');
    const summary = await diff(sandbox, ['--train']);
    expect(summary.measured!.changes).toEqual([]);
    expect(dataDiffTerminal(summary)).toContain('the same pairs');
    sandbox.git('branch', '-m', 'other');
    expect((await failure(diff(sandbox))).code).toBe('BASE_REF_MISSING');
  });
});

describe('finetune-gate suggest', () => {
  let sandbox: Sandbox;
  const pool = linesOf(fixtureRows('train', 1400))
    .slice(601)
    .map(row => row.split('\t'));
  const rows = (file: string) => linesOf(sandbox.read(file)).map(line => JSON.parse(line));

  beforeAll(async () => {
    sandbox = fixtureRepository(fixtureConfig());
    await train(sandbox, 'finetune-gate.yml', 'finetune-gate-output');
    const known = linesOf(sandbox.read('data/test.tsv'))
      .slice(1, 11)
      .map(row => row.split('\t'));
    const unlabelled = [
      ...pool.map(([a, b]) => `${a}\t${b}`),
      ...known.map(([a, b]) => `${b}\t${a}!`),
      `${pool[0]![1]}\t${pool[0]![0]}`,
      'the same\tThe  same',
    ];
    sandbox.write('pool.tsv', `question1\tquestion2\n${unlabelled.join('\n')}\n`);
  });

  it('gives pairs of the input nearest to the threshold, none that is labelled, and the same each time', async () => {
    const said = await suggest(sandbox, '--input', 'pool.tsv', '--count', '30', '--output', 'next.jsonl');
    expect(said).toContain('10 that the data has already, 1 repeated, 1 of a text with itself');
    const found = rows('next.jsonl');
    expect(found).toHaveLength(30);
    const inPool = new Set(pool.map(([a, b]) => `${a}\t${b}`));
    for (const { question1, question2, is_duplicate: label } of found) {
      expect(inPool.has(`${question1}\t${question2}`)).toBe(true);
      expect(label).toBeNull();
    }
    // Of all pairs, a suggestion is among the three times as many that are nearest; the nearest of all is there.
    await suggest(sandbox, '--input', 'pool.tsv', '--count', '9999', '--output', 'all.jsonl');
    const margins = rows('all.jsonl')
      .map(row => row.suggested_margin as number)
      .sort((a, b) => a - b);
    expect(margins).toHaveLength(800);
    const own = found.map(row => row.suggested_margin as number);
    expect(Math.max(...own)).toBeLessThanOrEqual(margins[89]!);
    expect(Math.min(...own)).toBe(margins[0]);
    const { threshold } = JSON.parse(sandbox.read('finetune-gate-output/report.json')).candidate;
    for (const { suggested_margin: margin, suggested_similarity: similarity } of found)
      expect(margin).toBeCloseTo(Math.abs(similarity - threshold), 5);
    const before = sandbox.read('next.jsonl');
    await suggest(sandbox, '--input', 'pool.tsv', '--count', '30', '--output', 'next.jsonl');
    expect(sandbox.read('next.jsonl')).toBe(before);
  });

  it('spreads them: more clusters than the nearest alone are of', async () => {
    await suggest(sandbox, '--input', 'pool.tsv', '--count', '30', '--output', 'next.jsonl');
    expect(new Set(rows('next.jsonl').map(row => row.suggested_cluster)).size).toBeGreaterThan(25);
  });

  it('writes what can be labelled and put beside train', async () => {
    await suggest(sandbox, '--input', 'pool.tsv', '--count', '20', '--output', 'next.csv');
    const csv = sandbox.read('next.csv').replace(/,,(?=[\d.-]+,[\d.-]+,\d+$)/gm, ',1,');
    writeFileSync(sandbox.path('data/next.csv'), csv);
    sandbox.write(
      'finetune-gate.yml',
      fixtureConfig().replace('data/train.tsv', '[data/train.tsv, data/next.csv]'),
    );
    const { result } = await train(sandbox, 'finetune-gate.yml', 'out');
    expect(result.data!.splits.train.pairs).toBe(620);
    // What is labelled now is not suggested again.
    const said = await suggest(sandbox, '--input', 'pool.tsv', '--count', '20', '--from', 'out');
    expect(said).toContain('30 that the data has already');
    sandbox.write('finetune-gate.yml', fixtureConfig());
  });

  it('says so where everything is labelled', async () => {
    sandbox.write('known.tsv', sandbox.read('data/test.tsv'));
    const said = await suggest(sandbox, '--input', 'known.tsv', '--output', 'none.csv');
    expect(said).toContain('0 pairs of 0 to label next');
    expect(said).toContain('200 that the data has already');
    expect(linesOf(sandbox.read('none.csv'))).toHaveLength(1);
  });

  it('takes a model without a run, with the threshold that is best on validation', async () => {
    const said = await suggest(sandbox, '--input', 'pool.tsv', '--count', '5', '--model', 'models/tiny');
    const report = JSON.parse(sandbox.read('finetune-gate-output/report.json'));
    const base = report.baselines.find((one: { name: string }) => one.name === 'base-model').evaluation;
    expect(said).toContain(`threshold ${base.threshold.toFixed(3)}`);
  });

  it('refuses what it cannot use, and writes nothing then', async () => {
    const code = async (...args: string[]) => (await failure(suggest(sandbox, ...args))).code;
    expect(await code('--count', '5')).toBe('USAGE');
    expect(await code('--input', 'pool.tsv', '--count', '0')).toBe('USAGE');
    expect(await code('--input', 'pool.tsv', '--output', 'x.tsv')).toBe('USAGE');
    expect(await code('--input', 'pool.tsv', '--from', 'data', '--model', 'models/tiny')).toBe('USAGE');
    expect(await code('--input', 'pool.tsv', '--from', 'data')).toBe('RUN_UNUSABLE');
    expect(await code('--input', 'absent.tsv', '--output', 'x.csv')).toBe('DATA_NOT_FOUND');
    sandbox.write('bad.tsv', 'question1\tquestion2\na\t\n');
    expect(await code('--input', 'bad.tsv', '--output', 'x.csv')).toBe('DATA_TEXT_EMPTY');
    expect(readdirSync(sandbox.folder)).not.toContain('x.csv');
  });
});
