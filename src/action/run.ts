import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import * as core from '@actions/core';
import { onSignals } from '../commands/signals.ts';
import { toError } from '../errors.ts';
import { plain } from '../report/text.ts';
import { type Caches, openCaches, saveCaches } from './caches.ts';
import { COMMANDS, WORK, type Work } from './commands.ts';
import { readContext, refuseForks } from './context.ts';
import { Faces } from './faces.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { argumentsOf, type Job, jobOf, OUTPUT_FOLDER } from './job.ts';
import { log, progressLog } from './log.ts';
import { type Outcome, ofError, ofReport } from './outcome.ts';
import { refused } from './refused.ts';
import { provideRuntime } from './runtime.ts';
import { type ShowOptions, showOnGitHub, showOutcome } from './show.ts';
import { type Upload, uploadFindings } from './upload.ts';

interface Done {
  readonly outcome: Outcome;
  readonly show: ShowOptions;
  /** What becomes an artifact; absent where nothing is wanted. */
  readonly upload?: Upload;
  /** To be saved when all else is done. */
  readonly caches?: Caches;
}

/**
 * The action: inputs, job context, command, then every face of what came of it. A failing gate is a result and not an
 * exception, and this is the one place that fails the step.
 *
 * @param work what does the work; tests give their own
 */
export async function runAction(work: Partial<Work> = {}): Promise<void> {
  const interruption = onSignals();
  const { signal } = interruption;
  try {
    const { outcome, show, upload, caches } = await done({ ...WORK, ...work }, signal);
    await showOutcome(outcome, show);
    // What a cancelled run has time for it does at once.
    const early = signal.aborted ? saveCaches(caches, true) : undefined;
    const [lost] = await Promise.all([
      upload && uploadFindings(upload, signal.aborted),
      showOnGitHub(outcome, show),
      early,
    ]);
    const failure = outcome.exitCode === 0 ? lost : outcome.headline;
    if (failure !== undefined) core.setFailed(failure);
    // Last, because it is slow and may be cut off.
    if (!early) await saveCaches(caches, signal.aborted);
  } finally {
    interruption.release();
  }
}

async function done(work: Work, signal: AbortSignal): Promise<Done> {
  const { env } = process;
  const workspace = env.GITHUB_WORKSPACE || process.cwd();
  let show: ShowOptions = {
    places: { workspace, directory: workspace },
    summaryFile: env.GITHUB_STEP_SUMMARY,
  };
  let after: Pick<Done, 'upload' | 'caches'> = {};
  let asked: { readonly inputs: Inputs; readonly job: Job } | undefined;
  try {
    maskToken();
    const inputs = readInputs(core.getInput);
    if (!inputs.summary) show = { ...show, summaryFile: undefined };
    const context = readContext(env);
    const job = jobOf(inputs, context);
    asked = { inputs, job };
    show = { ...show, places: { workspace, directory: job.directory } };
    const { judges, computes, uploads, run } = COMMANDS[job.command];
    const faces = judges
      ? await Faces.open({ inputs, context, places: show.places, env, signal, notice })
      : undefined;
    show = { ...show, faces };
    refuseForks(context, inputs['allow-forks'], job.command === 'publish');

    if (uploads !== 'nothing' && inputs.artifact)
      after = { upload: { inputs, context, folder: job.output, needed: uploads === 'findings', notice } };
    const caches = computes ? await openCaches({ inputs, context, job, signal, notice }) : undefined;
    // What the run of a fork computed is not handed to others.
    if (caches && !context.fork) after = { ...after, caches };
    const runtime = computes
      ? await provideRuntime(job, { cache: context.tools, signal, log, env, notice })
      : undefined;
    core.startGroup(`finetune-gate ${job.command}`);
    const equipped = { ...job, ...(runtime !== undefined && { runtime }) };
    const { directory, modelCache, foreign } = job;
    const host = {
      directory,
      ...(modelCache !== undefined && { modelCache }),
      ...(foreign && { foreign }),
      onSecret: core.setSecret,
    };
    const io = { signal, log, progress: progressLog(), color: false, host };
    // The command finds it where a terminal has it; the process that reads the data is given neither.
    if (job.command === 'publish') env.GITHUB_TOKEN ||= inputs['github-token'];
    const request = { job: equipped, args: argumentsOf(inputs, equipped, context), io };
    const outcome = await run(request, work).finally(core.endGroup);
    return { outcome, show, ...after };
  } catch (thrown) {
    const error = toError(thrown);
    if (error.code === 'INTERNAL')
      log(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
    const { command = 'check', output = resolve(env.RUNNER_TEMP || tmpdir(), OUTPUT_FOLDER) } =
      asked?.job ?? {};
    const outcome = COMMANDS[command].judges
      ? ofReport(await refused(command, error, output))
      : ofError(command, error);
    return { outcome, show, ...after };
  }
}

/** Before anything else could write it to the log. */
function maskToken(): void {
  const token = core.getInput('github-token');
  if (token) core.setSecret(token);
}

const notice = (text: string): void => core.notice(plain(text));
