import type { Metrics } from '../../../src/evaluation/types.ts';
import type { SliceSummary } from '../../../src/report/measures.ts';
import type { BaselineSummary, Result } from '../../../src/report/result.ts';
import { evaluation } from './sample-evaluation.ts';
import { failing, HOSTILE, passing } from './samples.ts';

const slice = (column: string, value: string, n: number, accuracy: number, bar?: number): SliceSummary => ({
  column,
  value,
  n,
  positives: n / 2,
  accuracy,
  interval: { low: accuracy - 0.04, high: accuracy + 0.03, level: 0.95 },
  metrics: { ...passing.candidate!.metrics, accuracy, error_rate: 1 - accuracy },
  ...(bar !== undefined && { barErrorRate: bar }),
});

const metrics = (error_rate: number): Metrics => ({
  ...passing.candidate!.metrics,
  error_rate,
  accuracy: 1 - error_rate,
});

const [bar, number] = passing.baselines as readonly [BaselineSummary, BaselineSummary];

/** Every field that a result can have, with hostile text wherever a pull request can put some. */
export const full: Result = {
  ...failing,
  verdict: {
    ...failing.verdict,
    budget: [
      {
        ...failing.verdict.budget[0]!,
        forecast: { estimate: 192.4, low: 171.2, high: 213.6 },
      },
      { name: 'memory', unit: 'bytes', limit: 8_589_934_592, spent: 5_368_709_120, exceeded: false },
    ],
    rules: [
      ...failing.verdict.rules.map(rule =>
        rule.state === 'inconclusive' ? { ...rule, adjustedPValue: 0.206, morePairs: 2410 } : rule,
      ),
      {
        rule: 'accuracy[source=forum] >= 0.85',
        state: 'holds',
        expected: 'at least 85 %',
        actual: '88.1 %',
        n: 420,
        sentence: 'Accuracy of source=forum is 88.1 % on 420 test pairs; the rule asks for at least 85 %.',
      },
    ],
  },
  policy: {
    ...passing.policy!,
    accepted: false,
    proposed: {
      outcome: 'pass',
      sentence: 'Passed: accuracy is 82.6 % on 1,000 test pairs; the rule asks for at least 50 %.',
      rules: [{ ...passing.verdict.rules[0]!, rule: 'accuracy >= 0.50', actual: '82.6 %' }],
    },
  },
  model: {
    ...passing.model!,
    source: 'hub',
    revision: '5c38ec7c405ec4b44b94cc5a9bb96e735b38267a',
    precision: { kind: 'int8', agreement: { meanCosine: 0.9999, texts: 256 } },
  },
  training: {
    ...passing.training!,
    stopped: 'budget',
    matryoshka: [{ dimensions: 256, validationAccuracy: 0.927 }],
    accumulation: { batchSize: 32, physicalBatch: 8 },
  },
  baselines: [
    bar,
    number,
    {
      name: 'text-embedding-3-small',
      kind: 'provider',
      errorRate: 0.17,
      bar: false,
      evaluation: bar.evaluation!,
      comparison: bar.comparison!,
      spending: {
        provider: 'https://api.provider.example/v1',
        model: 'text-embedding-3-small',
        requests: 12,
        texts: 1480,
        textsFound: 512,
        tokens: 21_904,
        cost: 0.00043808,
        limit: 1,
      },
    },
    {
      name: 'record',
      kind: 'record',
      errorRate: 0.08,
      shared: 950,
      bar: false,
      comparison: { ...bar.comparison!, n: 950 },
    },
    {
      name: 'last-release',
      kind: 'refused',
      bar: false,
      note: `models/last is not the folder that was recorded: ${HOSTILE[0]}`,
    },
    {
      name: 'main',
      kind: 'absent',
      bar: false,
      note: 'There is no .finetune-gate/baseline.json on the base branch yet, so there is nothing to lose to.',
    },
  ],
  retrieval: {
    queries: 120,
    documents: 5000,
    k: [10],
    fingerprint: `sha256:${'e'.repeat(64)}`,
    note: 'Scored with the files of the base branch.',
    candidate: metricsAt(0.81),
    baseModel: metricsAt(0.74),
  },
  slices: [
    slice('source', 'forum', 420, 0.881, 0.2),
    slice('source', HOSTILE[0], 310, 0.745, 0.19),
    slice('source', 'chat', 270, 0.83, 0.17),
    slice('language', 'de', 100, 0.83),
  ],
  seeds: {
    seeds: [42, 43, 44].map((seed, i) => ({
      seed,
      errorRate: 0.17 + i / 100,
      metrics: metrics(0.17 + i / 100),
    })),
    meanErrorRate: 0.18,
    deviation: 0.01,
  },
  added: {
    judged: 1000,
    evaluation: evaluation(
      { truePositives: 80, falseNegatives: 20, falsePositives: 10, trueNegatives: 90 },
      { roc: 0.91, average: 0.9 },
    ),
  },
  curves: {
    histogram: { from: -1, to: 1, positives: [0, 100, 400], negatives: [300, 200, 0] },
    calibration: { bins: [{ predicted: 0.2, observed: 0.18, n: 500 }], error: 0.02 },
    roc: [
      { threshold: Number.POSITIVE_INFINITY, fpr: 0, tpr: 0 },
      { threshold: 0.7, fpr: 0.1, tpr: 0.9 },
    ],
    precisionRecall: [{ threshold: 0.7, precision: 0.9, recall: 0.9 }],
    baselines: { 'base-model': [{ fpr: 0.2, tpr: 0.8 }] },
  },
  learningCurve: [
    {
      series: 'models/tiny',
      examples: 4000,
      errorRate: 0.174,
      interval: { low: 0.15, high: 0.2, level: 0.95 },
    },
    { series: 'models/tiny', examples: 100, errorRate: 0.31 },
    { series: 'models/tiny', examples: 1000, errorRate: 0.22 },
  ],
  flips: {
    baseline: 'base-model',
    fixed: 60,
    broken: 46,
    examples: passing.mistakes!.map((mistake, i) => ({ ...mistake, now: i < 2 ? 'wrong' : 'right' })),
  },
  usage: {
    forecast: { estimate: 192.4, low: 171.2, high: 213.6 },
    memory: 1_873_412_096,
    gpuSeconds: 181.5,
    gpu: { memory: 5_368_709_120, wattHours: 14.7, utilization: 0.86 },
  },
  costs: {
    dimensions: 256,
    parameters: 1_214_208,
    model_bytes: 4_893_210,
    gpu_minutes: 3.4,
    wall_minutes: 3.12,
    tokens_encoded: 104_982,
    provider_tokens: 21_904,
    provider_cost: 0.00043808,
  },
};

function metricsAt(value: number): NonNullable<Result['retrieval']>['candidate'] {
  const names = ['accuracy', 'precision', 'recall', 'mrr', 'ndcg', 'map'] as const;
  return Object.fromEntries(names.map(name => [`${name}@10`, value]));
}
