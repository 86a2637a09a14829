import { stringify } from 'yaml';
import type { EvaluationSummary } from '../report/measures.ts';
import type { Result } from '../report/result.ts';
import { plain } from '../report/text.ts';
import { hubName } from './hub-name.ts';

/** Metric types and names as sentence-transformers' BinaryClassificationEvaluator writes them. */
const METRICS = [
  ['accuracy', 'cosine_accuracy', 'Cosine Accuracy'],
  ['f1', 'cosine_f1', 'Cosine F1'],
  ['precision', 'cosine_precision', 'Cosine Precision'],
  ['recall', 'cosine_recall', 'Cosine Recall'],
  ['average_precision', 'cosine_ap', 'Cosine Ap'],
  ['matthews_correlation', 'cosine_mcc', 'Cosine Mcc'],
] as const;

/** The YAML block at the head of a model card, which the Hugging Face hub reads. */
export function frontMatter(result: Result): string {
  const { model, candidate } = result;
  const remote = model?.source === 'provider';
  const base = model && !remote ? hubName(model.base) : undefined;
  const meta = {
    tags: [
      ...(remote ? [] : ['sentence-transformers']),
      ...['feature-extraction', 'sentence-similarity', 'finetune-gate'],
    ],
    pipeline_tag: 'sentence-similarity',
    ...(!remote && { library_name: 'sentence-transformers' }),
    ...(base && { base_model: base }),
    ...(candidate && {
      metrics: METRICS.map(([, type]) => type),
      'model-index': [modelIndex(result, candidate)],
    }),
  };
  return `---\n${stringify(meta, { lineWidth: 0 })}---`;
}

function modelIndex({ model, data }: Result, candidate: EvaluationSummary): object {
  const measured = METRICS.filter(([key]) => Number.isFinite(candidate.metrics[key])).map(
    ([key, type, name]) => ({
      type,
      value: candidate.metrics[key],
      name,
    }),
  );
  return {
    name: plain(model ? `Fine-tuned ${model.base}` : 'Fine-tuned embedding model', 120),
    results: [
      {
        task: { type: 'binary-classification', name: 'Binary Classification' },
        dataset: { name: 'test', type: 'unknown', ...(data && { revision: data.testFingerprint }) },
        metrics: [...measured, ...(Number.isFinite(candidate.threshold) ? [thresholdOf(candidate)] : [])],
      },
    ],
  };
}

const thresholdOf = ({ threshold }: EvaluationSummary): object => ({
  type: 'cosine_accuracy_threshold',
  value: threshold,
  name: 'Cosine Accuracy Threshold',
});
