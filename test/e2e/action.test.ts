import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixtureConfig, fixtureRepository, fixtureRows, type Sandbox } from '../sandbox.ts';
import { pullRequest, runAction } from './runner.ts';

describe('dist/main.js on Node 24', () => {
  let repository: Sandbox;
  beforeAll(() => {
    repository = fixtureRepository(fixtureConfig());
    repository.commit('base');
    repository.git('checkout', '-q', '-b', 'pairs');
    repository.write('data/train.tsv', fixtureRows('train', 700));
    repository.commit('add 100 pairs');
  });

  it('checks a pull request: outputs, summary, report and model', () => {
    const { status, log, outputs, summary } = runAction(repository, pullRequest());
    expect(log.replace('::add-mask::ghs_secret', '')).not.toContain('ghs_secret');
    expect(status, log).toBe(0);
    expect(outputs.get('verdict')).toBe('pass');
    expect(Number(outputs.get('accuracy'))).toBeGreaterThan(0.55);
    expect(Number(outputs.get('error-rate'))).toBeCloseTo(1 - Number(outputs.get('accuracy')), 10);
    expect(Number(outputs.get('baseline-error-rate'))).toBeGreaterThan(0);
    expect(outputs.get('data-fingerprint')).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(Number(outputs.get('wall-seconds'))).toBeGreaterThan(0);
    const report = JSON.parse(readFileSync(outputs.get('report') ?? '', 'utf8'));
    expect(report).toMatchObject({ schemaVersion: 1, command: 'check', verdict: { outcome: 'pass' } });
    expect(report.data.change.bySplit.train).toMatchObject({ added: 100, removed: 0, relabelled: 0 });
    expect(report.policy.source).toBe('base-branch');
    for (const file of [
      'modules.json',
      'model.safetensors',
      '2_Dense/model.safetensors',
      'onnx/model.onnx',
      'README.md',
      'SHA256SUMS',
    ]) {
      expect(existsSync(join(outputs.get('model') ?? '', file)), file).toBe(true);
    }
    expect(summary).toMatch(/^#.*Passed/m);
  });

  it('judges by the base branch: a pull request that lowers its own bar gains nothing', () => {
    const strict = fixtureRepository(fixtureConfig('gate: [accuracy >= 0.999]'));
    strict.commit('base');
    strict.git('checkout', '-q', '-b', 'pairs');
    strict.write('finetune-gate.yml', fixtureConfig('gate: [accuracy >= 0.1]'));
    strict.commit('lower the bar');
    const { status, log, outputs, summary } = runAction(strict, pullRequest());
    expect(status).toBe(1);
    expect(outputs.get('verdict')).toBe('fail');
    expect(log.match(/^::error/gm)?.length).toBeGreaterThan(0);
    expect(summary).toContain('0.999');
    expect(summary).toMatch(/^#.*Failed/m);
  });

  it('fails a pull request that copies test pairs into train, at their lines, without training', () => {
    const leaking = fixtureRepository(fixtureConfig());
    leaking.commit('base');
    leaking.git('checkout', '-q', '-b', 'pairs');
    const stolen = fixtureRows('test', 3).split('\n').slice(1).join('\n');
    leaking.write('data/train.tsv', fixtureRows('train', 600) + stolen);
    leaking.commit('leak');
    const { status, log, outputs } = runAction(leaking, pullRequest());
    expect(status).toBe(1);
    expect(outputs.get('verdict')).toBe('fail');
    expect(outputs.get('model') ?? '').toBe('');
    expect(log).toMatch(/^::error.*file=data\/(train|test)\.tsv,line=\d+/m);
  });

  it('refuses a pull request of a fork on a self-hosted runner', () => {
    const { status, log, outputs } = runAction(repository, pullRequest('stranger/search'));
    expect(status).toBe(1);
    expect(log).toContain('FORK_REFUSED');
    expect(outputs.get('verdict')).toBe('error');
  });

  it('reports every fault of a configuration at once, and nothing but the report is written', () => {
    const faulty = fixtureRepository(`${fixtureConfig('gate: [acuracy >= 0.9]')}budgit: 3\n`);
    faulty.commit('base');
    const { status, log, outputs, summary } = runAction(
      faulty,
      { ref: 'refs/heads/main' },
      { command: 'train' },
    );
    expect(status).toBe(1);
    for (const hint of ['CONFIG_INVALID', 'accuracy', 'budget']) expect(log + summary).toContain(hint);
    expect(outputs.get('verdict')).toBe('error');
    expect(outputs.get('model') ?? '').toBe('');
  });
});
