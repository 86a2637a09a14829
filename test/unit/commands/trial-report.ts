import type { TrialReport } from '../../../src/commands/job.ts';
import type { FindingKind } from '../../../src/data/pair.ts';
import type { Evaluation, TestPairs } from '../../../src/evaluation/types.ts';

const ZEROS = { added: 0, removed: 0, relabelled: 0 };

/** An evaluation of 100 pairs, half of them positive, of which the first `wrong` are wrong. */
export function evaluationWith(wrong: number): Evaluation {
  const correct = Array.from({ length: 100 }, (_, i) => i >= wrong);
  const accuracy = 1 - wrong / 100;
  const metrics = {
    precision: accuracy,
    recall: accuracy,
    f1: accuracy,
    roc_auc: accuracy,
    average_precision: accuracy,
  };
  return {
    n: 100,
    positives: 50,
    threshold: 0.5,
    thresholdSource: 'validation',
    metrics: { accuracy, error_rate: wrong / 100, matthews_correlation: 0.5, ...metrics },
    accuracyInterval: { low: accuracy - 0.05, high: Math.min(1, accuracy + 0.05), level: 0.95 },
    confusion: { truePositives: 50 - wrong, falsePositives: 0, trueNegatives: 50, falseNegatives: wrong },
    scores: Float64Array.from(correct, (right, i) => (right === i < 50 ? 0.9 : 0.1)),
    correct,
  };
}

/** So many pairs that share no text, the first half of them positive. */
export function pairsOf(n: number): TestPairs {
  const numbers = Array.from({ length: n }, (_, i) => i);
  return {
    n,
    first: numbers.map(i => `first ${i}`),
    second: numbers.map(i => `second ${i}`),
    labels: Uint8Array.from(numbers, i => (i < n / 2 ? 1 : 0)),
    keys: numbers.map(i => `key${String(i).padStart(8, '0')}`),
    clusters: Int32Array.from(numbers),
    slices: {},
    files: ['data/test.tsv'],
    file: new Int32Array(n),
    line: Int32Array.from(numbers, i => i + 2),
  };
}

/** What a worker would report: the base model has 30 % errors, the candidate as many as asked for. */
export function trialReport(wrong: number, findings: TrialReport['data']['findings'] = []): TrialReport {
  const of = (kind: FindingKind) => findings.filter(finding => finding.kind === kind).length;
  const size = { pairs: 100, positives: 50 };
  const data: TrialReport['data'] = {
    splits: { train: size, validation: size, test: size },
    format: 'pair',
    examples: 100,
    findings,
    findingCounts: {
      leakage: of('leakage'),
      conflict: of('conflict'),
      duplicate: of('duplicate'),
      encoding: of('encoding'),
    },
    fingerprint: `sha256:${'a'.repeat(64)}`,
    testFingerprint: `sha256:${'b'.repeat(64)}`,
    files: ['data/train.tsv'],
  };
  if (findings.length > 0) return { kind: 'trial', data, times: {} };
  return {
    kind: 'trial',
    data,
    change: {
      ...ZEROS,
      added: 4,
      bySplit: { train: { ...ZEROS, added: 4 }, validation: ZEROS, test: ZEROS },
    },
    trained: {
      engine: { name: 'reference', version: '4.22.0', device: 'cpu', gpu: false },
      model: {
        base: 'models/tiny',
        architecture: 'bert',
        parameters: 1000,
        trainedParameters: 100,
        dimensions: 32,
        maxLength: 64,
        weights: `sha256:${'c'.repeat(64)}`,
      },
      training: {
        tune: 'head',
        loss: 'online-contrastive',
        seed: 42,
        epochs: [{ epoch: 1, loss: 0.5, validationAccuracy: 0.9 }],
        steps: 4,
        plannedSteps: 4,
        bestEpoch: 1,
      },
      candidate: evaluationWith(wrong),
      baseModel: evaluationWith(30),
      test: pairsOf(100),
      validation: { scores: Float64Array.of(0.1, 0.9), labels: Uint8Array.of(0, 1) },
      references: {},
      mistakes: [],
      cost: { textsEncoded: 10, tokensEncoded: 50, textsFound: 0 },
    },
    times: { train: 1 },
  };
}
