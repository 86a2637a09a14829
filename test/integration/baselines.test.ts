import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runBaseline } from '../../src/commands/baseline.ts';
import { runCheck } from '../../src/commands/check.ts';
import type { Execute, TrialReport } from '../../src/commands/job.ts';
import { runJob } from '../../src/commands/run-job.ts';
import { recordOf } from '../../src/evaluation/record.ts';
import { formatRecord } from '../../src/evaluation/record-file.ts';
import type { BaselineSummary } from '../../src/report/result.ts';
import { fixtureConfig, fixtureRepository, fixtureRows, type Sandbox } from '../sandbox.ts';
import { ORIGIN } from '../unit/evaluation/records.ts';

const GATE = 'gate: [accuracy >= 0.5]';
const RECORD = '.finetune-gate/baseline.json';

/** A check in this process that remembers what the trial reported and what it logged. */
async function check(sandbox: Sandbox, baseRef?: string, output = 'out') {
  const log: string[] = [];
  let trial: TrialReport | undefined;
  const execute = async (...args: Parameters<Execute>) => {
    const report = await runJob(...args);
    if (report.kind === 'trial') trial = report;
    return report;
  };
  const { result } = await runCheck({
    command: baseRef === undefined ? 'train' : 'check',
    directory: sandbox.folder,
    config: 'finetune-gate.yml',
    engine: 'auto',
    provider: 'auto',
    requireGpu: false,
    output,
    cacheDir: sandbox.path('.git/embeddings'),
    ...(baseRef !== undefined && { baseRef }),
    signal: new AbortController().signal,
    log: line => log.push(line),
    progress: () => {},
    execute: execute as Execute,
  });
  const baselines = Object.fromEntries((result.baselines ?? []).map(one => [one.name, one]));
  return { result, trained: trial?.trained, baselines, log };
}

const only = (sandbox: Sandbox, baseline: string, gate = GATE) =>
  sandbox.write('finetune-gate.yml', fixtureConfig(`baseline: ${baseline}\n${gate}`));

function expectClose(actual: Float64Array, expected: Float64Array, digits: number) {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, digits);
}

/** A repository on a branch of its own whose base has this configuration. */
function repository(baseline: string, gate = GATE): Sandbox {
  const sandbox = fixtureRepository(fixtureConfig(`baseline: ${baseline}\n${gate}`));
  sandbox.write('.gitignore', 'out*\n');
  sandbox.commit('base');
  sandbox.git('checkout', '-q', '-b', 'change');
  return sandbox;
}

