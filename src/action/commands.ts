import type { Arguments } from '../commands/arguments.ts';
import type { CheckOptions, CheckReport } from '../commands/check-options.ts';
import { Stopwatch } from '../commands/stopwatch.ts';
import type { TerminalIo, Verb } from '../commands/verb.ts';
import type { ActionCommand } from './inputs.ts';
import type { Job } from './job.ts';
import { type Outcome, ofReport, ofSaid } from './outcome.ts';

/** What does the work; tests give their own. */
export interface Work {
  readonly check: (options: CheckOptions) => Promise<CheckReport>;
  readonly verb: (command: ActionCommand) => Promise<Verb>;
}

export interface Request {
  readonly job: Job;
  readonly args: Arguments;
  readonly io: TerminalIo & Required<Pick<TerminalIo, 'host'>>;
}

/** What the action does around a command of the terminal, and how it is run. */
export interface ActionCommandTraits {
  /** Whether its report stands in a comment and a check run too, and in a file when it failed. */
  readonly judges: boolean;
  /** Whether it needs an engine and the kept embeddings. */
  readonly computes: boolean;
  /** What becomes an artifact; a run whose findings nobody can read has failed. */
  readonly uploads: 'report' | 'findings' | 'nothing';
  readonly run: (request: Request, work: Work) => Promise<Outcome>;
}

const reported = async ({ job, io }: Request, { check }: Work): Promise<Outcome> => {
  const { signal, log, progress, host } = io;
  const command = job.command === 'check' ? 'check' : 'train';
  return ofReport(await check({ ...job, ...host, command, signal, log, progress }));
};

const said = async ({ job, args, io }: Request, { verb }: Work): Promise<Outcome> => {
  const watch = new Stopwatch();
  const run = await verb(job.command);
  return ofSaid(job.command, await run(args, io), job.output, watch.elapsed());
};

const MODEL = { judges: true, computes: true, uploads: 'report' } as const;
const PART = { judges: false, computes: true, uploads: 'findings' } as const;
const NO_MODEL = { judges: false, computes: false, uploads: 'nothing' } as const;

export const COMMANDS: Readonly<Record<ActionCommand, ActionCommandTraits>> = {
  check: { ...MODEL, run: reported },
  train: { ...MODEL, run: reported },
  sweep: { ...MODEL, run: said },
  plan: { ...NO_MODEL, run: said },
  trial: { ...PART, run: said },
  collect: { ...MODEL, run: said },
  publish: { ...NO_MODEL, run: said },
};

/** The work itself; each command's code is loaded when it is asked for. */
export const WORK: Work = {
  check: async options => (await import('../commands/check.ts')).runCheck(options),
  verb: async command => (await import('../commands/verbs.ts')).VERBS[command](),
};
