import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { loadConfig } from '../config/load.ts';
import { FinetuneGateError } from '../errors.ts';
import { suggestTerminal } from '../report/suggestions.ts';
import type { Arguments } from './arguments.ts';
import { engineChoice } from './engine-choice.ts';
import { unusable } from './finished-run.ts';
import { inputFile } from './input-file.ts';
import { cacheOf, localModel } from './local-model.ts';
import { assertPlaceForFile } from './output-folder.ts';
import { progressReporter } from './progress.ts';
import { runFolder } from './run-folder.ts';
import type { SuggestThreshold } from './suggest-report.ts';
import { inWorker } from './supervise.ts';
import type { LocalModel } from './text-jobs.ts';
import { insideRoot, openWorkspace } from './workspace.ts';

/** Suggestions when the number is not given. */
const COUNT = 100;

/** What is asked of a run's report; unlike a bar, a model may have missed its target or have been stopped in time. */
const reportSchema = z.object({ candidate: z.object({ threshold: z.number().min(-1).max(1) }) });

/**
 * `finetune-gate suggest`: unlabelled pairs that are worth labelling next, in a worker that can be interrupted.
 *
 * @returns what goes to standard output
 * @throws FinetuneGateError USAGE, RUN_UNUSABLE, and what the job throws
 */
export async function runSuggest(
  args: Arguments,
  signal: AbortSignal,
  log: (line: string) => void,
  progress: (line: string) => void,
  execute = inWorker(),
  directory = process.cwd(),
): Promise<string> {
  const { input, output, count = String(COUNT) } = args;
  const engine = engineChoice(args);
  if (input === undefined) throw new FinetuneGateError('USAGE', 'suggest needs --input.');
  if (args.model !== undefined && args.from !== undefined)
    throw new FinetuneGateError(
      'USAGE',
      '--from names a run, --model a model without one: give one of them.',
    );
  if (!/^[1-9]\d{0,3}$/.test(count.trim()))
    throw new FinetuneGateError(
      'USAGE',
      `--count ${JSON.stringify(count)} is not a whole number from 1 to 9999.`,
    );
  const file = output === undefined ? undefined : resolve(directory, output);
  if (file !== undefined) {
    if (!/\.(?:csv|jsonl)$/i.test(file))
      throw new FinetuneGateError(
        'USAGE',
        `--output ${JSON.stringify(output)} is not a .csv or .jsonl file.`,
      );
    if (file === resolve(directory, input))
      throw new FinetuneGateError('USAGE', '--input and --output are the same file.');
    await assertPlaceForFile(file);
  }
  const pairs = await inputFile('--input', input, directory);
  const workspace = await openWorkspace(directory, args.config);
  await insideRoot(workspace.root, workspace.configName);
  const config = await loadConfig(workspace.configFile, workspace.configName);
  const emit = progressReporter(log, progress);
  const { model, threshold } =
    args.model === undefined
      ? await modelOfRun(resolve(directory, args.from ?? 'finetune-gate-output'))
      : {
          model: await localModel(args, directory, { workspace, config }, { signal, emit }),
          threshold: thresholdFor(config.evaluate.threshold),
        };
  const report = await execute(
    {
      kind: 'suggest',
      root: workspace.root,
      data: config.data,
      seed: config.train.seed,
      input: pairs,
      model,
      threshold,
      count: Number(count),
      ...(file !== undefined && { output: file }),
      engine,
      ...cacheOf(args, directory),
    },
    emit,
    signal,
  );
  return suggestTerminal(report, output);
}

/** A run's model, and the threshold that it was judged by; of a sweep those of the trial that it chose. */
async function modelOfRun(folder: string): Promise<{ model: LocalModel; threshold: SuggestThreshold }> {
  const file = join(await runFolder(folder), 'report.json');
  const remedy = 'Name the output of a run that trained with --from, or a model with --model.';
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) throw unusable('There is no such file.', { file }, remedy);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw unusable('This is no JSON.', { file }, remedy);
  }
  const parsed = reportSchema.safeParse(json);
  if (!parsed.success) throw unusable('This is not the report of a run that trained.', { file }, remedy);
  return {
    model: { folder: join(folder, 'model'), root: folder },
    threshold: parsed.data.candidate.threshold,
  };
}

/** A model that was not trained here has no threshold of a run: a configured number, else the best on validation. */
const thresholdFor = (configured: 'validation' | 'logistic' | number): SuggestThreshold =>
  typeof configured === 'number' ? configured : 'validation';
