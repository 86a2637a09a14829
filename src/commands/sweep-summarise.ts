import type { Interval } from '../evaluation/types.ts';
import { type Result, SCHEMA_VERSION } from '../report/result.ts';
import type { SweepBaseRow, SweepRow, SweepSummary } from '../report/sweep-summary.ts';
import { type CurvePoint, learningCurves } from '../sweep/learning-curve.ts';
import { describeTune } from '../training/tuning.ts';
import { version } from '../version.ts';
import { clusteredInterval } from './clustered.ts';
import type { Chosen } from './sweep-choice.ts';
import type { SweepBase, SweepFindings, TrialRecord } from './sweep-records.ts';

export interface Finished
  extends Pick<SweepSummary, 'strategy' | 'precision' | 'target' | 'missing' | 'repeated'> {
  readonly chosen: Chosen;
  /** Of the chosen trial. */
  readonly result: Result;
  /** Since the sweep was opened. */
  readonly seconds: number;
}

/** Everything that the faces of a sweep show. */
export function sweepSummary(findings: SweepFindings, finished: Finished): SweepSummary {
  const { shared, bases, times } = findings;
  const { chosen, result, strategy, precision, target, missing, repeated, seconds } = finished;
  const rows = findings.trials.map(record => rowOf(record, chosen, shared.test));
  const passes = (of: keyof TrialRecord['passes']) =>
    findings.trials.reduce((sum, trial) => sum + trial.passes[of], 0);
  const { textsEncoded, tokensEncoded, textsFound } = findings.cost;
  const again = result.cost ?? { textsEncoded: 0, tokensEncoded: 0 };
  const cost = {
    textsEncoded: textsEncoded + again.textsEncoded,
    tokensEncoded: tokensEncoded + again.tokensEncoded,
    textsFound,
  };
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'finetune-gate', version },
    command: 'sweep',
    verdict: result.verdict,
    choice: chosen.choice,
    strategy,
    engine: bases[0]!.engine,
    precision,
    bases: bases.map(base => baseRow(base, shared.test)),
    baselines: (result.baselines ?? []).flatMap(({ name, kind, errorRate }) =>
      // Each base model of the sweep has a line of its own.
      kind === 'base-model' || errorRate === undefined ? [] : [{ name, errorRate }],
    ),
    fingerprint: shared.fingerprint,
    testFingerprint: shared.testFingerprint,
    trials: rows,
    curves: learningCurves(curvePoints(rows, shared.test.n), target),
    target,
    missing,
    repeated,
    cost,
    encoderPasses: {
      done: cost.textsEncoded + passes('done') + (result.candidate ? chosen.trial.passes.again : 0),
      everyEpoch: passes('everyEpoch'),
    },
    times: { encode: times.encode ?? 0, heads: times.heads ?? 0, total: seconds },
  };
}

type Test = SweepFindings['shared']['test'];

function rowOf(record: TrialRecord, { choice, fit }: Chosen, test: Test): SweepRow {
  const { point, training, examples, dimensions, parameters, validation, seconds } = record;
  const { id, base, learningRate, loss, tune, seed, epochs } = point;
  const { bestEpoch, steps, stopped } = training;
  return {
    id,
    base,
    examples,
    dimensions,
    learningRate,
    loss,
    tune: describeTune(tune),
    seed,
    epochs,
    metrics: record.test.metrics,
    accuracyInterval: clusteredInterval(record.test, test).accuracyInterval,
    validation: validation.metrics,
    state: stateOf(id, choice, fit),
    parameters,
    bestEpoch,
    steps,
    ...(stopped && { stopped }),
    seconds,
  };
}

function stateOf(
  id: string,
  { chosen, equal }: Chosen['choice'],
  fit: ReadonlySet<string>,
): SweepRow['state'] {
  if (id === chosen) return 'chosen';
  if (equal.includes(id)) return 'equal';
  return fit.has(id) ? 'satisfies' : 'none';
}

function baseRow({ base, model, test: evaluation }: SweepBase, test: Test): SweepBaseRow {
  const { source, revision, architecture } = model;
  return {
    base,
    ...(source && { source }),
    ...(revision !== undefined && { revision }),
    architecture,
    errorRate: evaluation.metrics.error_rate,
    interval: ofErrors(clusteredInterval(evaluation, test).accuracyInterval),
  };
}

const ofErrors = ({ low, high, level }: Interval): Interval => ({ low: 1 - high, high: 1 - low, level });

/** A line for each size of the head, and apart what else the sweep varies. */
function curvePoints(rows: readonly SweepRow[], n: number): CurvePoint[] {
  const varies = (of: (row: SweepRow) => unknown) => new Set(rows.map(of)).size > 1;
  const named: ((row: SweepRow) => string)[] = [row => `${row.dimensions} dimensions`];
  if (varies(row => row.learningRate)) named.push(row => `learning rate ${row.learningRate}`);
  if (varies(row => row.loss)) named.push(row => row.loss);
  if (varies(row => row.tune)) named.push(row => row.tune);
  if (varies(row => row.epochs)) named.push(row => `${row.epochs} ${row.epochs === 1 ? 'epoch' : 'epochs'}`);
  return rows.map(row => ({
    base: row.base,
    series: named.map(name => name(row)).join(', '),
    examples: row.examples,
    n,
    errorRate: row.metrics.error_rate,
    interval: ofErrors(row.accuracyInterval),
    seed: row.seed,
  }));
}
