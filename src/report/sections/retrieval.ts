import { RETRIEVAL_METRICS, type RetrievalMetric, type RetrievalMetrics } from '../../evaluation/types.ts';
import { code, escapeMarkdown } from '../escape.ts';
import { count, decimal, plural } from '../format.ts';
import type { Result } from '../result.ts';
import { table } from '../table.ts';

/** How metrics of retrieval are called in a heading. */
export const RETRIEVAL_TITLES: Readonly<Record<RetrievalMetric, string>> = {
  accuracy: 'Accuracy',
  precision: 'Precision',
  recall: 'Recall',
  mrr: 'MRR',
  ndcg: 'nDCG',
  map: 'MAP',
};

/** The fine-tuned model beside the base model at each k. */
export function retrievalSection({ retrieval }: Result): string {
  if (!retrieval) return '';
  const { queries, documents, k: ks, fingerprint, note, candidate, baseModel } = retrieval;
  const rows = ks.flatMap(k => [
    row(`**Fine-tuned model**, first ${count(k)}`, candidate, k),
    row(`base-model, first ${count(k)}`, baseModel, k),
  ]);
  const asked = `${plural(queries, 'query', 'queries')} in ${plural(documents, 'document')}`;
  return [
    '### Retrieval',
    ...(note === undefined ? [] : [`⚠️ ${escapeMarkdown(note)}`]),
    table(
      [
        { title: asked },
        ...RETRIEVAL_METRICS.map(metric => ({ title: RETRIEVAL_TITLES[metric], align: 'right' as const })),
      ],
      rows,
    ),
    `Exact search by cosine similarity; means over the queries, content ${code(fingerprint.slice(0, 19))}.`,
  ].join('\n\n');
}

function row(name: string, metrics: RetrievalMetrics, k: number): string[] {
  return [name, ...RETRIEVAL_METRICS.map(metric => decimal(metrics[`${metric}@${k}`]))];
}
