import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { countMetric } from '../../src/evaluation/count-metrics.ts';
import { wilson } from '../../src/evaluation/intervals.ts';
import { cellsOf, type Sample } from '../../src/evaluation/sample.ts';
import { statistics } from '../../src/evaluation/statistics.ts';
import type { Baseline, Evaluation } from '../../src/evaluation/types.ts';
import { applyRules } from '../../src/gate/apply-rule.ts';
import { decide } from '../../src/gate/decide.ts';
import type { Measured } from '../../src/gate/measured.ts';
import { parseRule } from '../../src/gate/rules.ts';
import type { RuleOutcome } from '../../src/gate/verdict.ts';
import { simulate, type World } from './pull-request.ts';

/** A rule, what is true, and what a gate that believes the point estimate would say. */
export interface GateScenario extends World {
  readonly scenario: string;
  readonly rule: string;
  /** @returns whether the naive gate passes: it compares measured rates and nothing else */
  readonly naive: (candidate: Evaluation, baseline: Evaluation) => boolean;
}

const lower = (candidate: Evaluation, baseline: Evaluation) => errorRate(candidate) < errorRate(baseline);
const within = (candidate: Evaluation, baseline: Evaluation) =>
  errorRate(candidate) <= errorRate(baseline) + 0.01;
const accurate = (candidate: Evaluation) => candidate.metrics.accuracy >= 0.9;

const sizes = [
  { pairs: 1000, clustered: false },
  { pairs: 4000, clustered: false },
  { pairs: 1000, clustered: true },
  { pairs: 4000, clustered: true },
];

export const GATE_SCENARIOS: readonly GateScenario[] = [
  ...sizes.map(size => ({
    scenario: 'equally good',
    rule: 'error_rate < baseline',
    errorRates: [0.17, 0.17],
    naive: lower,
    ...size,
  })),
  ...[false, true].map(clustered => ({
    scenario: '4 points better',
    rule: 'error_rate < baseline',
    errorRates: [0.13, 0.17],
    naive: lower,
    pairs: 4000,
    clustered,
  })),
  ...sizes.map(size => ({
    scenario: '1 point worse, which is the margin',
    rule: 'error_rate <= baseline + 0.01',
    errorRates: [0.18, 0.17],
    naive: within,
    ...size,
  })),
  ...sizes.map(size => ({
    scenario: 'just at the target',
    rule: 'accuracy >= 0.90 @ 95%',
    errorRates: [0.1, 0.1],
    naive: accurate,
    ...size,
  })),
];

/** How often the gate passes, where an inconclusive rule fails, and how often the naive rule would. */
export function simulateGate({ rule, naive, ...world }: GateScenario, runs: number) {
  const random = xoroshiro128plus(1);
  const rules = [parseRule(rule)];
  let [passes, naivePasses, discordant] = [0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const samples = simulate(world, random);
    const { measured, candidate, baselines } = measuredOf(samples);
    const outcomes = applyRules(rules, measured, statistics);
    const verdict = decide({ rules: outcomes, inconclusive: 'fail', budget: [], data: {} });
    if (verdict.outcome === 'pass') passes++;
    if (naive(candidate, baselines[0]!)) naivePasses++;
    discordant += discordance(samples);
  }
  return {
    scenario: world.scenario,
    rule,
    pairs: world.pairs,
    clustered: world.clustered,
    error_rates: world.errorRates,
    discordant: rounded(discordant / runs),
    passes: rounded(passes / runs),
    naive_passes: rounded(naivePasses / runs),
  };
}

/** Three baselines, none of which the candidate beats: how often any of three rules holds, by the level and by Holm. */
export function simulateHolm(runs: number) {
  const random = xoroshiro128plus(2);
  const names = ['first', 'second', 'third'];
  const rules = names.map(name => parseRule(`error_rate < baseline.${name}`));
  const world = { pairs: 2000, clustered: false, errorRates: [0.15, 0.15, 0.15, 0.15] };
  let [unadjusted, adjusted] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const outcomes = applyRules(rules, measuredOf(simulate(world, random), names).measured, statistics);
    const pValues = outcomes.map(({ pValue = 1 }: RuleOutcome) => pValue);
    if (Math.min(...pValues) < 0.05) unadjusted++;
    if (Math.min(...statistics.holm(pValues)) < 0.05) adjusted++;
  }
  return {
    scenario: 'three rules, none of them true',
    pairs: world.pairs,
    any_holds: rounded(adjusted / runs),
    any_holds_without_holm: rounded(unadjusted / runs),
  };
}

function measuredOf(samples: readonly Sample[], names: readonly string[] = ['base-model']) {
  const [candidate, ...baselines] = samples.map(evaluationOf);
  const { labels, clusters } = samples[0]!;
  const bars = baselines.map(
    (evaluation, i): Baseline => ({
      kind: 'model',
      source: 'base-model',
      name: names[i] ?? String(i),
      evaluation,
    }),
  );
  const test = { labels, clusters, slices: {} };
  const measured: Measured = { candidate: candidate!, test, baselines: bars, costs: {} };
  return { measured, candidate: candidate!, baselines };
}

/** Without a ranking, which no rule here is about: sorting would take most of the time. */
function evaluationOf(sample: Sample): Evaluation {
  const counts = [0, 0, 0, 0];
  for (const cell of cellsOf(sample)) counts[cell]!++;
  const [truePositives = 0, falsePositives = 0, trueNegatives = 0, falseNegatives = 0] = counts;
  const n = sample.labels.length;
  return {
    n,
    positives: truePositives + falseNegatives,
    threshold: sample.threshold,
    thresholdSource: 'fixed',
    metrics: {
      accuracy: countMetric('accuracy', counts),
      error_rate: countMetric('error_rate', counts),
      precision: countMetric('precision', counts),
      recall: countMetric('recall', counts),
      f1: countMetric('f1', counts),
      matthews_correlation: countMetric('matthews_correlation', counts),
      roc_auc: Number.NaN,
      average_precision: Number.NaN,
    },
    accuracyInterval: wilson(truePositives + trueNegatives, n, 0.95),
    confusion: { truePositives, falsePositives, trueNegatives, falseNegatives },
    scores: sample.scores,
    correct: Array.from(sample.correct, Boolean),
  };
}

function discordance([candidate, baseline]: readonly Sample[]): number {
  const differing = candidate!.correct.filter((right, i) => right !== baseline!.correct[i]);
  return differing.length / candidate!.correct.length;
}

function errorRate({ metrics }: Evaluation): number {
  return metrics.error_rate;
}

export function rounded(share: number): number {
  return Number(share.toFixed(4));
}
