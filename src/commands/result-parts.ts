import { compare } from '../evaluation/comparison.ts';
import type { Baseline, Evaluation } from '../evaluation/types.ts';
import type {
  BaselineSummary,
  DataSummary,
  EvaluationSummary,
  NearDuplicateSummary,
} from '../report/result.ts';
import type { TrialReport } from './job.ts';

/** Findings that the report holds in full; the rest are counted. */
const FINDINGS_SHOWN = 100;

export function evaluationSummary({ scores: _, correct: __, ...summary }: Evaluation): EvaluationSummary {
  return summary;
}

export function baselineSummaries(
  baselines: readonly Baseline[],
  baseModel: Evaluation,
  candidate: Evaluation,
): BaselineSummary[] {
  return baselines.map((baseline, i) => {
    const summary = { name: baseline.name, errorRate: baseline.errorRate, bar: i === 0 };
    if (baseline.kind === 'number') return summary;
    return {
      ...summary,
      evaluation: evaluationSummary(baseModel),
      comparison: compare(baseline.correct, candidate.correct),
    };
  });
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
