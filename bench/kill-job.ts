import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readState } from '../src/training/state-file.ts';

export interface KillJob {
  readonly name: string;
  /** Rows of the fixtures' train split. */
  readonly rows: number;
  /** The configuration's `train` and what follows it. */
  readonly settings: string;
  /** Whether embeddings and checkpoints are kept in a folder of their own; in the output otherwise. */
  readonly cache: boolean;
  readonly args?: readonly string[];
}

export type Victim = 'worker' | 'supervisor';

/** Waits for the moment of a kill; `over` says that it has passed. */
export type Until = (log: () => string, over: AbortSignal) => Promise<unknown>;

/** A run that was killed, and what it left. */
export interface Killed {
  /** Whether it had ended before. */
  readonly late: boolean;
  /** Files that are in their place and not whole. */
  readonly torn: number;
  /** Steps since the last checkpoint, where training was under way and the supervisor lives to tell. */
  readonly stepsLost?: number;
  readonly worker: number | undefined;
  readonly log: string;
}

const VALIDATION = 200;
const TEST = 200;

/** A temporary folder in which the built program trains, is killed and trains again. */
export class KillFolder {
  readonly #cli: string;
  readonly #job: KillJob;
  readonly path = mkdtempSync(join(tmpdir(), 'finetune-gate-kills-'));

  /** @param root of the repository, built */
  constructor(root: string, job: KillJob) {
    this.#cli = join(root, 'dist/cli.js');
    this.#job = job;
    cpSync(join(root, 'fixtures/models/tiny'), join(this.path, 'model'), { recursive: true });
    mkdirSync(join(this.path, 'data'));
    for (const [split, rows] of Object.entries({ train: job.rows, validation: VALIDATION, test: TEST })) {
      const lines = readFileSync(join(root, `fixtures/data/${split}.tsv`), 'utf8').split('\n');
      writeFileSync(join(this.path, `data/${split}.tsv`), `${lines.slice(0, rows + 1).join('\n')}\n`);
    }
    const data = '{ train: data/train.tsv, validation: data/validation.tsv, test: data/test.tsv }';
    const head = `version: 1\ndata: ${data}\nmodel: { base: model, dimensions: 32 }\ngate: [accuracy >= 0.55]\n`;
    writeFileSync(join(this.path, 'finetune-gate.yml'), head + job.settings);
  }

  /** Removes what an earlier run left under a name. */
  clear(name: string): void {
    for (const folder of [name, `${name}-cache`, `${name}-tmp`])
      rmSync(join(this.path, folder), { recursive: true, force: true });
  }

