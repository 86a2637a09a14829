import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { retrievalMetrics } from '../../../src/evaluation/retrieval.ts';

interface Golden {
  readonly ks: number[];
  readonly cases: readonly {
    readonly graded: boolean;
    readonly queries: readonly { readonly grades: number[]; readonly ranking: number[] }[];
    readonly expected: Readonly<Record<string, number>>;
  }[];
}

const golden: Golden = JSON.parse(readFileSync(new URL('./retrieval.json', import.meta.url), 'utf8'));
const grades = (list: readonly number[]) =>
  new Map(list.flatMap((grade, i) => (grade > 0 ? [[i, grade] as const] : [])));

describe('retrievalMetrics', () => {
  it.each(golden.cases)('agrees with scikit-learn (grades: $graded)', ({ queries, expected }) => {
    const ranked = queries.map(query => ({ ranking: query.ranking, relevant: grades(query.grades) }));
    const metrics: Readonly<Record<string, number>> = retrievalMetrics(ranked, golden.ks);
    expect(Object.keys(expected)).toHaveLength(21);
    for (const [name, value] of Object.entries(expected)) expect(metrics[name], name).toBeCloseTo(value, 12);
  });

  // Relevant: 7, 8 and 9; found at ranks 2 and 4.
  const query = { ranking: [1, 7, 2, 9, 3], relevant: grades([0, 0, 0, 0, 0, 0, 0, 1, 1, 1]) };

  it.each([
    ['accuracy', [0, 1, 1]],
    ['precision', [0, 1 / 2, 2 / 5]],
    ['recall', [0, 1 / 3, 2 / 3]],
    ['mrr', [0, 1 / 2, 1 / 2]],
    // Divided by min(k, 3), as sentence-transformers and TREC's map_cut at k ≥ 3.
    ['map', [0, 1 / 2 / 2, (1 / 2 + 2 / 4) / 3]],
    [
      'ndcg',
      [
        0,
        1 / Math.log2(3) / (1 + 1 / Math.log2(3)),
        (1 / Math.log2(3) + 1 / Math.log2(5)) / (1 + 1 / Math.log2(3) + 1 / Math.log2(4)),
      ],
    ],
  ] as const)('%s at 1, 2 and 5, worked by hand', (metric, values) => {
    const metrics = retrievalMetrics([query], [1, 2, 5]);
    values.forEach((value, i) => {
      expect(metrics[`${metric}@${[1, 2, 5][i]!}`]).toBeCloseTo(value, 14);
    });
  });

  it('is the mean over the queries, and beyond the ranking nothing is found', () => {
    const missed = { ranking: [0], relevant: new Map([[3, 1]]) };
    const metrics = retrievalMetrics([query, missed], [5, 100]);
    expect(metrics['recall@5']).toBeCloseTo(1 / 3, 14);
    expect(metrics['precision@100']).toBeCloseTo(0.01, 14);
    expect(metrics['recall@100']).toBe(metrics['recall@5']);
  });

  it('prefers the better of two relevant documents first, in nDCG only', () => {
    const relevant = new Map([
      [0, 3],
      [1, 1],
    ]);
    const [good, bad] = [
      [0, 1],
      [1, 0],
    ].map(ranking => retrievalMetrics([{ ranking, relevant }], [2]));
    expect(good?.['ndcg@2']).toBe(1);
    expect(bad?.['ndcg@2']).toBeCloseTo((1 + 3 / Math.log2(3)) / (3 + 1 / Math.log2(3)), 14);
    expect(bad?.['map@2']).toBe(1);
  });
});