describe('a model as a baseline', () => {
  let sandbox: Sandbox;
  let first: Awaited<ReturnType<typeof check>>;
  beforeAll(async () => {
    sandbox = fixtureRepository(fixtureConfig(GATE));
    sandbox.write('.gitignore', 'out*\n');
    first = await check(sandbox);
    sandbox.copy(sandbox.path('out/model'), 'models/v1');
    only(sandbox, '[{ model: models/v1, name: v1 }, { model: models/tiny, name: untrained }, base-model]');
    sandbox.commit('a model to hold others against');
    sandbox.git('checkout', '-q', '-b', 'change');
  });

  it('scores a saved model as the run that saved it did, and the base model as itself', async () => {
    const { baselines, trained, result } = await check(sandbox, 'main');
    expect(result.error).toBeUndefined();
    const scores = trained!.references.v1!.scores;
    expectClose(scores, first.trained!.candidate.scores, 5);
    expect(baselines.v1).toMatchObject({
      kind: 'model',
      bar: true,
      errorRate: first.result.candidate!.metrics.error_rate,
    });
    expect(baselines.untrained?.evaluation).toEqual(baselines['base-model']?.evaluation);
    // Both runs train the same on the same.
    expect(baselines.v1?.comparison).toMatchObject({ onlyBaselineWrong: 0, onlyCandidateWrong: 0 });
  });

  it('chooses its threshold as the policy says', async () => {
    const block = `evaluate: { threshold: logistic }\nbaseline: [{ model: models/tiny, name: other }, base-model]\n${GATE}`;
    sandbox.git('checkout', '-q', '-b', 'logistic', 'main');
    sandbox.write('finetune-gate.yml', fixtureConfig(block));
    const { baselines } = await check(sandbox);
    sandbox.git('checkout', '-q', '-f', 'change');
    expect(baselines.other?.evaluation).toMatchObject({ thresholdSource: 'logistic' });
    expect(baselines.other?.evaluation).toEqual(baselines['base-model']?.evaluation);
  });

  it('takes the files that the base branch has, whatever the pull request makes of them', async () => {
    const weights = 'models/v1/2_Dense/model.safetensors';
    const before = readFileSync(sandbox.path(weights));
    const worse = Buffer.from(before);
    // The head's numbers become noise; the header stays.
    for (let at = worse.length - 4000; at < worse.length; at += 4) worse.writeFloatLE(Math.sin(at) / 10, at);
    sandbox.write(weights, worse);
    sandbox.commit('a worse bar');
    const changed = await check(sandbox, 'main');
    expect(changed.result.error).toBeUndefined();
    expect(changed.baselines.v1?.errorRate).toBe(first.result.candidate!.metrics.error_rate);
    sandbox.git('rm', '-q', '-r', 'models/v1');
    sandbox.commit('no bar');
    expect((await check(sandbox, 'main')).baselines.v1?.errorRate).toBe(changed.baselines.v1?.errorRate);
    // Without a base branch what is here counts, and it is not here.
    const { result } = await check(sandbox);
    expect(result.error).toMatchObject({ code: 'MODEL_NOT_FOUND', message: expect.stringContaining('`v1`') });
    sandbox.git('checkout', '-q', '-f', '-B', 'change', 'main');
  });

  it('does not replace a model that it is held against', async () => {
    await check(sandbox);
    only(sandbox, '{ model: out/model, name: before }');
    const { result } = await check(sandbox);
    expect(result.error).toMatchObject({ code: 'USAGE', message: expect.stringContaining('output folder') });
    expect(sandbox.read('out/model/modules.json')).toContain('Dense');
    only(sandbox, '{ model: ../elsewhere, name: outside }');
    expect((await check(sandbox)).result.error?.code).toBe('PATH_OUTSIDE');
    sandbox.git('checkout', '-q', '-f', 'change');
  });
});

