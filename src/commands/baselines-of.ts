import { baselineName } from '../evaluation/baseline-name.ts';
import type { Baseline } from '../evaluation/types.ts';
import type { Trained } from './judged-pairs.ts';
import type { Policy, PolicySource } from './policy.ts';

/**
 * The baselines that a policy names, on the pairs that judge; the first is the bar.
 *
 * @param policy the one in force, or one that is looked at for information: of that only what was measured can be
 *   compared with, and the rest is refused
 * @param source what the merge base is, for what is read there
 */
export async function baselinesOf(
  policy: Policy,
  { movedBase }: Pick<PolicySource, 'branch' | 'movedBase'>,
  trained: Trained,
): Promise<Baseline[]> {
  return policy.baseline.map(option => {
    const name = baselineName(option);
    if (option !== 'base-model') return { kind: 'number', name, errorRate: option.error_rate };
    if (movedBase !== undefined) return { kind: 'refused', name, reason: movedBase };
    return { kind: 'model', source: 'base-model', name, evaluation: trained.baseModel };
  });
}
