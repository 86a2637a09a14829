import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { runCheck } from '../../../src/commands/check.ts';
import type { Execute, Job, TrialJob, TrialReport } from '../../../src/commands/job.ts';
import { FinetuneGateError } from '../../../src/errors.ts';
import { fixtureConfig, Sandbox } from '../../sandbox.ts';
import { tarGz } from '../model/sources/tarball.ts';
import { trialReport } from './trial-report.ts';

describe('runCheck', () => {
  let sandbox: Sandbox;
  const modelCache = new Sandbox();
  let jobs: TrialJob[];
  let log: string[];

  beforeEach(() => {
    sandbox = new Sandbox();
    [jobs, log] = [[], []];
    sandbox.write('data/train.tsv', 'question1\tquestion2\tis_duplicate\na\tb\t1\n');
    sandbox.write('finetune-gate.yml', fixtureConfig('gate: [accuracy >= 0.90]'));
    sandbox.git('init', '-q', '-b', 'main');
    sandbox.commit('base');
    sandbox.git('checkout', '-q', '-b', 'pairs');
  });

  /** Runs a check whose worker answers with `report` after `before`, which sees the job. */
  const check = (
    report: TrialReport | Error,
    options: {
      baseRef?: string;
      config?: string;
      provider?: 'cuda';
      acceptPolicyChange?: boolean;
      before?: (job: TrialJob) => void;
    } = {},
  ) => {
    const execute = async (job: Job) => {
      jobs.push(job as TrialJob);
      options.before?.(job as TrialJob);
      if (report instanceof Error) throw report;
      if (report.trained) mkdirSync((job as TrialJob).output, { recursive: true });
      return report;
    };
    return runCheck({
      command: 'check',
      directory: sandbox.folder,
      config: options.config ?? 'finetune-gate.yml',
      engine: 'reference',
      provider: options.provider ?? 'auto',
      requireGpu: false,
      output: 'out',
      ...(options.baseRef !== undefined && { baseRef: options.baseRef }),
      ...(options.acceptPolicyChange && { acceptPolicyChange: true }),
      signal: new AbortController().signal,
      log: line => log.push(line),
      progress: () => {},
      modelCache: modelCache.path('models'),
      execute: execute as Execute,
    });
  };

  it('passes, and writes report, summary, card and checksums', async () => {
    const { exitCode, result, modelPath } = await check(trialReport(5));
    expect(exitCode).toBe(0);
    expect(result.verdict.outcome).toBe('pass');
    expect(JSON.parse(sandbox.read('out/report.json'))).toMatchObject({ schemaVersion: 1, command: 'check' });
    expect(sandbox.read('out/summary.md')).toContain('95');
    expect(readdirSync(modelPath ?? '').sort()).toEqual(['README.md', 'SHA256SUMS']);
    expect(readdirSync(sandbox.path('out')).sort()).toEqual([
      '.gitignore',
      'figures',
      'junit.xml',
      'model',
      'pairs.jsonl',
      'provenance.json',
      'report.html',
      'report.json',
      'summary.md',
    ]);
  });

  it('lists every test pair after training, with its place in the repository', async () => {
    const { pairsPath } = await check(trialReport(5));
    expect(pairsPath).toBe(sandbox.path('out/pairs.jsonl'));
    const rows = sandbox
      .read('out/pairs.jsonl')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(rows).toHaveLength(100);
    expect(rows.filter(({ correct }) => !correct)).toHaveLength(5);
    expect(rows[7]).toMatchObject({ first: 'first 7', file: 'data/test.tsv', line: 9, judged: true });
    const finding = { kind: 'leakage', split: 'test', file: 'a.tsv', line: 1, message: '' } as const;
    expect(await check(trialReport(5, [finding]))).not.toHaveProperty('pairsPath');
    expect(existsSync(sandbox.path('out/pairs.jsonl'))).toBe(false);
  });

  it('fails with 1 when a rule is broken', async () => {
    const { exitCode, result } = await check(trialReport(15));
    expect(exitCode).toBe(1);
    expect(result.verdict).toMatchObject({ outcome: 'fail', rules: [{ state: 'broken' }] });
  });

  it('judges by the rules at the merge base, and shows what the pull request changed', async () => {
    sandbox.write('finetune-gate.yml', fixtureConfig('gate: [accuracy >= 0.5]'));
    sandbox.commit('lower the bar');
    const { exitCode, result } = await check(trialReport(15), { baseRef: 'main' });
    expect(exitCode).toBe(1);
    expect(result.policy).toMatchObject({ source: 'base-branch', changes: [{ key: 'gate' }] });
    expect(result.policy?.commit).toBe(sandbox.git('rev-parse', 'main'));
  });

  it('judges by the own rules where the workflow accepts the change, and says so', async () => {
    sandbox.write('finetune-gate.yml', fixtureConfig('gate: [accuracy >= 0.5]'));
    sandbox.commit('lower the bar');
    const { exitCode, result } = await check(trialReport(15), { baseRef: 'main', acceptPolicyChange: true });
    expect(exitCode).toBe(0);
    expect(result.policy).toMatchObject({
      source: 'working-tree',
      accepted: true,
      commit: sandbox.git('rev-parse', 'main'),
      changes: [{ key: 'gate', base: '["accuracy >= 0.90"]', head: '["accuracy >= 0.5"]' }],
    });
    expect(result.policy?.proposed).toBeUndefined();
  });

  it('takes the whole policy from the base branch, and lists each key that the pull request changes', async () => {
    sandbox.write(
      'finetune-gate.yml',
      fixtureConfig(
        'gate: [accuracy >= 0.5]\ninconclusive: pass\nbaseline: { error_rate: 0.99 }\nbudget: { wall_time: 9h }\nevaluate: { threshold: -1 }',
      ).replace('test: data/test.tsv', 'test: data/easy.tsv\n  fail_on: []'),
    );
    sandbox.commit('an easier life');
    const { result } = await check(trialReport(15), { baseRef: 'main' });
    expect(jobs[0]).toMatchObject({
      data: { fail_on: ['leakage', 'conflict'], test: ['data/easy.tsv'] },
      evaluate: { threshold: 'validation' },
    });
    expect(result.policy?.changes.map(({ key }) => key).sort()).toEqual([
      ...['baseline', 'budget', 'data.fail_on', 'data.test', 'evaluate.threshold', 'gate', 'inconclusive'],
    ]);
    expect(result.verdict).toMatchObject({ outcome: 'fail', rules: [{ rule: 'accuracy >= 0.90' }] });
    expect(result.baselines?.map(({ name }) => name)).toEqual(['base-model']);
  });

  it.each([
    ['drops no near-duplicates', '0.9', undefined, 0.9],
    ['drops fewer', '0.9', '0.99', 0.9],
    ['drops more', '0.9', '0.8', 0.8],
    ['drops some where the base branch drops none', undefined, '0.8', 0.8],
  ])('takes the stricter near-duplicates: a pull request that %s', async (_, before, after, expected) => {
    const dropping = (from: string | undefined) =>
      fixtureConfig().replace('model:', from ? `  drop_near_duplicates: ${from}\nmodel:` : 'model:');
    sandbox.git('checkout', '-q', '-B', 'main');
    sandbox.write('finetune-gate.yml', dropping(before));
    sandbox.commit('base');
    sandbox.git('checkout', '-q', '-B', 'pairs');
    sandbox.write('finetune-gate.yml', dropping(after));
    sandbox.commit('near');
    const { result } = await check(trialReport(5), { baseRef: 'main' });
    expect(jobs.at(-1)).toMatchObject({ data: { drop_near_duplicates: expected } });
    expect(result.policy?.changes.map(({ key }) => key)).toEqual(['data.drop_near_duplicates']);
  });

  it('is judged as before when it moves the configuration, to another folder, name or content', async () => {
    const own = fixtureConfig('gate: [accuracy >= 0.01]');
    for (const to of ['gate.yml', 'sub/finetune-gate.yml', 'sub/other.yaml']) {
      sandbox.git('checkout', '-q', '-B', 'move', 'main');
      sandbox.git('rm', '-q', 'finetune-gate.yml');
      sandbox.write(to, own);
      sandbox.commit('move it');
      const { result } = await check(trialReport(15), { baseRef: 'main', config: to });
      expect(result.verdict, to).toMatchObject({ outcome: 'fail', rules: [{ rule: 'accuracy >= 0.90' }] });
      expect(result.policy?.note).toContain('the base branch has it at finetune-gate.yml');
      const accepted = await check(trialReport(15), {
        baseRef: 'main',
        config: to,
        acceptPolicyChange: true,
      });
      expect(accepted.result.verdict.outcome).toBe('pass');
    }
  });

  it('refuses to guess which of several configurations was moved', async () => {
    sandbox.git('checkout', '-q', 'main');
    sandbox.write('other.yml', fixtureConfig('gate: [accuracy >= 0.95]'));
    sandbox.commit('two gates');
    sandbox.git('checkout', '-q', '-b', 'merged');
    sandbox.git('rm', '-q', 'finetune-gate.yml', 'other.yml');
    sandbox.write('gate.yml', fixtureConfig('gate: [accuracy >= 0.01]'));
    sandbox.commit('one gate');
    const { result } = await check(trialReport(15), { baseRef: 'main', config: 'gate.yml' });
    expect(result.error).toMatchObject({
      code: 'POLICY_INVALID',
      details: ['finetune-gate.yml', 'other.yml'],
    });
  });

  it('does not take other removed files for a configuration', async () => {
    sandbox.git('checkout', '-q', 'main');
    sandbox.git('mv', 'finetune-gate.yml', 'notes.yml');
    sandbox.write('notes.yml', 'version: 1\ndata: none\n');
    sandbox.commit('something else');
    sandbox.git('checkout', '-q', '-b', 'introduce');
    sandbox.git('rm', '-q', 'notes.yml');
    sandbox.write('finetune-gate.yml', fixtureConfig('gate: [accuracy >= 0.5]'));
    sandbox.commit('introduce it');
    const { result } = await check(trialReport(15), { baseRef: 'main' });
    expect(result.policy).toMatchObject({ source: 'working-tree', note: expect.stringContaining('has no') });
  });

  it("scores retrieval as the base branch's configuration and files say", async () => {
    const block = (name: string) =>
      `evaluate: { retrieval: { queries: ${name}.tsv, corpus: c.tsv, relevance: r.tsv, k: [5] } }\n`;
    const gate = 'gate: [accuracy >= 0.5, recall@5 >= 0.7]';
    sandbox.git('checkout', '-q', 'main');
    sandbox.write('finetune-gate.yml', fixtureConfig(block('q') + gate));
    for (const name of ['q', 'c', 'r']) sandbox.write(`${name}.tsv`, 'of the base branch');
    sandbox.commit('retrieval');
    sandbox.git('checkout', '-q', '-b', 'easier');
    sandbox.write('finetune-gate.yml', fixtureConfig(block('other') + gate));
    sandbox.write('c.tsv', 'easier');
    sandbox.commit('easier documents');
    const report = trialReport(5);
    const scores = { 'recall@5': 0.8 };
    const retrieval = { queries: 3, documents: 9, k: [5], fingerprint: 'sha256:0' };
    const trained = { ...report.trained!, retrieval: { ...retrieval, candidate: scores, baseModel: scores } };
    const { result } = await check({ ...report, trained } as TrialReport, {
      baseRef: 'main',
      before: job => {
        expect(job.evaluate.retrieval).toMatchObject({ queries: 'q.tsv', k: [5] });
        expect(readFileSync(join(job.retrievalRoot!, 'c.tsv'), 'utf8')).toBe('of the base branch');
      },
    });
    expect(result.policy?.changes.map(({ key }) => key)).toEqual(['evaluate.retrieval']);
    expect(result.verdict.rules.map(({ rule, state }) => [rule, state])).toEqual([
      ['accuracy >= 0.5', 'holds'],
      ['recall@5 >= 0.7', 'holds'],
    ]);
    expect(result.retrieval?.candidate).toEqual(scores);
  });

  it("hands the worker the base branch's data, and nothing remains of it", async () => {
    sandbox.write('data/train.tsv', 'question1\tquestion2\tis_duplicate\na\tb\t1\nc\td\t0\n');
    sandbox.commit('add a pair');
    let seen = '';
    await check(trialReport(5), {
      baseRef: 'main',
      before: job => {
        seen = job.base?.root ?? '';
        expect(readdirSync(seen)).toEqual(['data']);
      },
    });
    expect(seen).not.toBe('');
    expect(existsSync(seen)).toBe(false);
  });

  it('uses the own rules while the base branch has none, and says so', async () => {
    sandbox.git('checkout', '-q', '--orphan', 'empty');
    sandbox.git('rm', '-q', '-r', '--cached', '.');
    sandbox.git('add', 'data');
    sandbox.git('commit', '-q', '-m', 'no configuration');
    sandbox.git('checkout', '-q', '-f', '-b', 'introduces');
    sandbox.write('finetune-gate.yml', fixtureConfig('gate: [accuracy >= 0.90]'));
    sandbox.commit('introduce it');
    const { exitCode, result } = await check(trialReport(5), { baseRef: 'empty' });
    expect(exitCode).toBe(0);
    expect(result.policy).toMatchObject({ source: 'working-tree', note: expect.stringContaining('has no') });
  });

  it('fails with 1 and without a model when findings fail the run', async () => {
    const finding = {
      kind: 'leakage',
      split: 'train',
      file: 'data/train.tsv',
      line: 2,
      message: 'm',
    } as const;
    const { exitCode, result, modelPath } = await check(trialReport(0, [finding]));
    expect(exitCode).toBe(1);
    expect(modelPath).toBeUndefined();
    expect(result.verdict.data).toEqual({ leakage: 1 });
  });

  it.each([
    ['WORKER_DIED', 4, 'error'],
    ['BUDGET_EXCEEDED', 3, 'budget'],
    ['DATA_NOT_FOUND', 2, 'error'],
  ] as const)('always writes the report: %s ends with %i', async (code, expected, outcome) => {
    const { exitCode, result } = await check(new FinetuneGateError(code, 'because'));
    expect(exitCode).toBe(expected);
    expect(result).toMatchObject({ verdict: { outcome }, error: { code } });
    expect(sandbox.read('out/summary.md')).toContain('because');
  });

  it('believes nothing that an earlier run left behind', async () => {
    await check(trialReport(5));
    const { modelPath } = await check(new FinetuneGateError('WORKER_DIED', 'because'));
    expect(modelPath).toBeUndefined();
    expect(existsSync(sandbox.path('out/model'))).toBe(false);
  });

  it('leaves a folder alone that is not its own', async () => {
    sandbox.write('out/model/precious.safetensors', 'weights');
    await expect(check(trialReport(5))).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    expect(sandbox.read('out/model/precious.safetensors')).toBe('weights');
    expect(jobs).toEqual([]);
  });

  it('does not start a worker for a faulty configuration or a base that is outside', async () => {
    sandbox.write('finetune-gate.yml', fixtureConfig('gate: [acuracy >= 0.9]'));
    expect((await check(trialReport(5))).exitCode).toBe(2);
    sandbox.write('finetune-gate.yml', fixtureConfig().replace('models/tiny', '../elsewhere'));
    const { result } = await check(trialReport(5));
    expect(result.error?.code).toBe('PATH_OUTSIDE');
    expect(jobs).toEqual([]);
  });

  it('refuses a provider that the engine does not have before any work', async () => {
    const { result, exitCode } = await check(trialReport(5), { provider: 'cuda' });
    expect(exitCode).toBe(2);
    expect(result.error).toMatchObject({ code: 'USAGE', message: expect.stringContaining('`cuda`') });
    expect(jobs).toEqual([]);
    await check(trialReport(5));
    expect(jobs[0]?.engine).toEqual({ engine: 'reference', provider: 'auto', requireGpu: false });
  });

  it('fails closed where the base branch cannot be told', async () => {
    sandbox.write('gate2/finetune-gate.yml', fixtureConfig('gate: [accuracy >= 0.01]'));
    symlinkSync('gate2', sandbox.path('gate'));
    const linked = await check(trialReport(50), { baseRef: 'main', config: 'gate/finetune-gate.yml' });
    expect(linked.result.error?.code).toBe('PATH_OUTSIDE');
    rmSync(sandbox.path('.git'), { recursive: true });
    const without = await check(trialReport(50), { baseRef: 'main' });
    expect(without.result.error?.code).toBe('GIT_FAILED');
    expect(jobs).toEqual([]);
  });

  it('does not let a pull request judge itself because the rules of its base branch are broken', async () => {
    sandbox.git('checkout', '-q', 'main');
    sandbox.write('finetune-gate.yml', 'version: 1\n');
    sandbox.commit('break it');
    sandbox.git('checkout', '-q', '-b', 'evade');
    sandbox.write('finetune-gate.yml', fixtureConfig('gate: [accuracy >= 0.01]'));
    sandbox.commit('own rules');
    const { result } = await check(trialReport(50), { baseRef: 'main' });
    expect(result.error?.code).toBe('POLICY_INVALID');
    const accepted = await check(trialReport(50), { baseRef: 'main', acceptPolicyChange: true });
    expect(accepted.result.verdict.outcome).toBe('pass');
    expect(accepted.result.policy?.note).toContain('as the workflow accepts');
  });

  it('says when the base model, and with it the bar, is not the one of the base branch', async () => {
    sandbox.git('checkout', '-q', 'main');
    sandbox.write('models/tiny/model.safetensors', 'weights');
    sandbox.commit('base model');
    sandbox.git('checkout', '-q', '-b', 'new-base');
    expect((await check(trialReport(5), { baseRef: 'main' })).result.policy?.note).toBeUndefined();
    sandbox.write('models/tiny/model.safetensors', 'other weights');
    sandbox.commit('another base model');
    let seen = '';
    const { result } = await check(trialReport(5), {
      baseRef: 'main',
      before: job => {
        const [reference] = job.references ?? [];
        expect(reference?.name).toBe('base-model');
        seen = readFileSync(join(reference!.folder, 'model.safetensors'), 'utf8');
      },
    });
    expect(result.policy?.note).toContain('changes the base model');
    // What is called the worker here scores no other model.
    expect(result.baselines).toMatchObject([{ name: 'base-model', kind: 'refused', bar: true }]);
    expect(seen).toBe('weights');
    const accepted = await check(trialReport(5), { baseRef: 'main', acceptPolicyChange: true });
    expect(accepted.result.baselines).toMatchObject([{ kind: 'base-model', errorRate: 0.3 }]);
  });

  it('refuses the base model as a bar where that of the base branch is only a Git LFS pointer, or is not there', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12\n`;
    sandbox.git('checkout', '-q', 'main');
    sandbox.write('models/tiny/model.safetensors', pointer);
    sandbox.commit('weights in LFS');
    sandbox.git('checkout', '-q', '-b', 'unfetched');
    sandbox.write('models/tiny/model.safetensors', 'weights');
    sandbox.commit('other weights');
    const { result } = await check(trialReport(5), { baseRef: 'main' });
    expect(jobs.at(-1)?.references).toBeUndefined();
    expect(result.baselines?.[0]).toMatchObject({
      kind: 'refused',
      note: expect.stringContaining('Git LFS'),
    });
    sandbox.git('checkout', '-q', 'main');
    sandbox.git('rm', '-q', '-r', 'models');
    sandbox.commit('no base model');
    sandbox.git('checkout', '-q', '-b', 'brings-one');
    sandbox.write('models/tiny/model.safetensors', 'weights');
    sandbox.commit('weights');
    const brought = await check(trialReport(5), { baseRef: 'main' });
    expect(brought.result.error).toBeUndefined();
    expect(brought.result.baselines?.[0]).toMatchObject({ kind: 'refused' });
  });

  it('says so too when only what the base model links to changes, or its precision does', async () => {
    sandbox.git('checkout', '-q', 'main');
    sandbox.write('real/tokenizer.json', '{}');
    sandbox.write('weights/model.safetensors', 'weights');
    symlinkSync('../weights/model.safetensors', sandbox.path('real/model.safetensors'));
    mkdirSync(sandbox.path('models'));
    symlinkSync('../real', sandbox.path('models/tiny'));
    sandbox.commit('a base model of links');
    const noteAfter = async (branch: string, file: string, content: string) => {
      sandbox.git('checkout', '-q', '-b', branch, 'main');
      if (file !== '') sandbox.write(file, content);
      sandbox.git('add', '-A');
      return (await check(trialReport(5), { baseRef: 'main' })).result.policy?.note;
    };
    expect(await noteAfter('same', '', '')).toBeUndefined();
    expect(await noteAfter('folder', 'real/tokenizer.json', '{ }')).toContain('changes the base model');
    sandbox.git('reset', '-q', '--hard');
    expect(await noteAfter('file', 'weights/model.safetensors', 'others')).toContain(
      'changes the base model',
    );
    sandbox.git('reset', '-q', '--hard');
    const int8 = fixtureConfig('gate: [accuracy >= 0.90]').replace('base: ', 'precision: int8\n  base: ');
    expect(await noteAfter('precision', 'finetune-gate.yml', int8)).toContain('changes the base model');
  });

  it('says so too when a folder takes the place of a model of the hub, or an archive is packed anew', async () => {
    const name = `acme/encoder@${'a'.repeat(40)}`;
    const config = (base: string) => fixtureConfig().replace('models/tiny', base);
    sandbox.git('checkout', '-q', 'main');
    sandbox.write('finetune-gate.yml', config(name));
    sandbox.commit('a model of the hub');
    sandbox.git('checkout', '-q', '-b', 'shadow');
    sandbox.write(`${name}/model.safetensors`, 'weights');
    sandbox.commit('a folder of the same name');
    const shadowed = await check(trialReport(5), { baseRef: 'main' });
    expect(shadowed.result.policy?.note).toContain('changes the base model');
    expect(jobs.at(-1)).not.toHaveProperty('fetched');

    sandbox.git('checkout', '-q', 'main');
    sandbox.write('base.tar.gz', tarGz([{ name: 'config.json', content: '{}' }]));
    sandbox.write('finetune-gate.yml', config('base.tar.gz'));
    sandbox.commit('an archive');
    sandbox.git('checkout', '-q', '-b', 'repacked');
    const same = await check(trialReport(5), { baseRef: 'main' });
    expect(same.result.error).toBeUndefined();
    expect(same.result.policy?.note).toBeUndefined();
    expect(jobs.at(-1)?.fetched).toMatchObject({
      source: 'archive',
      revision: expect.stringMatching(/^sha256:/),
    });
    sandbox.write('base.tar.gz', tarGz([{ name: 'config.json', content: '{"x": 1}' }]));
    sandbox.commit('another archive');
    const repacked = await check(trialReport(5), { baseRef: 'main' });
    expect(repacked.result.policy?.note).toContain('changes the base model');
  });

  it('does not leave the workspace for an archive, nor take a pin for a folder', async () => {
    const code = async (base: string) => {
      sandbox.write('finetune-gate.yml', fixtureConfig().replace('models/tiny', base));
      return (await check(trialReport(5))).result.error?.code;
    };
    symlinkSync('/etc', sandbox.path('link'));
    expect(await code('../base.tar.gz')).toBe('PATH_OUTSIDE');
    expect(await code('link/base.tar.gz')).toBe('PATH_OUTSIDE');
    expect(await code('none.tar.gz')).toBe('MODEL_NOT_FOUND');
    expect(await code(`models/tiny\n  sha256: ${'f'.repeat(64)}`)).toBe('MODEL_SOURCE_INVALID');
    expect(await code('http://127.0.0.1:1/base.tar.gz')).toBe('MODEL_SOURCE_INVALID');
    expect(jobs).toEqual([]);
  });

  it('refuses to start from the model that it would replace', async () => {
    await check(trialReport(5));
    sandbox.write('finetune-gate.yml', fixtureConfig().replace('models/tiny', 'out/model'));
    const { result } = await check(trialReport(5));
    expect(result.error?.code).toBe('USAGE');
    expect(existsSync(sandbox.path('out/model/README.md'))).toBe(true);
  });

  it('refuses a base branch that is not in the clone', async () => {
    const { result, exitCode } = await check(trialReport(5), { baseRef: 'no-such-branch' });
    expect(result.error?.code).toBe('BASE_REF_MISSING');
    expect(exitCode).toBe(4);
  });

  it('gives the same report for the same measurements, but for times', async () => {
    const report = async () => {
      await check(trialReport(5), { baseRef: 'main' });
      return { ...JSON.parse(sandbox.read('out/report.json')), times: null, verdict: null };
    };
    expect(await report()).toEqual(await report());
  });
});