describe('the base branch as a baseline', () => {
  const addRows = (sandbox: Sandbox, file: string, split: string, to: number) =>
    sandbox.write(file, fixtureRows(split, to));

  it('trains what the base branch has, as a check of the base branch itself would', async () => {
    const sandbox = repository('[base-branch, base-model]');
    const alone = await check(sandbox, undefined, 'out-alone');
    addRows(sandbox, 'data/train.tsv', 'train', 700);
    sandbox.write(
      'finetune-gate.yml',
      sandbox
        .read('finetune-gate.yml')
        .replace('epochs: 2', 'epochs: 1')
        .replace('dimensions: 32', 'dimensions: 16'),
    );
    sandbox.commit('more pairs, another head');
    const { baselines, trained, result, log } = await check(sandbox, 'main');
    expect(result.error).toBeUndefined();
    expect(baselines['base-branch']).toMatchObject({ kind: 'base-branch', bar: true });
    const scores = trained!.references['base-branch']!.scores;
    expectClose(scores, alone.trained!.candidate.scores, 5);
    expect(baselines['base-branch']?.errorRate).toBe(alone.result.candidate?.metrics.error_rate);
    expect(log.join('\n')).toMatch(/base branch: Epoch 2 of 2/);
    expect(log.join('\n')).toMatch(/^Epoch 1 of 1/m);
    expect(result.model?.dimensions).toBe(16);
    // The store has every text of the base branch from its own trial.
    expect(result.cost?.textsEncoded).toBeLessThan(300);
  });

  it('scores it on today’s test pairs, of which the known ones judge, and trains nothing where only these change', async () => {
    const sandbox = repository('base-branch');
    addRows(sandbox, 'data/test.tsv', 'test', 250);
    sandbox.commit('more test pairs');
    const { baselines, trained, log, result } = await check(sandbox, 'main');
    expect(trained!.references['base-branch']).toEqual(trained!.candidate);
    expect(baselines['base-branch']?.comparison).toMatchObject({ n: 200, difference: 0 });
    expect(trained!.candidate.n).toBe(250);
    expect(log.join('\n')).not.toContain('base branch:');
    expect(result.times['base branch']).toBeUndefined();
  });

  it('trains the whole encoder too', async () => {
    const all = (text: string) =>
      text
        .replace('tune: head', 'tune: all')
        .replace('epochs: 2', 'epochs: 1')
        .replace('train.tsv', 'train.tsv\n  examples: 64');
    const sandbox = fixtureRepository(all(fixtureConfig(`baseline: base-branch\n${GATE}`)));
    sandbox.write('.gitignore', 'out*\n');
    sandbox.commit('base');
    const alone = await check(sandbox, undefined, 'out-alone');
    sandbox.git('checkout', '-q', '-b', 'change');
    sandbox.write(
      'finetune-gate.yml',
      sandbox.read('finetune-gate.yml').replace('examples: 64', 'examples: 96'),
    );
    sandbox.commit('more examples');
    const { trained } = await check(sandbox, 'main');
    const scores = trained!.references['base-branch']!.scores;
    expectClose(scores, alone.trained!.candidate.scores, 4);
  });

  it('takes the base model that the base branch has', async () => {
    const sandbox = repository('base-branch');
    const alone = await check(sandbox, undefined, 'out-alone');
    const weights = 'models/tiny/model.safetensors';
    const moved = readFileSync(sandbox.path(weights));
    for (let at = moved.length - 8000; at < moved.length; at += 4) moved.writeFloatLE(Math.sin(at) / 5, at);
    sandbox.write(weights, moved);
    sandbox.commit('another base model');
    const { baselines, trained } = await check(sandbox, 'main');
    expect(baselines['base-branch']?.errorRate).toBe(alone.result.candidate?.metrics.error_rate);
    expect(trained!.candidate.scores).not.toEqual(trained!.references['base-branch']!.scores);
  });

  it('is refused where there is no base branch, or its data cannot be read', async () => {
    const sandbox = repository('base-branch');
    const { baselines } = await check(sandbox);
    expect(baselines['base-branch']).toMatchObject({
      kind: 'refused',
      note: expect.stringContaining('no base branch'),
    });
    sandbox.git('checkout', '-q', 'main');
    const pairs = sandbox.read('data/train.tsv');
    sandbox.write('data/train.tsv', pairs.replace(/\t[01]\n/, '\tmaybe\n'));
    sandbox.commit('break it');
    sandbox.git('checkout', '-q', '-b', 'mend');
    sandbox.write('data/train.tsv', pairs);
    sandbox.commit('mend it');
    const mended = await check(sandbox, 'main');
    expect(mended.result.candidate).toBeDefined();
    expect(mended.baselines['base-branch']).toMatchObject({
      kind: 'refused',
      note: expect.stringMatching(/gives no model to compare with.*label/i),
    });
  });

  it('is absent while the base branch has no configuration', async () => {
    const sandbox = fixtureRepository('');
    sandbox.git('rm', '-q', '--cached', '--ignore-unmatch', 'finetune-gate.yml');
    sandbox.write('.gitignore', 'out*\nfinetune-gate.yml\n');
    sandbox.commit('no configuration');
    sandbox.git('checkout', '-q', '-b', 'introduce');
    sandbox.write('.gitignore', 'out*\n');
    only(sandbox, 'base-branch');
    sandbox.commit('introduce it');
    const { baselines } = await check(sandbox, 'main');
    expect(baselines['base-branch']).toMatchObject({
      kind: 'absent',
      note: expect.stringContaining('has no'),
    });
  });
});

