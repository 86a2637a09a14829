import { posix } from 'node:path';
import { toRecord } from '../error-record.ts';
import type { FinetuneGateError } from '../errors.ts';
import { baselineName } from '../evaluation/baseline-name.ts';
import { statistics } from '../evaluation/statistics.ts';
import type { Baseline } from '../evaluation/types.ts';
import { applyRules } from '../gate/apply-rule.ts';
import { budgetOutcome } from '../gate/budget.ts';
import { decide } from '../gate/decide.ts';
import { parseRule } from '../gate/rules.ts';
import { type Result, SCHEMA_VERSION } from '../report/result.ts';
import { version } from '../version.ts';
import type { TrialReport } from './job.ts';
import type { PolicySource } from './policy.ts';
import { providerBaseline, providerCosts, withSpending } from './provider-results.ts';
import { baselineSummaries, dataSummary, evaluationSummary } from './result-parts.ts';
import type { Stopwatch } from './stopwatch.ts';

export interface JudgeInput {
  readonly command: Result['command'];
  readonly source: PolicySource;
  readonly report: TrialReport;
  readonly watch: Stopwatch;
  /** Folder of the configuration in the repository. */
  readonly prefix: string;
}

/** Applies the policy to what a trial measured. */
export function judge({ command, source, report, watch, prefix }: JudgeInput): Result {
  const { policy, summary } = source;
  const { trained } = report;
  const place = <T extends { readonly file: string }>(at: T): T => ({
    ...at,
    file: posix.join(prefix, at.file),
  });
  const baselines = trained ? baselinesOf(policy.baseline, trained) : [];
  const costs = providerCosts(trained?.spending);
  const limit = policy.budget.wall_time;
  const found = trained?.retrieval && { ...trained.retrieval, metrics: trained.retrieval.candidate };
  const faults = policy.failOn
    .map(kind => [kind, report.data.findingCounts[kind]] as const)
    .filter(([, count]) => count > 0);
  const verdict = decide({
    rules: trained
      ? applyRules(
          policy.gate.map(parseRule),
          {
            candidate: trained.candidate,
            test: trained.test,
            baselines,
            costs,
            ...(found && { retrieval: found }),
          },
          statistics,
        )
      : [],
    inconclusive: policy.inconclusive,
    budget:
      limit === undefined
        ? []
        : [budgetOutcome(limit, watch.elapsed(), trained?.training.stopped === 'budget')],
    data: { ...testSetFaults(command, source, report), ...Object.fromEntries(faults) },
  });
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'finetune-gate', version },
    command,
    verdict,
    policy: summary,
    data: dataSummary(report, place),
    ...(trained && {
      model: trained.model,
      training: trained.training,
      candidate: evaluationSummary(trained.candidate),
      baselines: withSpending(baselineSummaries(baselines, trained.candidate), trained.spending),
      ...(trained.spending && { costs }),
      ...(trained.retrieval && { retrieval: trained.retrieval }),
      mistakes: trained.mistakes.map(place),
      cost: trained.cost,
      engine: trained.engine,
    }),
    times: { ...watch.times(), ...report.times, total: watch.elapsed() },
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

function baselinesOf(
  options: PolicySource['policy']['baseline'],
  { baseModel, references }: Pick<Required<TrialReport>['trained'], 'baseModel' | 'references'>,
): Baseline[] {
  return options.map(option => {
    const name = baselineName(option);
    if (typeof option === 'object' && 'provider' in option) return providerBaseline(name, references);
    return option === 'base-model'
      ? { kind: 'model', source: 'base-model', name, evaluation: baseModel }
      : { kind: 'number', name, errorRate: option.error_rate };
  });
}

/** The base branch's test pairs are the bar, as much as its rules are: a pull request may add to them, no more. */
function testSetFaults(
  command: Result['command'],
  { summary }: PolicySource,
  { change }: TrialReport,
): Record<string, number> {
  if (command !== 'check' || summary.source !== 'base-branch' || !change) return {};
  const { removed, relabelled } = change.bySplit.test;
  return {
    ...(removed > 0 && { test_dropped: removed }),
    ...(relabelled > 0 && { test_relabelled: relabelled }),
  };
}
