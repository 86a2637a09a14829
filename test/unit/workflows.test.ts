import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { planOutputs } from '../../src/commands/plan-outputs.ts';
import { planOf } from '../../src/commands/plan-sweep.ts';
import { parseShard } from '../../src/commands/shard-of.ts';
import { root } from '../shared.ts';
import { point } from './commands/sweep-findings.ts';

const folder = join(root, '.github', 'workflows');
const NAMES = readdirSync(folder).sort();
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly 'runs-on': string;
  readonly 'timeout-minutes'?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: string; readonly 'fail-fast': boolean };
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflow = (name: string): Workflow => parse(read(name));
const ours = ({ steps }: Job) => steps.filter(({ uses }) => uses?.includes('/finetune-gate@'));

type Context = Readonly<Record<string, unknown>>;

/** Says what no test says: what jobs before ended with. */
const STATUS = ['cancelled', 'success', 'failure', 'always'];

/** The value of `${{ … }}` with these contexts; `cancelled` is what `cancelled()` says. */
function evaluate(text: string, context: Context, cancelled = false): unknown {
  const expression = /^\$\{\{(.*)\}\}$/s.exec(text.trim())?.[1];
  if (expression === undefined) return text;
  const said = expression.replace('cancelled()', String(cancelled));
  const { tokens } = new Lexer(said).lex();
  const functions = STATUS.map(name => ({ name, minArgs: 0, maxArgs: 0 }));
  const parsed = new Parser(tokens, Object.keys(context), functions).parse();
  const values = JSON.parse(JSON.stringify(context), data.reviver) as data.Dictionary;
  return JSON.parse(JSON.stringify(new Evaluator(parsed, values).evaluate(), data.replacer));
}

