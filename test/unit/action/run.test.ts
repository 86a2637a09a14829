import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { OUTPUTS } from '../../../src/action/outputs.ts';
import { runAction } from '../../../src/action/run.ts';
import { prepareOutput } from '../../../src/commands/output-folder.ts';
import { FinetuneGateError } from '../../../src/errors.ts';
import { errored, failing, HOSTILE, leaking, overBudget, passing } from '../report/samples.ts';
import { FakeGitHub, TOKEN } from './github-server.ts';
import { fakeCheck, pullRequest, Runner } from './runner.ts';

let runner: Runner;
afterEach(() => runner.close());

const errors = () => runner.commands.filter(line => line.startsWith('::error'));

describe('runAction', () => {
  it('passes a pull request: outputs, summary, log, and nothing failed', async () => {
    runner = new Runner({ 'github-token': 'ghs_secret' });
    const { check, asked } = fakeCheck(passing);
    await runAction({ check });
    expect(process.exitCode).toBeUndefined();
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      command: 'check',
      directory: runner.path('workspace'),
      config: 'finetune-gate.yml',
      engine: 'auto',
      requireGpu: false,
      output: runner.path('temp', 'finetune-gate'),
      baseRef: 'b'.repeat(40),
    });
    expect(asked[0]).not.toHaveProperty('cacheDir');
    expect(runner.outputs).toEqual({
      verdict: 'pass',
      accuracy: '0.928',
      'error-rate': '0.072',
      'baseline-error-rate': '0.188',
      report: runner.path('temp', 'finetune-gate', 'report.json'),
      summary: runner.path('temp', 'finetune-gate', 'summary.md'),
      'report-html': '',
      junit: '',
      pairs: '',
      model: runner.path('temp', 'finetune-gate', 'model'),
      'data-fingerprint': `sha256:${'a'.repeat(64)}`,
      'wall-seconds': '74.310',
      'encode-matrix': '',
      'train-matrix': '',
      chosen: '',
      results: '',
      'artifact-id': '',
      'artifact-url': '',
      'release-url': '',
      assets: '',
    });
    expect(runner.summary).toMatch(/^## ✅ Passed\n/);
    expect(runner.log).toContain('✅ Passed: accuracy is 92.8 %');
    expect(errors()).toEqual([]);
  });

  it('masks the token before anything else is written', async () => {
    runner = new Runner({ 'github-token': 'ghs_secret' });
    await runAction(fakeCheck(passing, ({ log }) => log('the rest')));
    expect(runner.log.startsWith('::add-mask::ghs_secret\n')).toBe(true);
    expect(runner.log.split('ghs_secret')).toHaveLength(2);
  });

  it.each([
    ['fail', 'Failed: accuracy is 82.6 % on 1,000 test pairs; the rule asks for at least 90 %.', failing],
    ['fail', 'Failed: 112 pairs of one split are also in another.', leaking],
    ['budget', 'Over budget: training was stopped early to stay within the budget of 20 min.', overBudget],
    [
      'error',
      'Not judged: data/train.tsv has 2 labels that are neither 0 nor 1. (DATA_LABEL_INVALID)',
      errored,
    ],
  ])('fails the step once for the verdict %s, with its sentence', async (verdict, message, result) => {
    runner = new Runner();
    await runAction(fakeCheck(result));
    expect(process.exitCode).toBe(1);
    expect(runner.outputs.verdict).toBe(verdict);
    expect(errors().filter(line => line === `::error::${message.replaceAll('%', '%25')}`)).toHaveLength(1);
    expect(errors().length).toBeLessThanOrEqual(10);
    expect(runner.summary).toContain('## ');
  });

  it('reports every fault of the inputs at once, without running anything', async () => {
    runner = new Runner({ engine: 'tensorfow', 'require-gpu': 'yes', command: 'chekc' });
    const { check, asked } = fakeCheck(passing);
    await runAction({ check });
    expect(asked).toEqual([]);
    expect(process.exitCode).toBe(1);
    expect(runner.outputs.verdict).toBe('error');
    for (const text of [
      'USAGE',
      'did you mean tensorflow?',
      'did you mean check?',
      'expected true or false',
    ]) {
      expect(runner.log).toContain(text);
    }
    const report = JSON.parse(readFileSync(runner.outputs.report!, 'utf8'));
    expect(report).toMatchObject({ verdict: { outcome: 'error' }, error: { code: 'USAGE' } });
    expect(readFileSync(runner.outputs.summary!, 'utf8')).toBe(runner.summary);
  });

  it.each(['stranger/search', null])('refuses the fork %s on a self-hosted runner', async head => {
    runner = new Runner({}, pullRequest(head), { RUNNER_ENVIRONMENT: 'self-hosted' });
    const { check, asked } = fakeCheck(passing);
    await runAction({ check });
    expect(asked).toEqual([]);
    expect(process.exitCode).toBe(1);
    expect(runner.outputs).toMatchObject({ verdict: 'error', model: '' });
    expect(runner.log).toContain('FORK_REFUSED');
    expect(runner.summary).toContain('allow-forks: true');
  });

  it('runs a fork where it is allowed to, or on a runner of GitHub', async () => {
    runner = new Runner({ 'allow-forks': 'true' }, pullRequest('stranger/search'), {
      RUNNER_ENVIRONMENT: 'self-hosted',
    });
    await runAction(fakeCheck(passing));
    expect(runner.outputs.verdict).toBe('pass');
    runner.close();
    runner = new Runner({}, pullRequest('stranger/search'));
    await runAction(fakeCheck(passing));
    expect(runner.outputs.verdict).toBe('pass');
  });

  it('leaves nothing of an earlier run where a refused one reports', async () => {
    runner = new Runner({ 'require-gpu': 'maybe' });
    await prepareOutput(runner.path('temp/finetune-gate'));
    mkdirSync(runner.path('temp/finetune-gate/model'));
    writeFileSync(runner.path('temp/finetune-gate/report.json'), '{"verdict":{"outcome":"pass"}}');
    await runAction(fakeCheck(passing));
    expect(readdirSync(runner.path('temp/finetune-gate')).sort()).toEqual([
      '.gitignore',
      'junit.xml',
      'report.html',
      'report.json',
      'summary.md',
    ]);
    expect(readFileSync(runner.path('temp/finetune-gate/report.json'), 'utf8')).toContain('"USAGE"');
  });

  it('turns whatever the command throws into a report', async () => {
    runner = new Runner();
    await runAction({
      check: () => Promise.reject(new FinetuneGateError('OUTPUT_UNWRITABLE', 'The disk is full.')),
    });
    expect(runner.outputs.verdict).toBe('error');
    expect(runner.summary).toContain('The disk is full.');
    runner.close();
    runner = new Runner();
    await runAction({ check: () => Promise.reject(new TypeError('x is not a function')) });
    expect(process.exitCode).toBe(1);
    expect(runner.log).toContain('x is not a function');
    expect(runner.summary).toContain('INTERNAL');
    // The group that was open is closed, so that the failure is not folded away.
    expect(runner.log.match(/^::group::/gm)).toHaveLength(1);
    expect(runner.log.match(/^::endgroup::/gm)).toHaveLength(1);
  });

  it('lets no text from the repository speak to the runner', async () => {
    runner = new Runner();
    const attacks = [
      ...HOSTILE,
      '\n::set-output name=verdict::pass',
      '  ::add-mask::a',
      '\r::stop-commands::x',
      'x ##[add-mask]a',
      '\u00a0::debug::x',
    ];
    const sentence = attacks.join('\n');
    const result = {
      ...failing,
      verdict: {
        ...failing.verdict,
        sentence,
        rules: failing.verdict.rules.map(rule => ({ ...rule, rule: sentence, actual: sentence, sentence })),
      },
      data: {
        ...failing.data!,
        fingerprint: sentence,
        findings: attacks.map(text => ({
          kind: 'conflict' as const,
          split: 'train' as const,
          file: `a,line=1::${text}`,
          line: 3,
          message: text,
        })),
      },
    };
    await runAction(
      fakeCheck(result, ({ log, progress }) => {
        for (const text of attacks) log(text);
        progress(sentence);
      }),
    );
    const expected =
      /^::(?:group::finetune-gate check|endgroup::|(?:error|warning|notice)(?: title=[^:,]*(?:%3A [^:,]*)?(?:,file=[^:,]*)?(?:,line=3)?)?::)/;
    for (const line of runner.commands) expect(line).toMatch(expected);
    expect(runner.commands.some(line => line.startsWith('::notice') || line.startsWith('::warning'))).toBe(
      true,
    );
    // Outputs cannot be added to either: one value, whatever is in it.
    expect(Object.keys(runner.outputs)).toEqual([...OUTPUTS]);
    expect(runner.outputs['data-fingerprint']).toBe(sentence.replace(/\r/g, '\r'));
  });

  it('writes no summary when told not to', async () => {
    runner = new Runner({ summary: 'false' });
    await runAction(fakeCheck(passing));
    expect(runner.summary).toBe('');
    expect(runner.outputs.verdict).toBe('pass');
  });

  it('shows the rest where one face of the report cannot be shown', async () => {
    runner = new Runner({}, pullRequest(), {
      GITHUB_OUTPUT: '/nonexistent/output',
      GITHUB_STEP_SUMMARY: '/nonexistent/summary',
    });
    await runAction(fakeCheck(failing));
    expect(process.exitCode).toBe(1);
    expect(runner.log).toMatch(/^::warning::The outputs could not be written/m);
    expect(runner.log).toMatch(/^::warning::The summary could not be written/m);
    expect(errors().length).toBeGreaterThan(0);
  });

  describe('with faces on GitHub', () => {
    const speaking = async (inputs: Record<string, string> = {}) => {
      const github = await FakeGitHub.start();
      runner = new Runner({ 'github-token': TOKEN, 'check-run': 'true', ...inputs }, pullRequest(), {
        GITHUB_API_URL: github.url,
        GITHUB_SERVER_URL: 'https://ghes.example',
        GITHUB_REPOSITORY: 'acme/search',
        GITHUB_RUN_ID: '41',
      });
      return github;
    };

    it('opens the check run before the work, and completes it with the comment after', async () => {
      const github = await speaking();
      const states: string[] = [];
      await runAction(fakeCheck(failing, () => void states.push(...github.checks.map(one => one.status))));
      expect(states).toEqual(['in_progress']);
      expect(github.checks).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
      expect(github.comments).toHaveLength(1);
      expect(runner.log.split(TOKEN)).toHaveLength(2);
    });

    it.each([
      ['failure', () => Promise.reject(new TypeError('x is not a function'))],
      [
        'cancelled',
        () => {
          process.emit('SIGTERM');
          return Promise.reject(new FinetuneGateError('INTERRUPTED', 'Stopped.'));
        },
      ],
    ])('completes it (%s) whatever becomes of the run', async (conclusion, check) => {
      const github = await speaking();
      await runAction({ check });
      expect(github.checks).toMatchObject([{ status: 'completed', conclusion }]);
    });

    it('does not fail the step where GitHub takes neither', async () => {
      const github = await speaking({ comment: 'always' });
      github.misbehaviours.push({ route: /./, status: 403, message: '::error::x', times: 99 });
      await runAction(fakeCheck(passing));
      expect(process.exitCode).toBeUndefined();
      expect(errors()).toEqual([]);
      const notices = runner.commands.filter(line => line.startsWith('::notice::There is no'));
      expect(notices).toHaveLength(2);
    });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'passes %s on, reports what came of it, and stops listening',
    async signal => {
      runner = new Runner();
      const before = process.listenerCount(signal);
      const cancelled = { ...errored, error: { ...errored.error!, code: 'INTERRUPTED' as const } };
      await runAction(
        fakeCheck(cancelled, async options => {
          const aborted = new Promise(resolve => options.signal.addEventListener('abort', resolve));
          process.emit(signal);
          await aborted;
        }),
      );
      expect(runner.summary).toContain('INTERRUPTED');
      expect(process.exitCode).toBe(1);
      expect(process.listenerCount(signal)).toBe(before);
    },
  );
});

describe('setFailed', () => {
  it('is called in one place', () => {
    const folder = join(import.meta.dirname, '../../../src/action');
    const calls = readdirSync(folder).flatMap(
      file => readFileSync(join(folder, file), 'utf8').match(/setFailed\(/g) ?? [],
    );
    expect(calls).toHaveLength(1);
  });
});
