import { FinetuneGateError } from '../errors.ts';
import type { Statistics } from '../evaluation/statistics.ts';
import type { RetrievalScores } from '../evaluation/types.ts';
import { boundState, shownInterval, WORDS } from './apply-number.ts';
import { barOf, wrongBaseline } from './bar.ts';
import { type Finding, settled } from './finding.ts';
import { apartFrom, count, counted, DECIMAL, levelText, QUERIES, shown } from './format.ts';
import type { Measured } from './measured.ts';
import { type RetrievalComparisonRule, type RetrievalRule, satisfies } from './rule.ts';
import { incomparable, testFinding, unopposed } from './test-finding.ts';

/**
 * `recall@10 >= 0.8 [@ 95%]`: the mean over the queries decides, or the lower end of its confidence interval.
 *
 * @throws FinetuneGateError RULE_INVALID when retrieval was not scored, or not at that k
 */
export function applyRetrieval(
  rule: RetrievalRule,
  scores: RetrievalScores | undefined,
  { meanInterval }: Statistics,
): Finding {
  const { text, metric, comparator, value, level } = rule;
  const { estimate, queries: n, perQuery } = scored(rule, scores);
  const confidence = level === undefined ? '' : ` with ${levelText(level)} confidence`;
  const expected = `${WORDS[comparator]} ${shown(value, DECIMAL)}${confidence}`;
  const actual = apartFrom(value, estimate, DECIMAL);
  const measured = `Retrieval's ${metric} is ${actual} on ${counted(n, QUERIES)}`;
  const enough = satisfies(estimate, comparator, value);
  const outcome = { rule: text, expected, actual, n };
  if (level === undefined) {
    return settled(enough ? 'holds' : 'broken', () => ({
      ...outcome,
      ...(perQuery && shownInterval(meanInterval(perQuery, 0.95))),
      sentence: `${measured}; the rule asks for ${expected}.`,
    }));
  }
  const interval = perQuery && meanInterval(perQuery, level);
  if (!interval || !Number.isFinite(interval.low)) {
    const sentence = `${measured}, which has no confidence bound: ${NOT_KEPT}.`;
    return settled('inconclusive', () => ({ ...outcome, sentence }));
  }
  const limit = `at least ${apartFrom(value, interval.low, DECIMAL)}`;
  const asked = `${WORDS[comparator]} ${shown(value, DECIMAL)} with that confidence`;
  return settled(boundState(satisfies(interval.low, comparator, value), enough), () => ({
    ...outcome,
    actual: `${actual}, ${limit}`,
    interval,
    sentence: `${measured}, ${limit}${confidence}; the rule asks for ${asked}.`,
  }));
}

/**
 * `ndcg@10 >= baseline`: the means over the same queries.
 *
 * @throws FinetuneGateError RULE_INVALID when retrieval was not scored, the baseline is not configured, or is a number
 */
export function applyRetrievalComparison(
  rule: RetrievalComparisonRule,
  { retrieval, baselines }: Measured,
  statistics: Statistics,
): Finding {
  const { metric } = rule;
  const { estimate, queries: n, perQuery } = scored(rule, retrieval);
  const bar = barOf(rule, baselines);
  const about = { rule, title: `Retrieval's ${metric}`, lower: false, style: DECIMAL, barName: bar.name, n };
  if (bar.kind === 'number') {
    const remedy = `Hold it against a number, e.g. \`${metric} >= 0.8\`, or name the base model.`;
    throw wrongBaseline(rule, `a known error rate says nothing about \`${metric}\``, remedy);
  }
  if (bar.kind === 'absent') return unopposed({ ...about, reason: bar.reason });
  if (bar.kind === 'refused') return incomparable({ ...about, reason: bar.reason });
  const theirs = bar.kind === 'model' ? bar.retrieval?.perQuery?.[metric] : undefined;
  const barValue = bar.kind === 'model' ? bar.retrieval?.metrics[metric] : undefined;
  if (!theirs || barValue === undefined) {
    const reason = 'it was not scored on retrieval, which only the base model is';
    return incomparable({ ...about, reason });
  }
  if (!perQuery) return incomparable({ ...about, reason: NOT_KEPT });
  if (theirs.length !== perQuery.length) {
    const reason = `it was measured on ${counted(theirs.length, QUERIES)}, this run has ${count(perQuery.length)}`;
    return incomparable({ ...about, reason });
  }
  const compared = {
    ...about,
    value: estimate,
    barValue,
    evidence: statistics.compareMeans(perQuery, theirs),
    interval: () => statistics.meanInterval(perQuery, 0.95),
    on: `on the same ${counted(n, QUERIES)}`,
    noun: QUERIES,
  };
  return testFinding(compared, statistics);
}

const NOT_KEPT = "each query's own score was not kept";

function scored(
  { text, metric }: RetrievalRule | RetrievalComparisonRule,
  scores: RetrievalScores | undefined,
) {
  const estimate = scores?.metrics[metric];
  if (!scores || estimate === undefined) {
    throw new FinetuneGateError('RULE_INVALID', `Rule \`${text}\`: \`${metric}\` was not scored.`, {
      remedy: 'Configure `evaluate.retrieval`, with that k under `evaluate.retrieval.k`.',
    });
  }
  return { estimate, queries: scores.queries, perQuery: scores.perQuery?.[metric] };
}
