import { engineWords } from '../report/engine.ts';
import { code, escapeMarkdown } from '../report/escape.ts';
import { trainExamples } from '../report/examples.ts';
import { count, decimal, interval, percent, plural } from '../report/format.ts';
import type { EvaluationSummary } from '../report/measures.ts';
import { OUTCOMES, reasonOf } from '../report/outcome.ts';
import type { BaselineSummary, Result } from '../report/result.ts';
import { costSection } from '../report/sections/cost.ts';
import { table } from '../report/table.ts';
import { frontMatter } from './front-matter.ts';
import type { Provenance } from './provenance.ts';
import { provenanceLines } from './provenance-lines.ts';
import { providerIntroduction, providerUsage } from './provider-usage.ts';
import { usage } from './usage.ts';

/**
 * The saved model's README.md: what it was trained on, how good it is, how to use it. What is not known is left out.
 *
 * @param published where it comes from, as far as that is known; with it the card says too what the run cost. A card
 *   that is written when training ends has neither, so that two runs on the same inputs write the same folder.
 */
export function modelCard(result: Result, published?: Partial<Provenance>): string {
  const parts = [
    frontMatter(result),
    introduction(result),
    result.model?.source === 'provider' ? providerUsage(result) : usage(result),
    scores(result),
    trained(result),
    ...(published ? [costSection(result).replace(/^### /, '## '), provenanceLines(published)] : []),
    made(result),
  ];
  return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}

function introduction({ model, verdict }: Result): string {
  if (model?.source === 'provider') return providerIntroduction(model, verdict);
  const base = model ? ` from ${code(model.base, 120)}${revisionOf(model)}` : '';
  const size = model
    ? `, ${count(model.dimensions)} dimensions, at most ${count(model.maxLength)} tokens a text`
    : '';
  return [
    '# Fine-tuned embedding model',
    `A sentence-transformers model, fine-tuned${base}: cosine similarity tells whether two texts mean the same${size}.`,
    `Verdict of its run: **${OUTCOMES[verdict.outcome].words}**. ${escapeMarkdown(reasonOf(verdict))}`,
  ].join('\n\n');
}

function scores({ candidate, baselines = [], retrieval }: Result): string {
  if (!candidate) return '';
  const { metrics, n, accuracyInterval, threshold } = candidate;
  const rows = [
    ['Accuracy', `${percent(metrics.accuracy)} (95 % interval ${interval(accuracyInterval)})`],
    ['Error rate', errorRate(metrics.error_rate, accuracyInterval)],
    ['Precision', percent(metrics.precision)],
    ['Recall', percent(metrics.recall)],
    ['F1', decimal(metrics.f1)],
    ['ROC AUC', decimal(metrics.roc_auc)],
    ['Average precision', decimal(metrics.average_precision)],
    ['Threshold of the cosine similarity', decimal(threshold, 4)],
    ...baselines.map(baselineRow),
  ];
  if (retrieval) {
    const k = Math.max(...retrieval.k);
    const asked = `${plural(retrieval.queries, 'query', 'queries')} in ${plural(retrieval.documents, 'document')}`;
    rows.push([`nDCG@${k} of ${asked}`, decimal(retrieval.candidate[`ndcg@${k}`])]);
  }
  const header = [{ title: `On ${count(n)} test pairs` }, { title: 'Score' }];
  return `## Scores\n\n${table(header, rows)}`;
}

function baselineRow({ name, errorRate: rate, evaluation }: BaselineSummary): string[] {
  return [`Error rate of ${escapeMarkdown(name, 80)}`, errorRate(rate, evaluation?.accuracyInterval)];
}

/** With the interval of the accuracy, whose bounds are its own the other way round. */
function errorRate(
  rate: number | undefined,
  accuracy: EvaluationSummary['accuracyInterval'] | undefined,
): string {
  if (!accuracy || rate === undefined) return percent(rate);
  const { low, high } = accuracy;
  return `${percent(rate)} (95 % interval ${interval({ ...accuracy, low: 1 - high, high: 1 - low })})`;
}

/** Which version of a fetched base model it was: a branch moves. */
function revisionOf({ source, revision }: NonNullable<Result['model']>): string {
  if (!source || !revision) return '';
  return source === 'hub' ? ` of the Hugging Face hub at ${code(revision)}` : ` (${code(revision)})`;
}

function trained({ data, model, training }: Result): string {
  if (!data) return '';
  const { train, validation, test } = data.splits;
  const positives = data.format ? '' : ` (${count(train.positives)} of them positive)`;
  const lines = [
    `- ${trainExamples(data)} to train on${positives}, ${plural(validation.pairs, 'pair')} for validation, ${count(test.pairs)} for the test`,
    `- files: ${data.files
      .slice(0, 20)
      .map(file => code(file, 120))
      .join(', ')}${data.files.length > 20 ? ', …' : ''}`,
    `- fingerprint of the pairs: ${code(data.fingerprint)}`,
  ];
  if (training) {
    const { loss, tune, seed, steps, bestEpoch } = training;
    lines.push(
      `- tuned: ${escapeMarkdown(tune, 30)}; loss ${escapeMarkdown(loss, 150)}; ${count(steps)} steps, seed ${seed}, weights of epoch ${bestEpoch}`,
    );
  }
  if (model?.precision) {
    const { kind, agreement } = model.precision;
    lines.push(
      `- trained and scored with the encoder in ${escapeMarkdown(kind, 10)}, whose embeddings have a mean cosine of ${decimal(agreement.meanCosine, 6)} to those in fp32; the weights here are fp32`,
    );
  }
  return `## Training\n\n${lines.join('\n')}`;
}

function made({ tool, engine, model }: Result): string {
  const parts = [`${tool.name} ${code(tool.version, 30)}`];
  if (engine) parts.push(`engine ${engineWords(engine, code)}`);
  if (model)
    parts.push(`${model.source === 'provider' ? 'embeddings' : 'base weights'} ${code(model.weights)}`);
  return `Made by ${parts.join(', ')}.`;
}
