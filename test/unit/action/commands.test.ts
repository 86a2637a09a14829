import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/action/commands.ts';
import { ACTION_COMMANDS, type ActionCommand } from '../../../src/action/inputs.ts';
import { runAction } from '../../../src/action/run.ts';
import type { Arguments } from '../../../src/commands/arguments.ts';
import { optionsOf } from '../../../src/commands/options-of.ts';
import type { Said, TerminalIo } from '../../../src/commands/verb.ts';
import { FinetuneGateError } from '../../../src/errors.ts';
import { toJson } from '../../../src/report/json.ts';
import { failing, passing } from '../report/samples.ts';
import { pullRequest, Runner } from './runner.ts';

let runner: Runner;
beforeEach(() => {
  runner = new Runner();
});
afterEach(() => runner.close());

/** A runner of a workflow that somebody started by hand, which has no pull request. */
const dispatched = (inputs: Record<string, string>, env: Record<string, string> = {}) =>
  new Runner(inputs, { inputs: {} }, { GITHUB_EVENT_NAME: 'workflow_dispatch', ...env });

type Answer = (args: Arguments, io: TerminalIo) => Said | Promise<Said>;

/** A command of the terminal that keeps what it was asked for. */
function fakeVerb(answer: Answer) {
  const asked: { command: ActionCommand; args: Arguments; io: TerminalIo }[] = [];
  const verb = async (command: ActionCommand) => async (args: Arguments, io: TerminalIo) => {
    asked.push({ command, args, io });
    return answer(args, io);
  };
  return { verb, asked };
}

const errors = () => runner.commands.filter(line => line.startsWith('::error'));

describe('COMMANDS', () => {
  it('has every command of action.yml, and no other judges, computes or uploads than these', () => {
    expect(Object.keys(COMMANDS).sort()).toEqual([...ACTION_COMMANDS].sort());
    const those = (trait: 'judges' | 'computes') => ACTION_COMMANDS.filter(name => COMMANDS[name][trait]);
    expect(those('judges')).toEqual(['check', 'train', 'sweep', 'collect']);
    expect(those('computes')).toEqual(['check', 'train', 'sweep', 'trial', 'collect']);
    expect(ACTION_COMMANDS.filter(name => COMMANDS[name].uploads === 'findings')).toEqual(['trial']);
  });
});

describe('plan', () => {
  it('hands its matrices on, each as one line of JSON', async () => {
    runner = dispatched({ command: 'plan', jobs: '16' });
    const plan = { encode: { include: [{ shard: '1/1' }] }, train: { include: [{ shard: '1/2' }] } };
    const { verb, asked } = fakeVerb(() => ({ text: '2 jobs\n', json: JSON.stringify(plan, null, 2) }));
    await runAction({ verb });
    expect(process.exitCode).toBeUndefined();
    expect(asked[0]?.args).toMatchObject({ command: 'plan', jobs: '16', config: 'finetune-gate.yml' });
    expect(runner.outputs['encode-matrix']).toBe('{"include":[{"shard":"1/1"}]}');
    expect(JSON.parse(runner.outputs['train-matrix'] ?? '')).toEqual(plan.train);
    expect(runner.outputs).toMatchObject({ verdict: '', report: '', model: '' });
    expect(runner.summary).toContain('2 jobs');
  });

  it('fails the step with the error, and writes no report', async () => {
    runner = dispatched({ command: 'plan' });
    const { verb } = fakeVerb(() => {
      throw new FinetuneGateError('CONFIG_INVALID', 'There is no sweep.');
    });
    await runAction({ verb });
    expect(process.exitCode).toBe(1);
    expect(errors().filter(line => line.includes('CONFIG_INVALID'))).not.toEqual([]);
    expect(runner.outputs).toMatchObject({ verdict: 'error', report: '' });
    expect(runner.summary).toContain('There is no sweep.');
  });
});

describe('trial', () => {
  const inputs = {
    ...{ command: 'trial', phase: 'encode', shard: '3/8', from: ' encoded/a \n\n encoded/b' },
    'working-directory': 'models',
  };

  it('is asked as in a terminal, in the working directory, and what is not the data is not told it', async () => {
    runner = dispatched(inputs);
    const { verb, asked } = fakeVerb(() => ({ text: 'done\n' }));
    await runAction({ verb });
    const { args, io } = asked[0] ?? expect.fail('not asked');
    const directory = runner.path('workspace', 'models');
    expect(args).toMatchObject({ phase: 'encode', shard: '3/8' });
    expect(args.folders).toEqual([join(directory, 'encoded/a'), join(directory, 'encoded/b')]);
    expect(optionsOf(args, io)).toMatchObject({
      directory,
      output: runner.path('temp', 'finetune-gate'),
      modelCache: expect.any(String),
      onSecret: expect.any(Function),
    });
    expect(optionsOf(args, io)).not.toHaveProperty('foreign');
    expect(process.exitCode).toBeUndefined();
  });

  it('has failed where its findings cannot be uploaded, since nobody can read them', async () => {
    runner = dispatched({ ...inputs, artifact: 'sweep' });
    await runAction({ verb: fakeVerb(() => ({ text: 'done\n' })).verb });
    expect(process.exitCode).toBe(1);
    expect(errors()).toEqual([
      '::error::There is no artifact sweep-encode-3-of-8, so nobody can read what was found.',
    ]);
  });

  it('fails by its exit code, with its last line', async () => {
    runner = dispatched(inputs);
    await runAction({ verb: fakeVerb(() => ({ text: 'a\n1 of 3 trials failed.\n', exitCode: 4 })).verb });
    expect(errors()).toEqual(['::error::trial ended with exit code 4: 1 of 3 trials failed.']);
  });
});

