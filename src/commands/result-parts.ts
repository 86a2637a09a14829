import { compareClusters } from '../evaluation/decision-evidence.ts';
import type { Baseline, Evaluation } from '../evaluation/types.ts';
import type { EvaluationSummary } from '../report/measures.ts';
import type { BaselineSummary, DataSummary, NearDuplicateSummary } from '../report/result.ts';
import type { TrialReport } from './job.ts';

/** Findings that the report holds in full; the rest are counted. */
const FINDINGS_SHOWN = 100;

export function evaluationSummary({ scores: _, correct: __, ...summary }: Evaluation): EvaluationSummary {
  return summary;
}

type Against = Pick<NonNullable<TrialReport['trained']>, 'candidate' | 'test'>;

export function baselineSummaries(baselines: readonly Baseline[], against: Against): BaselineSummary[] {
  return baselines.map((baseline, i) => baselineSummary(baseline, i === 0, against));
}

function baselineSummary(baseline: Baseline, bar: boolean, { candidate, test }: Against): BaselineSummary {
  const summary = { name: baseline.name, kind: kindOf(baseline), bar };
  switch (baseline.kind) {
    case 'number':
      return { ...summary, errorRate: baseline.errorRate };
    case 'model':
      return {
        ...summary,
        errorRate: baseline.evaluation.metrics.error_rate,
        evaluation: evaluationSummary(baseline.evaluation),
        comparison: compareClusters(baseline.evaluation.correct, candidate.correct, test.clusters),
      };
    case 'record':
      return {
        ...summary,
        errorRate: baseline.errorRate,
        shared: baseline.pairs.length,
        comparison: compareClusters(
          baseline.correct,
          Array.from(baseline.pairs, pair => candidate.correct[pair] === true),
          baseline.pairs.map(pair => test.clusters[pair]!),
        ),
      };
    case 'absent':
    case 'refused':
      return { ...summary, note: baseline.reason };
  }
}

function kindOf(baseline: Baseline): BaselineSummary['kind'] {
  return baseline.kind === 'model' ? baseline.source : baseline.kind;
}

export function dataSummary(
  { data, change, changeNote, nearDuplicates }: TrialReport,
  place: <T extends { readonly file: string }>(at: T) => T,
): DataSummary {
  const found = Object.entries(data.findingCounts).filter(([, count]) => count > 0);
  return {
    fingerprint: data.fingerprint,
    testFingerprint: data.testFingerprint,
    splits: data.splits,
    ...(data.format !== 'pair' && { format: { name: data.format, examples: data.examples } }),
    files: data.files.map(file => place({ file }).file),
    findingCounts: Object.fromEntries(found),
    findings: data.findings.slice(0, FINDINGS_SHOWN).map(place),
    ...(nearDuplicates && { nearDuplicates: placed(nearDuplicates, place) }),
    ...(change && { change }),
    ...(changeNote !== undefined && { changeNote }),
  };
}

/** The same with every place relative to the repository. */
function placed(
  { examples, dropped, ...counts }: NearDuplicateSummary,
  place: <T extends { readonly file: string }>(at: T) => T,
): NearDuplicateSummary {
  return {
    ...counts,
    examples: examples.map(one => ({ ...one, train: place(one.train), other: place(one.other) })),
    ...(dropped && {
      dropped: { ...dropped, pairs: dropped.pairs.map(pair => ({ ...place(pair), near: place(pair.near) })) },
    }),
  };
}
