import { join, resolve } from 'node:path';
import type { Config } from '../config/schema.ts';
import { parseRule } from '../gate/rules.ts';
import type { SweepSummary } from '../report/sweep-summary.ts';
import { targetErrorRate } from '../sweep/alone.ts';
import { pointWords } from '../sweep/point-words.ts';
import { baseInside } from './base-folder.ts';
import { runIn } from './check.ts';
import { clearModel, type Output, prepareOutput } from './output-folder.ts';
import { choose } from './sweep-choice.ts';
import { modelOf, type OpenSweep } from './sweep-open.ts';
import type { SweepFindings, TrialRecord } from './sweep-records.ts';
import { sweepSummary } from './sweep-summarise.ts';
import { trainOf } from './sweep-trial.ts';
import { writeSweep } from './write-report.ts';

export interface FinishOptions {
  /** Folder that `TrialRecord.weights` is relative to. */
  readonly folder: string;
  /** Trials that no machine has answered for, and those that several did. */
  readonly missing?: readonly { readonly id: string; readonly reason: string }[];
  readonly repeated?: readonly string[];
}

/**
 * Chooses, evaluates the chosen trial as a training run of its own whose verdict is the sweep's, and writes every output:
 * results.csv, report.json, summary.md, model/, and in chosen/ the report of that run.
 *
 * @param findings with at least one trial
 * @throws FinetuneGateError OUTPUT_UNWRITABLE; what is wrong with the chosen trial's run is in its report
 */
export async function finishSweep(
  sweep: OpenSweep,
  findings: SweepFindings,
  { folder, missing = [], repeated = [] }: FinishOptions,
): Promise<{ readonly summary: SweepSummary; readonly exitCode: number }> {
  const { options, config, workspace, watch } = sweep;
  const output = await prepareOutput(resolve(options.directory, options.output));
  const without = [...(findings.missing ?? []), ...missing];
  const { gate } = config;
  const chosen = choose(findings.trials, findings.shared, gate, config.sweep.maximize, without.length);
  options.log(chosen.choice.sentence);
  const { trial } = chosen;
  const words = pointWords(sweep.points);
  const settingsOf = (id: string) => {
    const point = sweep.points.find(one => one.id === id);
    return point && { settings: words(point) };
  };
  const place = {
    // The model is the sweep's, and lies where that of any run does.
    output: { ...(await prepareOutput(output.chosen)), model: output.model },
    workspace,
    watch,
    config: configOf(sweep, trial),
    job: {
      dataSeed: config.train.seed,
      subsetSeed: trial.point.seed,
      ...(trial.weights !== undefined && {
        weights: {
          folder: join(folder, trial.weights),
          training: trial.training,
          fingerprint: findings.shared.fingerprint,
        },
      }),
      ...(sweep.scratch !== undefined && options.cacheDir === undefined && { cacheDir: sweep.scratch }),
    },
  };
  const { result, exitCode } = await runIn(place, { ...options, command: 'train' });
  const summary = sweepSummary(findings, {
    chosen,
    result,
    strategy: sweep.strategy,
    precision: config.model.precision,
    target: targetErrorRate(config.gate.map(parseRule)),
    missing: without.map(({ id, reason }) => ({ id, ...settingsOf(id), reason })),
    repeated,
    seconds: watch.elapsed(),
  });
  await writeSweep(output, summary);
  return { summary, exitCode };
}

/**
 * Takes away the model that an earlier run left, before anything is computed.
 *
 * @throws FinetuneGateError USAGE when it is a base model of this sweep
 */
export async function clearModelOf(sweep: OpenSweep, output: Output): Promise<void> {
  const sources = await Promise.all(
    sweep.bases.map(base => baseInside(sweep.workspace, modelOf(sweep, base))),
  );
  await clearModel(output, ...sources.flatMap(source => ('path' in source ? [source.path] : [])));
}

/** The configuration that a trial would have had as a run of its own. */
function configOf(sweep: OpenSweep, { point, examples }: TrialRecord): Config {
  const { sweep: _, ...config } = sweep.config;
  // No trial left near-duplicates out.
  const { drop_near_duplicates: __, ...data } = config.data;
  const { dimensions: ___, ...model } = modelOf(sweep, point.base);
  return {
    ...config,
    data: { ...data, examples },
    model: { ...model, ...(point.dimensions !== undefined && { dimensions: point.dimensions }) },
    train: trainOf(config.train, point),
  };
}
