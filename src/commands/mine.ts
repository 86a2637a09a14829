import { resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { FinetuneGateError } from '../errors.ts';
import { count, plural } from '../report/format.ts';
import type { Arguments } from './arguments.ts';
import { engineChoice } from './engine-choice.ts';
import { inputFile } from './input-file.ts';
import { cacheOf, localModel } from './local-model.ts';
import { mineOptions } from './mine-options.ts';
import { assertPlaceForFile } from './output-folder.ts';
import { progressReporter } from './progress.ts';
import { inWorker } from './supervise.ts';
import type { MineJob } from './text-jobs.ts';
import { insideRoot, openWorkspace } from './workspace.ts';

/**
 * `finetune-gate mine`: hard negatives for positive pairs, in a worker that can be interrupted.
 *
 * @returns what was done, in a line or two
 */
export async function runMine(
  args: Arguments,
  signal: AbortSignal,
  log: (line: string) => void,
  progress: (line: string) => void,
  execute = inWorker(),
  directory = process.cwd(),
): Promise<string> {
  const options = mineOptions(args);
  const engine = engineChoice(args);
  const output = resolve(directory, args.output as string);
  const { input, corpus } = args;
  for (const [name, file] of Object.entries({ input, corpus })) {
    if (file !== undefined && resolve(directory, file) === output)
      throw new FinetuneGateError('USAGE', `--${name} and --output are the same file.`);
  }
  await assertPlaceForFile(output);
  const corpusFile = corpus === undefined ? undefined : await inputFile('--corpus', corpus, directory);
  // With pairs and a model of its own there is nothing that a configuration would say.
  const configured =
    input !== undefined && args.model !== undefined ? undefined : await configuration(directory, args.config);
  const pairs: MineJob['pairs'] =
    input !== undefined
      ? { file: await inputFile('--input', input, directory) }
      : { root: configured!.workspace.root, data: configured!.config.data };
  const emit = progressReporter(log, progress);
  const report = await execute(
    {
      kind: 'mine',
      model: await localModel(args, directory, configured, { signal, emit }),
      pairs,
      output,
      options,
      engine,
      ...(corpusFile !== undefined && { corpus: corpusFile }),
      ...cacheOf(args, directory),
    },
    emit,
    signal,
  );
  const { anchors, positives, corpus: texts, negatives, rows, short, without, refused } = report;
  return [
    `Wrote ${plural(rows, 'row')} to ${args.output}: ${plural(negatives, 'negative')} from ${plural(texts, 'text')} for ${plural(anchors, 'anchor')} with ${plural(positives, 'positive')}.`,
    `Anchors with fewer than ${plural(options.negatives, 'negative')}: ${count(short)}, of which ${count(without)} have none and are left out. Candidates refused as too similar: ${count(refused)}.\n`,
  ].join('\n');
}

async function configuration(directory: string, name: string) {
  const workspace = await openWorkspace(directory, name);
  await insideRoot(workspace.root, workspace.configName);
  return { workspace, config: await loadConfig(workspace.configFile, workspace.configName) };
}
