import { posix } from 'node:path';
import { toRecord } from '../error-record.ts';
import type { FinetuneGateError } from '../errors.ts';
import type { Baseline, Costs } from '../evaluation/types.ts';
import { type Result, SCHEMA_VERSION } from '../report/result.ts';
import { version } from '../version.ts';
import { baselinesOf } from './baselines-of.ts';
import type { TrialReport } from './job.ts';
import { type JudgedPart, judgedPart } from './judged-pairs.ts';
import type { PolicySource } from './policy.ts';
import { proposedPolicy } from './proposed-policy.ts';
import { baselineSummaries, dataSummary, evaluationSummary } from './result-parts.ts';
import type { Stopwatch } from './stopwatch.ts';
import { testSetFaults, unverifiedNote } from './test-set-faults.ts';
import { verdictBy } from './verdict-by.ts';

export interface JudgeInput {
  readonly command: Result['command'];
  readonly source: PolicySource;
  readonly report: TrialReport;
  readonly watch: Stopwatch;
  /** Folder of the configuration in the repository. */
  readonly prefix: string;
}

type Place = <T extends { readonly file: string }>(at: T) => T;

/** Applies the policy to what a trial measured. */
export async function judge({ command, source, report, watch, prefix }: JudgeInput): Promise<Result> {
  const place: Place = at => ({ ...at, file: posix.join(prefix, at.file) });
  const judges = command === 'check' && source.summary.source === 'base-branch';
  const part = report.trained && (judges ? judgedPart(report.trained) : { trained: report.trained });
  const baselines = part ? await baselinesOf(source.policy, source, part.trained) : [];
  const costs: Costs = {};
  const measured = { findingCounts: report.data.findingCounts, costs, elapsed: watch.elapsed() };
  const verdict = verdictBy(source.policy, {
    ...measured,
    faults: judges ? testSetFaults(source, report) : {},
    trained: part?.trained,
    baselines,
  });
  const proposed = await proposedPolicy(source, report.trained, measured);
  const changeNote = judges ? unverifiedNote(source, report) : report.changeNote;
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'finetune-gate', version },
    command,
    verdict,
    policy: { ...source.summary, ...(proposed && { proposed }) },
    data: dataSummary({ ...report, ...(changeNote !== undefined && { changeNote }) }, place),
    ...(part && measuredParts(part, baselines, place)),
    times: { ...watch.times(), ...report.times, total: watch.elapsed() },
  };
}

/** Everything that was measured, on the pairs that judge. */
function measuredParts({ trained, added }: JudgedPart, baselines: readonly Baseline[], place: Place) {
  return {
    model: trained.model,
    training: trained.training,
    candidate: evaluationSummary(trained.candidate),
    baselines: baselineSummaries(baselines, trained.candidate),
    ...(trained.retrieval && { retrieval: trained.retrieval }),
    ...(added && { added }),
    mistakes: trained.mistakes.map(place),
    cost: trained.cost,
    engine: trained.engine,
  };
}

/** The result of a run that could not judge anything. */
export function failedResult(command: Result['command'], error: FinetuneGateError, watch: Stopwatch): Result {
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'finetune-gate', version },
    command,
    verdict: {
      outcome: error.code === 'BUDGET_EXCEEDED' ? 'budget' : 'error',
      sentence: error.message,
      rules: [],
      budget: [],
      data: {},
    },
    error: toRecord(error),
    times: { total: watch.elapsed() },
  };
}
