import { posix } from 'node:path';
import { toRecord } from '../error-record.ts';
import type { FinetuneGateError } from '../errors.ts';
import { statistics } from '../evaluation/statistics.ts';
import type { Baseline, Costs } from '../evaluation/types.ts';
import type { PairRow } from '../report/measures.ts';
import { type Result, SCHEMA_VERSION } from '../report/result.ts';
import { version } from '../version.ts';
import type { Bars } from './bars.ts';
import { baselinesOf } from './baselines-of.ts';
import { clusteredIntervals } from './clustered.ts';
import { costsOf } from './costs.ts';
import type { TrialReport } from './job.ts';
import { type JudgedPart, judgedPart, type Trained } from './judged-pairs.ts';
import { measuresOf, testRows } from './measures.ts';
import type { PolicySource } from './policy.ts';
import { proposedPolicy } from './proposed-policy.ts';
import { providerCosts, withSpending } from './provider-results.ts';
import { baselineSummaries, dataSummary, evaluationSummary } from './result-parts.ts';
import { endedOutcomes, usageSummary } from './spending.ts';
import type { Stopwatch } from './stopwatch.ts';
import { testSetFaults, unverifiedNote } from './test-set-faults.ts';
import type { UsageWatch } from './usage-watch.ts';
import { verdictBy } from './verdict-by.ts';

export interface JudgeInput {
  readonly command: Result['command'];
  readonly source: PolicySource;
  readonly report: TrialReport;
  /** What was brought here for the baselines, where any needs more than the trial. */
  readonly bars?: Bars;
  readonly watch: Stopwatch;
  /** Folder of the configuration in the repository. */
  readonly prefix: string;
}

export interface Judged {
  readonly result: Result;
  /** Every test pair, those included that do not judge, in the order of the data; absent when nothing was trained. */
  readonly pairs?: Iterable<PairRow>;
}

type Place = <T extends { readonly file: string }>(at: T) => T;

/** Applies the policy to what a trial measured. */
export function judge({ command, source, report, bars, watch, prefix }: JudgeInput): Judged {
  const place: Place = at => ({ ...at, file: posix.join(prefix, at.file) });
  const judges = command === 'check' && source.summary.source === 'base-branch';
  const { trained } = report;
  const part = trained && judgedBy(trained, judges);
  const baselines = part
    ? baselinesOf(source.policy.baseline, part.trained, bars, source.movedBase !== undefined)
    : [];
  const elapsed = watch.elapsed();
  const costs = { ...costsOf(report, elapsed), ...providerCosts(trained?.spending) };
  const { usage } = report;
  const { findingCounts, examples } = report.data;
  const measured = { findingCounts, costs, elapsed, examples, ...(usage && { usage }) };
  const verdict = verdictBy(source.policy, {
    ...measured,
    faults: judges ? testSetFaults(source, report) : {},
    trained: part?.trained,
    baselines,
  });
  const proposed = proposedPolicy(source, trained, bars, measured);
  const changeNote = judges ? unverifiedNote(source, report) : report.changeNote;
  const result: Result = {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'finetune-gate', version },
    command,
    verdict,
    policy: { ...source.summary, ...(proposed && { proposed }) },
    data: dataSummary({ ...report, ...(changeNote !== undefined && { changeNote }) }, place),
    ...(part && measuredParts(part, baselines, report.data.examples, place)),
    ...(part && { costs: lasting(costs) }),
    ...(usage && { usage: usageSummary(usage) }),
    times: { ...watch.times(), ...report.times, total: watch.elapsed() },
  };
  return { result, ...(part && trained && { pairs: rowsOf(trained, part, baselines, prefix) }) };
}

function judgedBy(trained: Trained, judges: boolean): JudgedPart {
  const part: JudgedPart = judges ? judgedPart(trained) : { trained };
  return { ...part, trained: clusteredIntervals(part.trained) };
}

/** Everything that was measured, on the pairs that judge. */
function measuredParts(
  { trained, added }: JudgedPart,
  baselines: readonly Baseline[],
  examples: number,
  place: Place,
) {
  const { flips, ...measures } = measuresOf({ trained, baselines, examples, statistics });
  return {
    model: trained.model,
    training: trained.training,
    candidate: evaluationSummary(trained.candidate),
    baselines: withSpending(baselineSummaries(baselines, trained), trained.spending),
    ...(trained.retrieval && { retrieval: trained.retrieval }),
    ...(added && { added }),
    ...measures,
    ...(flips && { flips: { ...flips, examples: flips.examples.map(place) } }),
    mistakes: trained.mistakes.map(place),
    cost: trained.cost,
    engine: trained.engine,
  };
}

function rowsOf(
  trained: Trained,
  { judged }: JudgedPart,
  baselines: readonly Baseline[],
  prefix: string,
): Iterable<PairRow> {
  const { test } = trained;
  const files = test.files.map(file => posix.join(prefix, file));
  return testRows({ trained: { ...trained, test: { ...test, files } }, judged, baselines });
}

/** Without what differs between two runs on the same inputs: these are in `times`, and where a rule asks in its outcome. */
const lasting = ({ gpu_minutes: _, wall_minutes: __, ...costs }: Costs): Costs => costs;

/** The result of a run that could not judge anything. */
export function failedResult(
  command: Result['command'],
  error: FinetuneGateError,
  watch: Stopwatch,
  { limits, last: usage }: Partial<Pick<UsageWatch, 'limits' | 'last'>> = {},
): Result {
  const byBudget = error.code === 'BUDGET_EXCEEDED';
  const used = { elapsed: watch.elapsed(), usage };
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'finetune-gate', version },
    command,
    verdict: {
      outcome: byBudget ? 'budget' : 'error',
      sentence: error.message,
      rules: [],
      budget: limits ? endedOutcomes(limits, used, byBudget) : [],
      data: {},
    },
    error: toRecord(error),
    ...(usage && { usage: usageSummary(usage) }),
    times: { total: watch.elapsed() },
  };
}