describe.each(NAMES)('%s', name => {
  it('is a workflow without a fault', async () => {
    const parsed = parseWorkflow({ name, content: read(name) }, new NoOperationTraceWriter());
    expect(parsed.context.errors.getErrors()).toEqual([]);
    const template = await convertWorkflowTemplate(parsed.context, parsed.value!);
    expect(template.errors ?? []).toEqual([]);
    expect(template.jobs.map(job => job.id.value)).toEqual(Object.keys(workflow(name).jobs));
  });

  it('gives the action inputs that it has, and reads outputs that it has', () => {
    const action = parse(readFileSync(join(root, 'action.yml'), 'utf8'));
    const { jobs } = workflow(name);
    const used = Object.values(jobs).flatMap(ours);
    expect(used.length).toBeGreaterThan(0);
    for (const step of used)
      for (const input of Object.keys(step.with ?? {})) expect(Object.keys(action.inputs)).toContain(input);
    const outputs = [...read(name).matchAll(/steps\.(?:plan|collect|publish)\.outputs\.([\w-]+)/g)];
    for (const [, output] of outputs) expect(Object.keys(action.outputs)).toContain(output);
  });

  it('has a limit of time for each job, and no credentials left in a checkout', () => {
    for (const job of Object.values(workflow(name).jobs)) {
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      for (const step of job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')))
        expect(step.with?.['persist-credentials']).toBe(false);
    }
  });

  it('runs no text of its own as a program', () => {
    expect(read(name)).not.toMatch(/^\s*(?:- )?run:/m);
  });

  it('writes nothing but what its use needs', () => {
    const { permissions, jobs } = workflow(name);
    const all = [permissions, ...Object.values(jobs).map(job => job.permissions ?? {})];
    const writes = all.flatMap(one =>
      Object.entries(one).flatMap(([what, how]) => (how === 'write' ? what : [])),
    );
    expect(writes).toEqual(
      {
        'check.yml': ['pull-requests'],
        'sweep.yml': [],
        'release.yml': ['contents', 'id-token', 'attestations'],
      }[name],
    );
  });
});

describe('a pull request', () => {
  const { jobs, concurrency } = workflow('check.yml');
  const runner = (head: unknown) =>
    evaluate(jobs.gate!['runs-on'], {
      github: { repository: 'acme/search', event: { pull_request: { head: { repo: head } } } },
      inputs: { runner: '["self-hosted", "gpu"]' },
    });

  it('of the repository runs on its own machines, a fork never does', () => {
    expect(runner({ full_name: 'acme/search' })).toEqual(['self-hosted', 'gpu']);
    expect(runner({ full_name: 'mallory/search' })).toBe('ubuntu-latest');
    // The fork is gone.
    expect(runner(null)).toBe('ubuntu-latest');
  });

  it('is judged in any case: what is skipped counts as passed', () => {
    expect(jobs.gate!.if).toBeUndefined();
  });

  it('ends the run of its commit before, and no other', () => {
    expect(concurrency['cancel-in-progress']).toBe(true);
    expect(concurrency.group).toContain('github.event.pull_request.number');
  });
});

describe('a sweep', () => {
  const { jobs } = workflow('sweep.yml');
  const points = [1, 2, 3, 4, 5, 6].map(seed => point(`p${seed}`, { seed }));
  const plan = planOf({ points, bases: ['models/tiny'], strategy: 'grid', digest: 'd' }, 4);
  const steps = { plan: { outputs: planOutputs(plan) } };

  /** What a job's matrix is, by way of the outputs of the job before. */
  function shards(name: 'encode' | 'train'): string[] {
    const outputs = Object.entries(jobs.plan!.outputs!).map(([output, text]) => [
      output,
      evaluate(text, { steps }),
    ]);
    const needs = { plan: { result: 'success', outputs: Object.fromEntries(outputs) } };
    const matrix = evaluate(jobs[name]!.strategy!.matrix, { needs }) as typeof plan.train;
    return matrix.include.map(one => {
      const [step] = ours(jobs[name]!);
      expect(step!.with!.phase).toBe(name);
      return evaluate(step!.with!.shard!, { matrix: one }) as string;
    });
  }

  it('gives each job of both matrices its part of the plan', () => {
    for (const name of ['encode', 'train'] as const) {
      expect(shards(name)).toEqual(plan[name].include.map(one => one.shard));
      for (const shard of shards(name)) expect(parseShard(shard).count).toBe(4);
      expect(jobs[name]!.strategy!['fail-fast']).toBe(false);
    }
  });

  it.each([
    ['success', false, true],
    ['failure', false, true],
    ['cancelled', false, true],
    ['success', true, false],
  ])(
    'trains and collects when jobs before ended with %s (cancelled: %s): %s',
    (result, cancelled, goesOn) => {
      const needs = { plan: { result: 'success' }, encode: { result }, train: { result } };
      for (const name of ['train', 'collect'])
        expect(evaluate(jobs[name]!.if!, { needs }, cancelled), name).toBe(goesOn);
    },
  );

  it('without a plan has nothing to do', () => {
    const needs = {
      plan: { result: 'failure' },
      encode: { result: 'skipped' },
      train: { result: 'skipped' },
    };
    for (const name of ['train', 'collect']) expect(evaluate(jobs[name]!.if!, { needs })).toBe(false);
  });

  it('caches what it encodes, unless a shared folder keeps it', () => {
    const [step] = ours(jobs.encode!);
    const cached = (folder: string) => evaluate(step!.with!.cache!, { inputs: { 'cache-dir': folder } });
    expect([cached(''), cached('/opt/embeddings')]).toEqual([true, false]);
  });

  it('keeps artifacts of different jobs apart', () => {
    const downloads = Object.values(jobs).flatMap(({ steps: all }) =>
      all.filter(({ uses }) => uses?.startsWith('actions/download-artifact@')),
    );
    expect(downloads).toHaveLength(2);
    for (const step of downloads) expect(step.with).not.toHaveProperty('merge-multiple');
  });
});

describe('a release', () => {
  const { jobs, permissions } = workflow('release.yml');
  const publishes = (result: string, run: string, cancelled = false) =>
    evaluate(jobs.publish!.if!, { needs: { train: { result } }, inputs: { 'run-id': run } }, cancelled);

  it('is of a run that passed, or of one that was named', () => {
    expect(publishes('success', '')).toBe(true);
    expect(publishes('skipped', '77')).toBe(true);
    expect(publishes('failure', '')).toBe(false);
    expect(publishes('failure', '77')).toBe(false);
    expect(publishes('skipped', '')).toBe(false);
    expect(publishes('success', '', true)).toBe(false);
    const trains = (run: string) => evaluate(jobs.train!.if!, { inputs: { 'run-id': run } });
    expect([trains(''), trains('77')]).toEqual([true, false]);
  });

  it('takes the model of that run, or of this one', () => {
    const step = jobs.publish!.steps.find(({ uses }) => uses?.startsWith('actions/download-artifact@'));
    const from = (run: string) =>
      evaluate(step!.with!['run-id']!, { inputs: { 'run-id': run }, github: { run_id: '5' } });
    expect([from(''), from('77')]).toEqual(['5', '77']);
  });

  it('attests what was published, on a machine of GitHub, which alone may write', () => {
    expect(permissions).toEqual({});
    expect(jobs.publish!['runs-on']).toBe('ubuntu-latest');
    const attest = jobs.publish!.steps.findIndex(({ uses }) => uses?.startsWith('actions/attest@'));
    const publish = jobs.publish!.steps.findIndex(step => ours(jobs.publish!).includes(step));
    expect(attest).toBeGreaterThan(publish);
    expect(jobs.train!.permissions).toEqual({ contents: 'read' });
  });
});