  start(name: string): ChildProcess {
    const temporary = join(this.path, `${name}-tmp`);
    mkdirSync(temporary, { recursive: true });
    const cache = this.#job.cache ? ['--cache-dir', `${name}-cache`] : [];
    const args = [this.#cli, 'train', '--output', name, ...cache, ...(this.#job.args ?? [])];
    const env = { ...process.env, TMPDIR: temporary };
    return spawn(process.execPath, args, { cwd: this.path, env, stdio: ['ignore', 'ignore', 'pipe'] });
  }

  report(name: string) {
    return JSON.parse(this.#read(name, 'report.json'));
  }

  /** Steps that a run that ended took in a second of training, all seeds together. */
  stepsPerSecond(name: string): number {
    const { training, seeds, times } = this.report(name);
    return (training.steps * (seeds?.seeds.length ?? 1)) / times.train;
  }

  /** Runs to the end: what it logged, and for how many seconds. */
  async run(name: string): Promise<{ code: number | null; log: string; seconds: number }> {
    const started = performance.now();
    const child = this.start(name);
    const log = logOf(child);
    const [code] = await once(child, 'close');
    return { code, log: log(), seconds: (performance.now() - started) / 1000 };
  }

  /** Starts a run and kills one of its processes once `until` is over. */
  async kill(name: string, victim: Victim, until: Until): Promise<Killed> {
    const child = this.start(name);
    const log = logOf(child);
    const closed = once(child, 'close');
    const over = new AbortController();
    await Promise.race([until(log, over.signal), closed]);
    over.abort();
    const late = child.exitCode !== null;
    const worker = late ? undefined : workerOf(child.pid);
    // Before the worker is started and after it has ended, there is only one to kill.
    const pid = victim === 'worker' ? (worker ?? child.pid) : child.pid;
    if (!late && pid !== undefined) process.kill(pid, 'SIGKILL');
    if (victim === 'supervisor') child.kill('SIGKILL');
    // The other end of the pipe is the worker's too.
    if (victim === 'worker') await closed;
    const states = this.#states(name);
    // A worker whose supervisor was killed lives a moment longer, and takes older ones away.
    const whole = await Promise.all(
      states.map(async file => (await readState(file)) !== undefined || !existsSync(file)),
    );
    const torn = whole.filter(one => !one).length;
    const newest = states.at(-1);
    const message = victim === 'worker' && pid === worker ? this.#message(name) : '';
    const [, trained] = /while training, at ([\d ]+) of/.exec(message) ?? [];
    const [, kept] = /-(\d{10})\.state$/.exec(newest ?? '') ?? [];
    const known = trained !== undefined && kept !== undefined;
    return { late, torn, worker, log: log(), ...(known && { stepsLost: number(trained) - Number(kept) }) };
  }

  /** Takes bytes from the newest checkpoint, as a machine that goes down may; whether there was one. */
  tear(name: string): boolean {
    const newest = this.#states(name).at(-1);
    if (newest === undefined) return false;
    truncateSync(newest, Math.floor(statSync(newest).size * Math.random()));
    return true;
  }

  /** What must be the same for the same inputs: weights byte for byte, pairs, and the report but for what the run used. */
  outcome(name: string): Readonly<Record<string, string>> {
    const model = join(this.path, name, 'model');
    const files = existsSync(model) ? readdirSync(model, { recursive: true, encoding: 'utf8' }).sort() : [];
    const weights = files.filter(file => /\.(safetensors|onnx)$/.test(file));
    const hash = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
    const { times: _, usage: __, ...report } = this.report(name);
    for (const limit of report.verdict.budget) for (const key of ['spent', 'forecast']) delete limit[key];
    // What was encoded before the kill is found in the cache.
    if (this.#job.cache) for (const key of ['cost', 'costs']) delete report[key];
    return {
      ...Object.fromEntries(weights.map(file => [file, hash(join(model, file))])),
      pairs: hash(join(this.path, name, 'pairs.jsonl')),
      report: JSON.stringify(report),
    };
  }

  /** Everything that a run left but its files' contents: output, cache and temporary folder. */
  left(name: string): string[] {
    return [name, `${name}-cache`, `${name}-tmp`].flatMap(folder => {
      const path = join(this.path, folder);
      if (!existsSync(path)) return [];
      return readdirSync(path, { recursive: true, encoding: 'utf8' })
        .map(file => `${folder.slice(name.length)}/${file}`)
        .sort();
    });
  }

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  #read(name: string, file: string): string {
    return readFileSync(join(this.path, name, file), 'utf8');
  }

  #message(name: string): string {
    return existsSync(join(this.path, name, 'report.json')) ? (this.report(name).error?.message ?? '') : '';
  }

  /** Checkpoints in their place, the oldest first. */
  #states(name: string): string[] {
    const folder = join(this.path, this.#job.cache ? `${name}-cache/checkpoints` : `${name}/checkpoint`);
    const names = existsSync(folder) ? readdirSync(folder).filter(file => file.endsWith('.state')) : [];
    return names
      .map(file => join(folder, file))
      .sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs || (a < b ? -1 : 1));
  }
}

/** Whether the process is there and is a worker of ours; Linux tells. */
export function isWorker(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('worker.js');
  } catch {
    return false;
  }
}

/** Waits for a line of the log, or until there will be none. */
export function logged(what: string): Until {
  return async (log, over) => {
    while (!log().includes(what) && !over.aborted) await setTimeout(5);
  };
}

/** The worker of a supervisor, where there is one; Linux tells. */
export function workerOf(pid: number | undefined): number | undefined {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    return children.map(Number).find(child => child > 0 && isWorker(child));
  } catch {
    return undefined;
  }
}

function logOf({ stderr }: ChildProcess): () => string {
  let text = '';
  stderr?.on('data', chunk => {
    text += chunk;
  });
  return () => text;
}

const number = (text = ''): number => Number(text.replaceAll(' ', ''));
