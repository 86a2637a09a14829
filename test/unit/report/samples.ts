import type { Finding } from '../../../src/data/pair.ts';
import type { Comparison } from '../../../src/evaluation/types.ts';
import type { Mistake } from '../../../src/report/measures.ts';
import type { Result } from '../../../src/report/result.ts';
import { evaluation } from './sample-evaluation.ts';

/** Texts that would link, mention, format or act if they were shown as they are. */
export const HOSTILE = [
  '| a | b | <script>alert(1)</script> @octocat #1 GH-2 :tada: https://evil.example www.evil.example',
  '</details>\n\n# Passed\n![x](https://evil.example/x.png) [click](javascript:alert(1)) `code` $\\sqrt{2}$',
  '::error file=a.ts,line=1::fake\r\n##[error]fake \u001b[31mred\u001b[0m \u202egnirts \u0000 a@b.example 0123456789abcdef',
] as const;

const base = evaluation(
  { truePositives: 402, falseNegatives: 98, falsePositives: 90, trueNegatives: 410 },
  { roc: 0.8841, average: 0.8702 },
);
const good = evaluation(
  { truePositives: 462, falseNegatives: 38, falsePositives: 34, trueNegatives: 466 },
  { roc: 0.9763, average: 0.9741 },
);
const bad = evaluation(
  { truePositives: 421, falseNegatives: 79, falsePositives: 95, trueNegatives: 405 },
  { roc: 0.9011, average: 0.8893 },
);

// Exact McNemar, one-sided: P(X <= 29), X ~ Bin(174, 1/2); then P(X <= 46) and P(X <= 60), X ~ Bin(106, 1/2).
const goodComparison: Comparison = {
  n: 1000,
  onlyBaselineWrong: 145,
  onlyCandidateWrong: 29,
  difference: -0.116,
  pBetter: 4.69e-20,
  pWorse: 1,
  pTwoSided: 9.39e-20,
};
const badComparison: Comparison = {
  n: 1000,
  onlyBaselineWrong: 60,
  onlyCandidateWrong: 46,
  difference: -0.014,
  pBetter: 0.103,
  pWorse: 0.928,
  pTwoSided: 0.206,
};

const hash = (digit: string): string => `sha256:${digit.repeat(64)}`;

const mistakes: readonly Mistake[] = [
  {
    first: 'How do I change my e-mail address?',
    second: 'How do I change my postal address?',
    label: 0,
    score: 0.9312,
    line: 41,
  },
  { first: HOSTILE[0], second: HOSTILE[1], label: 0, score: 0.9155, line: 87 },
  {
    first: 'Where is my invoice for March?',
    second: 'Rechnung März fehlt 🧾',
    label: 1,
    score: 0.1021,
    line: 132,
  },
  { first: HOSTILE[2], second: 'A long text. '.repeat(60), label: 1, score: 0.2217, line: 540 },
].map(mistake => ({
  ...mistake,
  label: mistake.label as 0 | 1,
  margin: Math.abs(mistake.score - 0.71823),
  file: 'data/test.tsv',
}));

const finding = (kind: Finding['kind'], split: Finding['split'], line: number, message: string): Finding => ({
  kind,
  split,
  file: `data/${split}.tsv`,
  line,
  message,
});

/** Every rule holds; a reviewer has one policy change to look at. */
export const passing: Result = {
  schemaVersion: 1,
  tool: { name: 'finetune-gate', version: '0.1.0' },
  command: 'check',
  verdict: {
    outcome: 'pass',
    sentence:
      'Passed: accuracy is 92.8 % on 1,000 test pairs; the rule asks for at least 90 %; both rules hold.',
    rules: [
      {
        rule: 'accuracy >= 0.90',
        state: 'holds',
        expected: 'at least 90 %',
        actual: '92.8 %',
        interval: good.accuracyInterval,
        n: 1000,
        sentence: 'Accuracy is 92.8 % on 1,000 test pairs; the rule asks for at least 90 %.',
      },
      {
        rule: 'error_rate < baseline',
        state: 'holds',
        expected: 'less than 18.8 % (base-model), beyond chance',
        actual: '7.2 %',
        pValue: 4.69e-20,
        n: 1000,
        sentence:
          'Error rate is 7.2 % against 18.8 % of the baseline (base-model) on the same 1,000 test pairs; it is better beyond chance (p < 0.001).',
      },
    ],
    budget: [{ name: 'wall_time', unit: 's', limit: 1200, spent: 74.3, exceeded: false }],
    data: {},
  },
  policy: {
    source: 'base-branch',
    commit: '3f2a9c1d4b5e6f708192a3b4c5d6e7f8091a2b3c',
    changes: [
      { key: 'gate', base: '["accuracy >= 0.90","error_rate < baseline"]', head: '["accuracy >= 0.50"]' },
    ],
  },
  data: {
    fingerprint: hash('a'),
    testFingerprint: hash('b'),
    splits: {
      train: { pairs: 4000, positives: 2010 },
      validation: { pairs: 600, positives: 300 },
      test: { pairs: 1000, positives: 500 },
    },
    files: ['data/test.tsv', 'data/train.tsv', 'data/validation.tsv'],
    findingCounts: { duplicate: 2 },
    findings: [
      finding('duplicate', 'train', 17, 'The same pair stands in line 3 too.'),
      finding('duplicate', 'train', 912, `The same pair stands in line 40 too: ${HOSTILE[0]}`),
    ],
    change: {
      added: 250,
      removed: 3,
      relabelled: 12,
      bySplit: {
        train: { added: 250, removed: 3, relabelled: 12 },
        validation: { added: 0, removed: 0, relabelled: 0 },
        test: { added: 0, removed: 0, relabelled: 0 },
      },
    },
  },
  model: {
    base: 'models/tiny',
    architecture: 'bert',
    parameters: 1_214_208,
    trainedParameters: 32_896,
    dimensions: 256,
    maxLength: 128,
    weights: hash('c'),
  },
  training: {
    tune: 'head',
    loss: 'online-contrastive',
    seed: 42,
    steps: 1000,
    plannedSteps: 1000,
    bestEpoch: 7,
    epochs: [0.812, 0.874, 0.893, 0.905, 0.912, 0.921, 0.927, 0.925].map((validationAccuracy, i) => ({
      epoch: i + 1,
      loss: 1.42 / (i + 1),
      validationAccuracy,
    })),
  },
  candidate: good,
  baselines: [
    {
      name: 'base-model',
      kind: 'base-model',
      errorRate: 0.188,
      bar: true,
      evaluation: base,
      comparison: goodComparison,
    },
    { name: 'text-embedding-3-small', kind: 'number', errorRate: 0.17, bar: false },
  ],
  mistakes,
  cost: { textsEncoded: 8123, tokensEncoded: 104_982, textsFound: 512 },
  engine: { name: 'reference', version: '4.22.0', device: 'cpu', gpu: false },
  times: { total: 74.3, data: 0.6, encode: 41.2, train: 30.9, evaluate: 1.4, save: 0.1 },
};

