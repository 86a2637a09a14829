import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SweepSummary } from '../../src/report/sweep-summary.ts';
import { fixtureConfig, fixtureRepository, type Sandbox } from '../sandbox.ts';
import { root } from '../shared.ts';

const cache = join(root, 'node_modules', '.cache');
const CONFIG = `${fixtureConfig('baseline: base-model\ngate: [accuracy >= 0.55, error_rate <= baseline + 0.2]')}sweep:
  examples: [100, 250]
  dimensions: [16, 24]
  learning_rate: [0.01, 0.001]
`;

let program: string;
beforeAll(() => {
  // Beside the native packages, which it looks for from where it is.
  program = mkdtempSync(join(cache, 'matrix-'));
  const build = ['scripts/run.mjs', 'scripts/build.ts', program];
  execFileSync(process.execPath, build, { cwd: root, stdio: 'pipe' });
}, 120_000);
afterAll(() => rmSync(program, { recursive: true, force: true }));

interface Ran {
  readonly code: number | null;
  readonly text: string;
  readonly log: string;
}

const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

function start(
  sandbox: Sandbox,
  ...args: string[]
): { readonly child: ChildProcess; readonly done: Promise<Ran> } {
  const child = spawn(process.execPath, [join(program, 'cli.js'), ...args], { cwd: sandbox.folder });
  running.add(child);
  let [text, log] = ['', ''];
  child.stdout.on('data', data => (text += data));
  child.stderr.on('data', data => (log += data));
  const done = new Promise<Ran>(resolve =>
    child.on('close', code => {
      running.delete(child);
      resolve({ code, text, log });
    }),
  );
  return { child, done };
}

const run = (sandbox: Sandbox, ...args: string[]) => start(sandbox, ...args).done;

async function trial(sandbox: Sandbox, phase: string, shard: string, output: string, ...args: string[]) {
  const own = ['--phase', phase, '--shard', shard, '--output', output, '--provider', 'cpu'];
  const ran = await run(sandbox, 'trial', ...own, ...args);
  expect(ran, ran.log).toMatchObject({ code: 0 });
  return ran;
}

/** Runs a job, and kills it for good once it has begun to write a trial's weights; again where it was done before that. */
async function killed(sandbox: Sandbox, shard: string, output: string): Promise<void> {
  const args = ['--phase', 'train', '--shard', shard, '--from', 'encoded', '--output', output];
  for (let tries = 0; tries < 5; tries++) {
    rmSync(sandbox.path(output), { recursive: true, force: true });
    const { child, done } = start(sandbox, 'trial', ...args, '--provider', 'cpu');
    const late = Date.now() + 60_000;
    while (!existsSync(sandbox.path(output, 'weights')) && child.exitCode === null && Date.now() < late)
      await new Promise(resolve => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    await done;
    if (child.signalCode === 'SIGKILL' && !existsSync(sandbox.path(output, 'findings.json'))) return;
  }
  throw new Error('the job was never killed while it worked');
}

/** Everything but the seconds. */
function results(sandbox: Sandbox, folder: string): string[] {
  const [head = '', ...rows] = sandbox.read(`${folder}/results.csv`).trim().split('\n');
  const seconds = head.split(',').indexOf('seconds');
  expect(seconds).toBeGreaterThan(0);
  return [head, ...rows].map(row => row.split(',').toSpliced(seconds, 1).join(','));
}

function modelBytes(sandbox: Sandbox, folder: string): Record<string, string> {
  const model = sandbox.path(folder, 'model');
  const files = readdirSync(model, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name).slice(model.length + 1));
  const weights = paths.filter(path => /\.(safetensors|onnx)$/.test(path)).sort();
  expect(weights.length).toBeGreaterThan(1);
  return Object.fromEntries(weights.map(path => [path, readFileSync(join(model, path)).toString('base64')]));
}

const summary = (sandbox: Sandbox, folder: string): SweepSummary =>
  JSON.parse(sandbox.read(`${folder}/report.json`));

