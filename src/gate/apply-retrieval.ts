import { FinetuneGateError } from '../errors.ts';
import type { RetrievalScores } from '../evaluation/types.ts';
import { WORDS } from './apply-number.ts';
import { apartFrom, DECIMAL, shown } from './format.ts';
import { type RetrievalRule, satisfies } from './rule.ts';
import type { RuleOutcome } from './verdict.ts';

/**
 * `recall@10 >= 0.8`: the mean over the queries decides.
 *
 * @throws FinetuneGateError RULE_INVALID when retrieval was not scored, or not at that k
 */
export function applyRetrieval(rule: RetrievalRule, scores: RetrievalScores | undefined): RuleOutcome {
  const { metric, comparator, value } = rule;
  const estimate = scores?.metrics[metric];
  if (!scores || estimate === undefined) {
    throw new FinetuneGateError('RULE_INVALID', `Rule \`${rule.text}\`: \`${metric}\` was not scored.`, {
      remedy: 'Configure `evaluate.retrieval`, with that k under `evaluate.retrieval.k`.',
    });
  }
  const n = scores.queries;
  const expected = `${WORDS[comparator]} ${shown(value, DECIMAL)}`;
  const actual = apartFrom(value, estimate, DECIMAL);
  const measured = `Retrieval's ${metric} is ${actual} on ${n} ${n === 1 ? 'query' : 'queries'}`;
  return {
    rule: rule.text,
    state: satisfies(estimate, comparator, value) ? 'holds' : 'broken',
    expected,
    actual,
    n,
    sentence: `${measured}; the rule asks for ${expected}.`,
  };
}
