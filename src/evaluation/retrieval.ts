import { RETRIEVAL_METRICS, type RetrievalMetric, type RetrievalMetrics } from './types.ts';

/** What was found for one query, and what should have been. */
export interface RankedQuery {
  /** Documents by number, the best first, each once; as many as the largest k, or all that there are. */
  readonly ranking: ArrayLike<number>;
  /** Grades of the relevant documents by number, each above 0: 1 where relevance is yes or no. At least one. */
  readonly relevant: ReadonlyMap<number, number>;
}

/**
 * Means over the queries, for each k:
 *
 * - `accuracy`: whether a relevant document is among the first k (also called the hit rate);
 * - `precision`: the share of k that is relevant; `recall`: the share of the relevant documents that is there;
 * - `mrr`: 1 / the rank of the first relevant document, 0 beyond k;
 * - `map`: the precision at each relevant document's rank, summed up to k, divided by min(k, relevant documents);
 * - `ndcg`: Σ grade / log₂(rank + 1) over that of the best order, both up to k (Järvelin and Kekäläinen, 2002, with the
 *   grade itself as gain, as in trec_eval and scikit-learn).
 *
 * With grades of 1 these are the numbers of sentence-transformers' `InformationRetrievalEvaluator`.
 *
 * @param ks each at least 1
 */
export function retrievalMetrics(queries: readonly RankedQuery[], ks: readonly number[]): RetrievalMetrics {
  const sums: Record<string, number> = {};
  for (const query of queries) {
    for (const k of ks) {
      for (const [metric, value] of Object.entries(scoresAt(query, k))) {
        sums[`${metric}@${k}`] = (sums[`${metric}@${k}`] ?? 0) + value;
      }
    }
  }
  return Object.fromEntries(
    RETRIEVAL_METRICS.flatMap(metric =>
      ks.map(k => [`${metric}@${k}`, queries.length === 0 ? 0 : sums[`${metric}@${k}`]! / queries.length]),
    ),
  );
}

function scoresAt({ ranking, relevant }: RankedQuery, k: number): Record<RetrievalMetric, number> {
  const best = Math.min(k, relevant.size);
  let [found, firstRank, precisions, gain] = [0, 0, 0, 0];
  for (let rank = 1; rank <= Math.min(k, ranking.length); rank++) {
    const grade = relevant.get(ranking[rank - 1]!);
    if (grade === undefined) continue;
    found += 1;
    firstRank ||= rank;
    precisions += found / rank;
    gain += grade / Math.log2(rank + 1);
  }
  const grades = [...relevant.values()].sort((a, b) => b - a).slice(0, best);
  const ideal = grades.reduce((sum, grade, i) => sum + grade / Math.log2(i + 2), 0);
  return {
    accuracy: found > 0 ? 1 : 0,
    precision: found / k,
    recall: found / relevant.size,
    mrr: firstRank === 0 ? 0 : 1 / firstRank,
    ndcg: gain / ideal,
    map: precisions / best,
  };
}
