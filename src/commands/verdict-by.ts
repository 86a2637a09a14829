import { statistics } from '../evaluation/statistics.ts';
import type { Baseline, Costs } from '../evaluation/types.ts';
import { applyRules } from '../gate/apply-rule.ts';
import { budgetOutcomes } from '../gate/budget.ts';
import { decide } from '../gate/decide.ts';
import { firstOnTheClock } from '../gate/limits.ts';
import { parseRule } from '../gate/rules.ts';
import type { Verdict } from '../gate/verdict.ts';
import type { TrialReport } from './job.ts';
import type { Trained } from './judged-pairs.ts';
import type { Policy } from './policy.ts';
import type { RunUsage } from './run-budget.ts';
import { spendingOf } from './spending.ts';

export interface VerdictInput {
  readonly findingCounts: TrialReport['data']['findingCounts'];
  /** What fails the run whatever the rules say, beside the findings of the data. */
  readonly faults: Readonly<Record<string, number>>;
  /** Absent when findings ended the run before training. */
  readonly trained?: Trained | undefined;
  readonly baselines: readonly Baseline[];
  readonly costs: Costs;
  /** Seconds that the run has taken. */
  readonly elapsed: number;
  readonly usage?: RunUsage;
  /** Training examples. */
  readonly examples?: number;
}

/**
 * What a policy says about what was measured.
 *
 * @throws FinetuneGateError RULE_INVALID when a rule names what was not measured
 */
export function verdictBy(policy: Policy, input: VerdictInput): Verdict {
  const { trained, baselines, costs } = input;
  const summary = trained?.retrieval;
  const found =
    trained?.retrievalScores?.candidate ?? (summary && { ...summary, metrics: summary.candidate });
  const findings = policy.failOn
    .map(kind => [kind, input.findingCounts[kind]] as const)
    .filter(([, count]) => count > 0);
  return decide({
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
    budget: budgetOutcomes(
      policy.budget,
      spendingOf(policy.budget, { ...input, usage: withMissed(policy, input) }),
    ),
    data: { ...input.faults, ...Object.fromEntries(findings) },
  });
}

/** Training that was cut short missed a limit, also where it does not say which. */
function withMissed({ budget }: Policy, { usage, trained }: VerdictInput): RunUsage {
  if (trained?.training.stopped !== 'budget') return { ...usage };
  return { ...usage, missed: usage?.missed ?? firstOnTheClock(budget) };
}
