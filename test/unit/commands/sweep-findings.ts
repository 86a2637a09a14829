import type { ShardFindings } from '../../../src/commands/findings-file.ts';
import type { FoundShard } from '../../../src/commands/findings-merge.ts';
import type { JudgedSplit, SweepFindings, TrialRecord } from '../../../src/commands/sweep-records.ts';
import { evaluateAt } from '../../../src/evaluation/evaluate.ts';
import type { Evaluation } from '../../../src/evaluation/types.ts';
import type { SweepPoint } from '../../../src/sweep/point.ts';

export const point = (id: string, own: Partial<SweepPoint> = {}): SweepPoint => ({
  id,
  base: 'models/tiny',
  dimensions: 16,
  examples: 100,
  learningRate: 1e-3,
  loss: 'online-contrastive',
  tune: 'head',
  seed: 1,
  epochs: 2,
  ...own,
});

const labels = new Uint8Array([1, 0, 1]);

/** Some of whose numbers are hard to write. */
export function evaluation(score = 0.25): Evaluation {
  const scores = new Float64Array([score, -0, 1 / 3]);
  return evaluateAt({ scores, labels }, Number.POSITIVE_INFINITY, 'validation');
}

export function trial(id: string, own: Partial<TrialRecord> = {}): TrialRecord {
  return {
    point: point(id),
    examples: 100,
    training: {
      tune: 'head',
      loss: 'online-contrastive',
      seed: 1,
      epochs: [{ epoch: 1, loss: 0.125, validationAccuracy: 0.5 }],
      steps: 8,
      plannedSteps: 8,
      bestEpoch: 1,
    },
    validation: evaluation(0.75),
    test: evaluation(),
    dimensions: 16,
    parameters: 1000,
    passes: { done: 0, again: 0, everyEpoch: 400 },
    seconds: 1.5,
    ...own,
  } as TrialRecord;
}

const split: JudgedSplit = {
  n: 3,
  labels,
  keys: ['a', 'b', 'c'],
  clusters: new Int32Array([0, 1, 0]),
  slices: { $source: { values: ['web'], of: new Int32Array([0, -1, 0]) } },
};

export function findings(trials: readonly TrialRecord[], own: Partial<SweepFindings> = {}): SweepFindings {
  return {
    shared: {
      digest: 'd',
      fingerprint: 'f',
      testFingerprint: 't',
      examples: 100,
      validation: split,
      test: split,
    },
    bases: [
      {
        base: 'models/tiny',
        model: { architecture: 'BertModel', weights: 'sha256:1' },
        engine: { name: 'reference', version: '1', device: 'cpu', gpu: false },
        validation: evaluation(),
        test: evaluation(),
      },
    ],
    trials,
    cost: { textsEncoded: 0, tokensEncoded: 0, textsFound: 10 },
    times: { encode: 1, train: 2 },
    ...own,
  };
}

/** What a job wrote, with nothing amiss. */
export function shard(
  name: string,
  own: Partial<ShardFindings> & Pick<ShardFindings, 'findings'>,
): FoundShard {
  return {
    name,
    found: { plan: 'p', shard: '1/2', encoded: [], weights: {}, ...own },
    faults: new Map(),
    place: weights => `${name}/${weights}`,
  };
}