describe.each(['sweep', 'collect'])('%s', command => {
  const written = (result = passing) =>
    fakeVerb(({ output = '' }) => {
      mkdirSync(join(output, 'chosen'), { recursive: true });
      mkdirSync(join(output, 'model'));
      const sweep = { verdict: result.verdict, choice: { chosen: 'a-256' } };
      writeFileSync(join(output, 'report.json'), JSON.stringify(sweep));
      writeFileSync(join(output, 'chosen', 'report.json'), toJson(result));
      writeFileSync(join(output, 'summary.md'), '## The sweep\n');
      writeFileSync(join(output, 'results.csv'), 'id\n');
      return { text: 'the table\n', exitCode: result === passing ? 0 : 1 };
    });

  it('shows the sweep, and the result of the chosen trial', async () => {
    runner = dispatched({ command });
    await runAction({ verb: written().verb });
    const folder = runner.path('temp', 'finetune-gate');
    expect(runner.outputs).toMatchObject({
      verdict: 'pass',
      accuracy: '0.928',
      chosen: 'a-256',
      report: join(folder, 'report.json'),
      results: join(folder, 'results.csv'),
      model: join(folder, 'model'),
    });
    expect(runner.summary).toBe('## The sweep\n');
    expect(runner.log).toContain('the table');
    expect(process.exitCode).toBeUndefined();
  });

  it('fails with the sentence of its verdict', async () => {
    runner = dispatched({ command });
    await runAction({ verb: written(failing).verb });
    const sentence = 'Failed: accuracy is 82.6 %25 on 1,000 test pairs; the rule asks for at least 90 %25.';
    expect(errors()).toContain(`::error::${sentence}`);
    expect(runner.outputs.verdict).toBe('fail');
  });

  it('writes a report of an error like any other run', async () => {
    runner = dispatched({ command });
    const { verb } = fakeVerb(() => Promise.reject(new FinetuneGateError('INTERRUPTED', 'Cancelled.')));
    await runAction({ verb });
    expect(JSON.parse(readFileSync(runner.outputs.report ?? '', 'utf8'))).toMatchObject({
      verdict: { outcome: 'error' },
      error: { code: 'INTERRUPTED' },
    });
  });
});

describe('publish', () => {
  it('publishes the run of an earlier step for the tag of the workflow, with the token of the job', async () => {
    runner = dispatched(
      { command: 'publish', 'github-token': 'ghs_secret' },
      { GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.2.0' },
    );
    let token: string | undefined;
    const url = 'https://github.example/acme/search/releases/tag/v1.2.0';
    const { verb, asked } = fakeVerb(() => {
      token = process.env.GITHUB_TOKEN;
      return { text: `${url}\n`, json: JSON.stringify({ release: url }) };
    });
    await runAction({ verb });
    delete process.env.GITHUB_TOKEN;
    expect(token).toBe('ghs_secret');
    expect(asked[0]?.args).toMatchObject({
      tag: 'v1.2.0',
      from: runner.path('temp', 'finetune-gate'),
      output: runner.path('temp', 'finetune-gate-release'),
    });
    expect(runner.outputs).toMatchObject({
      'release-url': url,
      assets: runner.path('temp', 'finetune-gate-release'),
    });
    expect(runner.log.split('ghs_secret')).toHaveLength(2);
  });

  it('takes tag, folder and hub from the inputs, and nothing of a fork', async () => {
    runner = dispatched({ command: 'publish', tag: 'v2', from: 'out', hub: 'acme/model' });
    const { verb, asked } = fakeVerb(() => ({ text: '' }));
    await runAction({ verb });
    expect(asked[0]?.args).toMatchObject({
      tag: 'v2',
      from: runner.path('workspace', 'out'),
      hub: 'acme/model',
    });
    runner.close();
    runner = new Runner({ command: 'publish', 'allow-forks': 'true' }, pullRequest('stranger/search'));
    await runAction({ verb });
    expect(asked).toHaveLength(1);
    expect(runner.log).toContain('FORK_REFUSED');
  });
});
