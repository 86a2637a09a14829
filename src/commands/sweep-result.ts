import { FinetuneGateError } from '../errors.ts';
import type { CostSummary } from '../report/result.ts';
import { SCHEMA_VERSION } from '../report/result.ts';
import type { SweepRow, SweepSummary } from '../report/sweep.ts';
import { version } from '../version.ts';
import type { SweepJob, SweepReport, SweepTrial } from './job.ts';

/**
 * What the workers found as one, in the order of the points. `seconds` are those of everything and of the heads.
 *
 * @throws FinetuneGateError BUDGET_EXCEEDED when no trial was done in time
 */
export function sweepSummary(
  { model, fetched }: Pick<SweepJob, 'model' | 'fetched'>,
  encoded: SweepReport,
  trained: readonly SweepReport[],
  order: readonly string[],
  seconds: { readonly heads: number; readonly total: number },
): SweepSummary {
  const trials = trained.flatMap(report => report.trials);
  const byId = new Map(trials.map(trial => [trial.point.id, trial]));
  const rows = order.flatMap(id => byId.get(id) ?? []);
  if (rows.length === 0)
    throw new FinetuneGateError(
      'BUDGET_EXCEEDED',
      'The wall-time budget was spent before any trial of the sweep was done.',
    );
  const { engine, fingerprint, testFingerprint, baseModel, times } = encoded;
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'finetune-gate', version },
    command: 'sweep',
    engine,
    model: {
      base: typeof model.base === 'string' ? model.base : model.base.provider.model,
      ...(fetched && { source: fetched.source, revision: fetched.revision }),
      precision: model.precision,
    },
    fingerprint,
    testFingerprint,
    baseModelErrorRate: baseModel.metrics.error_rate,
    ...(rows.length < order.length && { leftOut: order.length - rows.length }),
    trials: rows.map(trial => rowOf(trial, encoded.examples)),
    cost: costOf(encoded, trained),
    times: { encode: times.encode ?? 0, ...seconds },
  };
}

/** A worker encodes what the cache had no room to keep for it. */
function costOf({ cost }: SweepReport, trained: readonly SweepReport[]): CostSummary {
  const again = (what: keyof CostSummary) => trained.reduce((sum, report) => sum + report.cost[what], 0);
  return {
    textsEncoded: cost.textsEncoded + again('textsEncoded'),
    tokensEncoded: cost.tokensEncoded + again('tokensEncoded'),
    textsFound: cost.textsFound,
  };
}

function rowOf({ point, candidate, training, seconds }: SweepTrial, all: number): SweepRow {
  const { dimensions, learningRate, seed, examples = all } = point;
  const { metrics, accuracyInterval } = candidate;
  const { bestEpoch, steps } = training;
  return {
    examples,
    dimensions,
    learningRate,
    seed,
    metrics,
    accuracyInterval,
    bestEpoch,
    steps,
    seconds,
  };
}