/** One rule broken, one inconclusive; training made the model no better on validation. */
export const failing: Result = {
  ...passing,
  verdict: {
    outcome: 'fail',
    sentence: 'Failed: accuracy is 82.6 % on 1,000 test pairs; the rule asks for at least 90 %.',
    rules: [
      {
        rule: 'accuracy >= 0.90',
        state: 'broken',
        expected: 'at least 90 %',
        actual: '82.6 %',
        interval: bad.accuracyInterval,
        n: 1000,
        sentence: 'Accuracy is 82.6 % on 1,000 test pairs; the rule asks for at least 90 %.',
      },
      {
        rule: 'error_rate < baseline',
        state: 'inconclusive',
        expected: 'less than 18.8 % (base-model), beyond chance',
        actual: '17.4 %',
        pValue: 0.103,
        n: 1000,
        sentence:
          'Error rate is 17.4 % against 18.8 % of the baseline (base-model) on the same 1,000 test pairs; it is better, but that may be chance (p = 0.103, the rule asks for less than 0.05).',
      },
    ],
    budget: [{ name: 'wall_time', unit: 's', limit: 1200, spent: 187.2, exceeded: false }],
    data: {},
  },
  policy: { source: 'base-branch', commit: '3f2a9c1d4b5e6f708192a3b4c5d6e7f8091a2b3c', changes: [] },
  training: {
    ...passing.training!,
    steps: 750,
    stopped: 'budget',
    bestEpoch: 1,
  },
  candidate: bad,
  baselines: [
    {
      name: 'base-model',
      kind: 'base-model',
      errorRate: 0.188,
      bar: true,
      evaluation: base,
      comparison: badComparison,
    },
  ],
  times: { total: 187.2, data: 0.6, encode: 41.2, train: 143, evaluate: 2.3, save: 0.1 },
};

/** Training was cut short so that the rest fits the budget; the rules that hold do not save the run. */
export const overBudget: Result = {
  ...passing,
  verdict: {
    ...passing.verdict,
    outcome: 'budget',
    sentence: 'Over budget: training was stopped early to stay within the budget of 20 min.',
    budget: [{ name: 'wall_time', unit: 's', limit: 1200, spent: 1187.2, exceeded: true }],
  },
  policy: failing.policy!,
  training: {
    ...passing.training!,
    steps: 750,
    stopped: 'budget',
    bestEpoch: 5,
    epochs: passing.training!.epochs.slice(0, 6),
  },
  times: { total: 1187.2, data: 0.6, encode: 41.2, train: 1143, evaluate: 2.3, save: 0.1 },
};

/** Stopped before training: test pairs stand in the training data. */
export const leaking: Result = {
  schemaVersion: 1,
  tool: passing.tool,
  command: 'check',
  verdict: {
    outcome: 'fail',
    sentence: 'Failed: 112 pairs of one split are also in another.',
    rules: [],
    budget: [],
    data: { leakage: 112 },
  },
  policy: { source: 'working-tree', changes: [], note: 'There is no base branch to compare with.' },
  data: {
    ...passing.data!,
    findingCounts: { leakage: 112, conflict: 0, encoding: 1 },
    findings: [
      ...Array.from({ length: 99 }, (_, i) =>
        finding('leakage', 'test', i + 1, `This test pair stands in data/train.tsv, line ${i + 5}, too.`),
      ),
      finding('encoding', 'train', 44, 'The line is not valid UTF-8.'),
    ],
  },
  times: { total: 0.7, data: 0.6 },
};

/** Nothing could be judged: labels that are not labels. */
export const errored: Result = {
  schemaVersion: 1,
  tool: passing.tool,
  command: 'check',
  verdict: {
    outcome: 'error',
    sentence: 'data/train.tsv has 2 labels that are neither 0 nor 1.',
    rules: [],
    budget: [],
    data: {},
  },
  error: {
    code: 'DATA_LABEL_INVALID',
    message: 'data/train.tsv has 2 labels that are neither 0 nor 1.',
    place: { file: 'data/train.tsv', line: 12 },
    remedy: 'Relabel the lines listed with 0 or 1.',
    details: ['data/train.tsv:12  "maybe"', 'data/train.tsv:31  "```` </code> @octocat \u001b[2J"'],
  },
  times: { total: 0.2 },
};
