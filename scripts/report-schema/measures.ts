// Evaluations, and what is measured over the test pairs.
import { z } from 'zod';
import {
  COST_METRICS,
  type Comparison,
  type Confusion,
  type Costs,
  type Interval,
  METRICS,
  type Metrics,
  RETRIEVAL_METRICS,
  type RetrievalMetrics,
} from '../../src/evaluation/types.ts';
import type {
  AddedPairsSummary,
  CurvesSummary,
  EvaluationSummary,
  FlipsSummary,
  LearningPoint,
  Mistake,
  SeedsSummary,
  SliceSummary,
  SpendingSummary,
} from '../../src/report/measures.ts';
import { of, real, text, whole } from './parts.ts';

export const interval = of<Interval>('interval')(z.object({ low: real, high: real, level: real }));

export const metrics = of<Metrics>('metrics')(z.record(z.enum(METRICS), real));

export const retrievalMetrics = of<RetrievalMetrics>()(
  z.record(z.templateLiteral([z.enum(RETRIEVAL_METRICS), '@', z.int()]), real),
);

export const costs = of<Costs>()(z.partialRecord(z.enum(COST_METRICS), real));

const confusion = of<Confusion>()(
  z.object({ truePositives: whole, falsePositives: whole, trueNegatives: whole, falseNegatives: whole }),
);

export const evaluation = of<EvaluationSummary>('evaluation')(
  z.object({
    n: whole,
    positives: whole,
    threshold: real,
    thresholdSource: z.enum(['validation', 'logistic', 'fixed']),
    metrics,
    accuracyInterval: interval,
    confusion,
  }),
);

export const comparison = of<Comparison>('comparison')(
  z.object({
    n: whole,
    onlyBaselineWrong: whole,
    onlyCandidateWrong: whole,
    difference: real,
    clusters: whole.optional(),
    pBetter: real,
    pWorse: real,
    pTwoSided: real,
  }),
);

const mistakeShape = {
  first: text,
  second: text,
  label: z.literal([0, 1]),
  score: real,
  margin: real,
  file: text,
  line: whole,
};

export const mistake = of<Mistake>('mistake')(z.object(mistakeShape));

export const flips = of<FlipsSummary>()(
  z.object({
    baseline: text,
    fixed: whole,
    broken: whole,
    examples: z.array(z.object({ ...mistakeShape, now: z.enum(['right', 'wrong']) })),
  }),
);

export const spending = of<SpendingSummary>()(
  z.object({
    provider: text,
    model: text,
    requests: whole,
    texts: whole,
    textsFound: whole,
    tokens: whole,
    cost: real.optional(),
    limit: real.optional(),
  }),
);

export const slice = of<SliceSummary>()(
  z.object({
    column: text,
    value: text,
    n: whole,
    positives: whole,
    accuracy: real,
    interval,
    metrics,
    barErrorRate: real.optional(),
  }),
);

export const seeds = of<SeedsSummary>()(
  z.object({
    seeds: z.array(z.object({ seed: whole, errorRate: real, metrics })),
    meanErrorRate: real,
    deviation: real,
  }),
);

export const added = of<AddedPairsSummary>()(z.object({ judged: whole, evaluation }));

export const curves = of<CurvesSummary>()(
  z.object({
    histogram: z.object({
      from: real,
      to: real,
      positives: z.array(whole),
      negatives: z.array(whole),
    }),
    calibration: z
      .object({
        bins: z.array(z.object({ predicted: real, observed: real, n: whole })),
        error: real,
      })
      .optional(),
    roc: z.array(z.object({ threshold: real, fpr: real, tpr: real })),
    precisionRecall: z.array(z.object({ threshold: real, precision: real, recall: real })),
    baselines: z.record(text, z.array(z.object({ fpr: real, tpr: real }))),
  }),
);

export const learningPoint = of<LearningPoint>()(
  z.object({ series: text, examples: whole, errorRate: real, interval: interval.optional() }),
);
