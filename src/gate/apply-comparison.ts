import type { Sample, Statistics } from '../evaluation/statistics.ts';
import type { Baseline, MetricName } from '../evaluation/types.ts';
import { barOf, wrongBaseline } from './bar.ts';
import type { Finding } from './finding.ts';
import { count, counted, styleOf } from './format.ts';
import { type Measured, restricted, sampleOf } from './measured.ts';
import { casesOf, METRIC_TITLES, undefinedText } from './proportion.ts';
import { type ComparisonRule, isOfDecisions, lowerIsBetter } from './rule.ts';
import type { Subject } from './subjects.ts';
import { type Compared, incomparable, testFinding, unopposed } from './test-finding.ts';

type Bar<K extends Baseline['kind']> = Extract<Baseline, { readonly kind: K }>;
type About = Omit<Compared, 'value' | 'barValue' | 'evidence' | 'on'> & { readonly rule: ComparisonRule };

/**
 * `error_rate < baseline` and its kin. A comparison that the baseline does not allow is refused (inconclusive, with the
 * reason), never guessed; a baseline that is not there yet is not lost to.
 *
 * @throws FinetuneGateError RULE_INVALID when the baseline is not configured, or is a number and the rule asks for more
 */
export function applyComparison(
  rule: ComparisonRule,
  subject: Subject,
  measured: Measured,
  statistics: Statistics,
): Finding {
  const { metric } = rule;
  const { sample, where } = subject;
  const bar = barOf(rule, measured.baselines);
  const about: About = {
    rule,
    title: METRIC_TITLES[metric] + where,
    lower: lowerIsBetter(metric),
    style: styleOf(metric),
    barName: bar.name,
    interval: () => statistics.interval(metric, sample, 0.95),
    n: casesOf(metric, sample),
  };
  switch (bar.kind) {
    case 'absent':
      return unopposed({ ...about, reason: bar.reason });
    case 'refused':
      return incomparable({ ...about, reason: bar.reason });
    case 'number':
      return withNumber(about, bar, subject, statistics);
    case 'model':
      return withModel(about, bar, subject, measured, statistics);
    case 'record':
      return withRecord(about, bar, subject, measured, statistics);
  }
}

function withNumber(
  about: About,
  { errorRate }: Bar<'number'>,
  subject: Subject,
  statistics: Statistics,
): Finding {
  const { metric, slice } = about.rule;
  const remedy =
    'Compare `error_rate` or `accuracy` of the whole test split with it, or name another baseline.';
  if (!isOfDecisions(metric))
    throw wrongBaseline(about.rule, `a known error rate says nothing about \`${metric}\``, remedy);
  if (slice.length > 0)
    throw wrongBaseline(about.rule, 'a known error rate says nothing about a slice', remedy);
  const compared = {
    ...about,
    value: subject.metric(metric),
    barValue: ofErrorRate(metric, errorRate),
    evidence: statistics.compareRate(subject.sample, errorRate),
    on: `on ${counted(about.n)}`,
  };
  return testFinding(compared, statistics);
}

function withModel(
  about: About,
  { evaluation }: Bar<'model'>,
  { sample, pairs, metric: metricOf }: Subject,
  { candidate, test }: Measured,
  statistics: Statistics,
): Finding {
  const { metric } = about.rule;
  if (evaluation.n !== candidate.n) {
    const reason = `it was measured on ${counted(evaluation.n)}, this run has ${count(candidate.n)}`;
    return incomparable({ ...about, reason });
  }
  const whole = sampleOf(evaluation, test);
  const theirs = pairs ? restricted(whole, pairs) : whole;
  const value = metricOf(metric);
  const barValue = statistics.metric(metric, theirs);
  const reason =
    unmeasured("the candidate's", metric, sample, value) ??
    unmeasured("the baseline's", metric, theirs, barValue);
  if (reason !== undefined) return incomparable({ ...about, reason });
  const evidence = statistics.compare(metric, sample, theirs);
  const on = `on the same ${counted(sample.labels.length)}`;
  return testFinding({ ...about, value, barValue, evidence, on }, statistics);
}

function unmeasured(whose: string, metric: MetricName, sample: Sample, value: number): string | undefined {
  if (!Number.isNaN(value)) return undefined;
  return `${whose} cannot be measured ${undefinedText(metric, sample)}`;
}

/** A record tells of each pair whether it was decided rightly, of those that it shares with this run. */
function withRecord(
  about: About,
  bar: Bar<'record'>,
  { pairs }: Subject,
  { candidate, test }: Measured,
  statistics: Statistics,
): Finding {
  const { metric } = about.rule;
  if (!isOfDecisions(metric)) {
    const reason =
      'a record says which pairs were decided rightly, which is enough for accuracy and error_rate only';
    return incomparable({ ...about, reason });
  }
  const wanted = pairs && new Set(pairs);
  const shared = [...bar.pairs.keys()].filter(i => wanted?.has(bar.pairs[i]!) ?? true);
  if (shared.length === 0) return incomparable({ ...about, reason: 'it has none of these test pairs' });
  const ours = restricted(
    sampleOf(candidate, test),
    Int32Array.from(shared, i => bar.pairs[i]!),
  );
  const theirs = Uint8Array.from(shared, i => bar.correct[i]!);
  const wrong = theirs.reduce((sum, correct) => sum + 1 - correct, 0);
  const compared = {
    ...about,
    value: statistics.metric(metric, ours),
    barValue: ofErrorRate(metric, wrong / theirs.length),
    evidence: statistics.compareDecisions(ours.correct, theirs, ours.clusters),
    interval: () => statistics.interval(metric, ours, 0.95),
    n: shared.length,
    on: `on the ${counted(shared.length)} that it has as well`,
  };
  return testFinding(compared, statistics);
}

const ofErrorRate = (metric: 'accuracy' | 'error_rate', errorRate: number): number =>
  metric === 'error_rate' ? errorRate : 1 - errorRate;