describe('a sweep on many runners', () => {
  it('has the table, the choice and the model of the same sweep on one', async () => {
    const sandbox = fixtureRepository(CONFIG);
    const one = await run(sandbox, 'sweep', '--output', 'one', '--provider', 'cpu');
    expect(one.code, one.log).toBe(0);

    const plan = await run(sandbox, 'plan', '--jobs', '6', '--json', '-');
    const { encode, train } = JSON.parse(plan.text);
    const shards = (matrix: typeof train): string[] =>
      matrix.include.map((job: { shard: string }) => job.shard);
    expect(shards(train)).toHaveLength(6);
    const encoding = shards(encode);
    expect(encoding.length).toBeGreaterThan(1);
    await Promise.all(
      encoding.map((shard, i) => trial(sandbox, 'encode', shard, `encoded/finetune-gate-encode-${i + 1}`)),
    );

    const output = (i: number) => `trials/finetune-gate-train-${i + 1}`;
    const again = shards(train)[2] as string;
    await Promise.all([
      ...shards(train).map(async (shard, i) => {
        // One is killed, and run again into the same folder.
        if (i === 0) await killed(sandbox, shard, output(i));
        await trial(sandbox, 'train', shard, output(i), '--from', 'encoded');
      }),
      // One runs twice.
      trial(sandbox, 'train', again, 'trials/once-more', '--from', 'encoded'),
    ]);

    const collected = await run(
      sandbox,
      ...['collect', '--from', 'trials', '--from', 'encoded', '--output', 'many', '--provider', 'cpu'],
    );
    expect(collected.code, collected.log).toBe(0);
    expect(results(sandbox, 'many')).toEqual(results(sandbox, 'one'));
    expect(modelBytes(sandbox, 'many')).toEqual(modelBytes(sandbox, 'one'));
    const [whole, shared] = [summary(sandbox, 'one'), summary(sandbox, 'many')];
    for (const part of ['choice', 'verdict', 'bases', 'curves', 'missing', 'cost', 'encoderPasses'] as const)
      expect(shared[part], part).toEqual(whole[part]);
    expect(shared.repeated).toHaveLength(1);
  }, 180_000);

  it('decides without a lost runner and a torn artifact, and says which trials are missing', async () => {
    const sandbox = fixtureRepository(CONFIG.replace('[0.01, 0.001]', '[0.01]'));
    for (const k of [1, 2, 3]) await trial(sandbox, 'train', `${k}/4`, `trials/${k}`);
    const torn = sandbox.path('trials/3/findings.json');
    const bytes = readFileSync(torn);
    sandbox.write('trials/3/findings.json', bytes.subarray(0, bytes.length / 2));
    const collect = ['collect', '--from', 'trials', '--output', 'out', '--provider', 'cpu'];
    const few = await run(sandbox, ...collect, '--max-missing', '1');
    expect([few.code, few.log]).toEqual([
      4,
      expect.stringContaining('2 of 4 trials are missing, 1 are allowed'),
    ]);
    const decided = await run(sandbox, ...collect);
    expect(decided.log).toContain('Left out: 3 is torn');
    const { missing, trials, choice, verdict } = summary(sandbox, 'out');
    expect(missing.map(({ reason }) => reason)).toEqual([
      'no machine answered for it',
      'no machine answered for it',
    ]);
    expect(trials).toHaveLength(2);
    expect(choice.sentence).toContain('2 trials are missing');
    expect(decided.code).toBe(verdict.outcome === 'pass' ? 0 : 1);
    const other = fixtureRepository(CONFIG);
    other.copy(sandbox.path('trials'), 'trials');
    const foreign = await run(other, ...collect);
    expect([foreign.code, foreign.log]).toEqual([4, expect.stringContaining('is of another sweep')]);
  }, 120_000);

  it('is refused where a trial depends on others before it', async () => {
    const sandbox = fixtureRepository(CONFIG.replace('sweep:\n', 'sweep:\n  strategy: halving\n'));
    const { code, log } = await run(sandbox, 'plan');
    expect([code, log]).toEqual([2, expect.stringContaining('strategy: halving')]);
  });
});