describe('a record as a baseline', () => {
  let sandbox: Sandbox;
  let kind: (baseRef?: string) => Promise<BaselineSummary | undefined>;
  beforeEach(() => {
    sandbox = repository('record');
    kind = async baseRef => (await check(sandbox, baseRef)).baselines.record;
  });
  const recordFrom = ({ candidate, test }: NonNullable<TrialReport['trained']>, seeds = 1) =>
    formatRecord(recordOf(candidate, test, { ...ORIGIN, seeds }));
  const onMain = (file: string, content: string) => {
    sandbox.git('checkout', '-q', 'main');
    sandbox.write(file, content);
    sandbox.commit('record');
    sandbox.git('checkout', '-q', '-B', 'change');
  };

  it('is compared pair by pair, and what the pull request makes of it does not count', async () => {
    const { trained, result } = await check(sandbox);
    const errorRate = result.candidate!.metrics.error_rate;
    const text = recordFrom(trained!);
    onMain(RECORD, text);
    const committed = await kind('main');
    expect(committed).toMatchObject({
      kind: 'record',
      errorRate,
      shared: 200,
      comparison: { difference: 0 },
    });
    const correct = trained!.candidate.correct.map(() => false);
    sandbox.write(RECORD, formatRecord(recordOf({ correct }, trained!.test, ORIGIN)));
    sandbox.commit('a lower bar');
    expect(await kind('main')).toEqual(committed);
    expect(await kind()).toMatchObject({ errorRate: 1 });
    sandbox.write(RECORD, 'damaged');
    expect(await kind('main')).toEqual(committed);
  });

  it('is what `baseline update` writes of a run', async () => {
    const { trained, result } = await check(sandbox, undefined, 'finetune-gate-output');
    const { candidate, test } = trained!;
    const row = (key: string, i: number) => ({ key, correct: candidate.correct[i], judged: true });
    const pairs = test.keys.map((key, i) => `${JSON.stringify(row(key, i))}\n`).join('');
    sandbox.write('finetune-gate-output/pairs.jsonl', pairs);
    const update = () => runBaseline({ action: 'update', config: 'finetune-gate.yml' }, sandbox.folder);
    const { error_rate: errorRate } = result.candidate!.metrics;
    expect(await update()).toContain(`200 test pairs, error rate ${(100 * errorRate).toFixed(2)} %`);
    const text = sandbox.read(RECORD);
    expect(await update()).toContain('says this already');
    expect(text.length / 200).toBeLessThan(30);
    onMain(RECORD, text);
    expect(await kind('main')).toMatchObject({ kind: 'record', errorRate, shared: 200 });
  });

  it('is absent only where nothing is there', async () => {
    expect(await kind()).toMatchObject({ kind: 'absent', note: expect.stringContaining('no record yet') });
    const { trained } = await check(sandbox);
    sandbox.write(RECORD, recordFrom(trained!));
    sandbox.commit('bring one');
    const brought = await kind('main');
    expect(brought).toMatchObject({
      kind: 'absent',
      note: expect.stringContaining('counts once it is merged'),
    });
  });

  it.each([
    ['damaged', 'damaged', 'BASELINE_CORRUPT'],
    ['empty', '', 'BASELINE_CORRUPT'],
    ['a pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n', 'DATA_LFS_POINTER'],
  ])('stops the run before training when it is %s', async (_, text, code) => {
    onMain(RECORD, text);
    const { result, trained } = await check(sandbox, 'main');
    expect(result).toMatchObject({ error: { code, place: { file: RECORD } }, verdict: { outcome: 'error' } });
    expect(trained).toBeUndefined();
    expect((await check(sandbox)).result.error?.code).toBe(code);
  });

  it('stops the run where a folder has its name', async () => {
    onMain(`${RECORD}/file`, 'x');
    expect((await check(sandbox, 'main')).result.error?.code).toBe('GIT_FAILED');
    expect((await check(sandbox)).result.error?.code).toBe('BASELINE_CORRUPT');
  });

  it('is refused when it is of other pairs or of more seeds', async () => {
    const { trained } = await check(sandbox);
    onMain(RECORD, recordFrom(trained!, 3));
    expect(await kind('main')).toMatchObject({ kind: 'refused', note: expect.stringContaining('3 seeds') });
    const { test, candidate } = trained!;
    const keys = test.keys.map((key, i) => (i < 30 ? `A${key.slice(1)}` : key));
    onMain(RECORD, formatRecord(recordOf(candidate, { keys }, ORIGIN)));
    expect(await kind('main')).toMatchObject({ kind: 'refused', note: expect.stringContaining('in common') });
  });

  it('may have another name and place', async () => {
    const { trained } = await check(sandbox);
    sandbox.write('bars/old.json', recordFrom(trained!));
    only(sandbox, '[record, { record: bars/old.json, name: old }]');
    const { baselines } = await check(sandbox);
    expect(baselines.record?.kind).toBe('absent');
    expect(baselines.old).toMatchObject({ kind: 'record', bar: false, shared: 200 });
    only(sandbox, `{ record: ${join('..', 'old.json')} }`);
    expect((await check(sandbox)).result.error?.code).toBe('PATH_OUTSIDE');
  });
});
