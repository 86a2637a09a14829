import { toError } from '../errors.ts';
import type { PolicySummary } from '../report/result.ts';
import type { Bars } from './bars.ts';
import { baselinesOf } from './baselines-of.ts';
import type { Trained } from './judged-pairs.ts';
import type { PolicySource } from './policy.ts';
import { type VerdictInput, verdictBy } from './verdict-by.ts';

/**
 * What the pull request's own policy would say, for information: on all of its test pairs, as if it were accepted, by what
 * was measured for the policy in force. It never fails the run; what was not measured is what its sentence says.
 *
 * @param trained with every test pair
 * @returns undefined when the policy is not changed, or nothing was measured
 */
export function proposedPolicy(
  { own, summary }: PolicySource,
  trained: Trained | undefined,
  bars: Bars | undefined,
  input: Pick<VerdictInput, 'findingCounts' | 'costs' | 'elapsed' | 'usage' | 'examples'>,
): PolicySummary['proposed'] {
  if (summary.source !== 'base-branch' || summary.changes.length === 0 || !trained) return undefined;
  try {
    const baselines = baselinesOf(own.baseline, trained, bars);
    const { outcome, sentence, rules } = verdictBy(own, { ...input, faults: {}, trained, baselines });
    const rescored = summary.changes.some(({ key }) => key.startsWith('evaluate.'));
    const how = rescored ? ' It was scored as the base branch says.' : '';
    return { outcome, sentence: `${sentence}${how}`, rules };
  } catch (thrown) {
    return { outcome: 'error', sentence: `Not judged: ${toError(thrown).message}`, rules: [] };
  }
}
