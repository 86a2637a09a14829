import {
  RETRIEVAL_METRICS,
  type RetrievalMetric,
  type RetrievalMetricName,
  type RetrievalMetrics,
} from './types.ts';

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
  return meansOf(retrievalPerQuery(queries, ks));
}

/** The same before the mean: each query's own values, in the order of the queries. Shape [queries] each. */
export function retrievalPerQuery(
  queries: readonly RankedQuery[],
  ks: readonly number[],
): Readonly<Record<RetrievalMetricName, Float64Array>> {
  const names = RETRIEVAL_METRICS.flatMap(metric => ks.map((k): RetrievalMetricName => `${metric}@${k}`));
  const values = Object.fromEntries(names.map(name => [name, new Float64Array(queries.length)]));
  for (const [i, query] of queries.entries()) {
    for (const k of ks) {
      for (const [metric, value] of Object.entries(scoresAt(query, k))) values[`${metric}@${k}`]![i] = value;
    }
  }
  return values;
}

/** 0 where there are no queries. */
export function meansOf(perQuery: Readonly<Record<RetrievalMetricName, Float64Array>>): RetrievalMetrics {
  return Object.fromEntries(
    Object.entries(perQuery).map(([name, values]) => {
      const sum = values.reduce((total, value) => total + value, 0);
      return [name, values.length === 0 ? 0 : sum / values.length];
    }),
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
