import { RETRIEVAL_METRICS, type RetrievalMetrics } from '../../../evaluation/types.ts';
import { count, decimal, plural } from '../../format.ts';
import { RETRIEVAL_TITLES } from '../../sections/retrieval.ts';
import { plain } from '../../text.ts';
import { type Content, html } from '../markup.ts';
import { code, right, table } from '../parts.ts';
import type { Part } from './section.ts';

/** The fine-tuned model beside the base model at each k. */
export const retrieval: Part = ({ result: { retrieval: found } }) => {
  if (!found) return undefined;
  const { queries, documents, k: ks, fingerprint, note, candidate, baseModel } = found;
  const row = (name: string, metrics: RetrievalMetrics, k: number): Content[] => [
    `${name}, first ${count(k)}`,
    ...RETRIEVAL_METRICS.map(metric => decimal(metrics[`${metric}@${k}`])),
  ];
  const rows = ks.flatMap(k => [row('Fine-tuned model', candidate, k), row('base-model', baseModel, k)]);
  return {
    id: 'retrieval',
    title: 'Retrieval',
    body: html`<p>${plural(queries, 'query', 'queries')} in ${plural(documents, 'document')}: exact search by cosine similarity; means over the queries, content ${code(fingerprint.slice(0, 19))}.${note !== undefined && html` ${plain(note, 500)}`}</p>
${table([{ title: 'Model' }, ...RETRIEVAL_METRICS.map(metric => right(RETRIEVAL_TITLES[metric]))], rows, { caption: 'Metrics of retrieval' })}`,
  };
};
