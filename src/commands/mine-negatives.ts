import { basename } from 'node:path';
import { readCorpus } from '../data/corpus.ts';
import { Faults } from '../data/faults.ts';
import { readExamples, readerFor } from '../data/read.ts';
import { readSplits } from '../data/splits.ts';
import { FinetuneGateError } from '../errors.ts';
import { topK } from '../model/top-k.ts';
import { Vectors } from '../model/vectors.ts';
import { embedTexts } from './embed-texts.ts';
import type { Emit } from './job.ts';
import { KnownPositives, type LabelledTexts } from './known-positives.ts';
import { withModel } from './local-model.ts';
import type { MineOptions, MineReport } from './mine-options.ts';
import type { MineJob } from './text-jobs.ts';
import { writeWhole } from './write-whole.ts';

/**
 * Finds hard negatives: texts that are near an anchor but are none of its positives, and writes them with the pairs.
 * The choice is that of sentence-transformers' `mine_hard_negatives` (strategy `top`): of the nearest texts that are no
 * positives those are struck out that are too similar, then the first of what is left are passed over.
 *
 * @throws FinetuneGateError the DATA_*, MODEL_* and ENGINE_* errors, OUTPUT_UNWRITABLE
 */
export async function mineNegatives(job: MineJob, emit: Emit, signal: AbortSignal): Promise<MineReport> {
  const pairs = await readLabelled(job, signal);
  const known = new KnownPositives(pairs);
  const given =
    job.corpus === undefined
      ? pairs.flatMap(({ first, second }) => [first, second])
      : await readCorpus({ path: job.corpus, shown: basename(job.corpus) }, signal);
  const corpus = [...new Set(given)];
  const { anchors } = known;
  if (anchors.length === 0) {
    throw new FinetuneGateError('DATA_ONE_CLASS', 'There are no positive pairs to mine negatives for.', {
      remedy: 'Give pairs with label 1.',
    });
  }
  if (corpus.length === 0)
    throw new FinetuneGateError('DATA_SPLIT_EMPTY', 'The corpus has no texts.', { remedy: 'Mend --corpus.' });

  const found = await withModel(job, emit, async (engine, model) => {
    const { options } = job;
    const positives = anchors.flatMap(anchor => anchor.positives);
    const texts = [...anchors.map(({ text }) => text), ...positives, ...corpus];
    const { embeddings } = await embedTexts(model, engine, texts, job, { emit, signal });
    const { baseDimensions: width } = model;
    const part = (start: number, length: number) =>
      new Vectors(embeddings.subarray(start * width, (start + length) * width), width);
    const asked = part(0, anchors.length);
    const wanted = part(anchors.length, positives.length);
    const searched = part(anchors.length + positives.length, corpus.length);
    const nearest = await topK(engine, asked, searched, options.to, {
      signal,
      skip: known.skips(corpus),
      onProgress: (done, total) => emit({ type: 'progress', phase: 'search', done, total }),
    });
    let at = 0;
    return anchors.map((anchor, i) => {
      // One by one: an anchor such as the name of a class may have more positives than a call has arguments.
      const lowest = anchor.positives.reduce(
        least => Math.min(least, asked.cosine(i, wanted, at++)),
        Number.POSITIVE_INFINITY,
      );
      const start = i * nearest.k;
      const candidates = Array.from({ length: nearest.k }, (_, rank) => ({
        index: nearest.indices[start + rank]!,
        score: nearest.scores[start + rank]!,
      })).filter(({ index }) => index >= 0);
      return choose(candidates, lowest, options);
    });
  });

  const rows = anchors.flatMap((anchor, i) =>
    rowsOf(
      anchor,
      found[i]!.negatives.map(index => corpus[index]!),
      job.options.format,
    ),
  );
  await writeWhole(job.output, job.output.toLowerCase().endsWith('.tsv') ? asTsv(rows) : asJsonl(rows));
  const counts = found.map(({ negatives }) => negatives.length);
  return {
    kind: 'mine',
    anchors: anchors.length,
    positives: anchors.reduce((sum, { positives }) => sum + positives.length, 0),
    corpus: corpus.length,
    negatives: counts.reduce((sum, n) => sum + n, 0),
    short: counts.filter(n => n < job.options.negatives).length,
    without: counts.filter(n => n === 0).length,
    rows: rows.length,
    refused: found.reduce((sum, { refused }) => sum + refused, 0),
  };
}

async function readLabelled({ pairs }: MineJob, signal: AbortSignal): Promise<readonly LabelledTexts[]> {
  if ('data' in pairs) return [...(await readSplits(pairs.data, pairs.root, { signal })).splits.train];
  const shown = basename(pairs.file);
  readerFor(shown);
  const faults = new Faults();
  const read: LabelledTexts[] = [];
  const log = { faults, invalidUtf8: () => {}, signal };
  await readExamples(pairs.file, shown, { names: {} }, log, ({ texts, value }) => {
    const [first = '', ...others] = texts;
    // Of a triplet the first other text is the positive.
    for (const [i, second] of others.entries()) read.push({ first, second, label: i === 0 ? value : 0 });
  });
  faults.throwIfAny('pair');
  return read;
}

/** @param lowest similarity of the least similar positive */
function choose(
  candidates: readonly { readonly index: number; readonly score: number }[],
  lowest: number,
  { margin, maxScore, from, negatives }: MineOptions,
): { negatives: number[]; refused: number } {
  const kept = candidates.filter(
    ({ score }) =>
      (margin === undefined || score + margin <= lowest) && (maxScore === undefined || score <= maxScore),
  );
  const chosen = kept.slice(from, from + negatives).map(({ index }) => index);
  return { negatives: chosen, refused: candidates.length - kept.length };
}

type Row = Readonly<Record<string, string | number>>;

function rowsOf(
  { text: anchor, positives }: { readonly text: string; readonly positives: readonly string[] },
  negatives: readonly string[],
  format: MineOptions['format'],
): Row[] {
  if (negatives.length === 0) return [];
  if (format === 'triplet')
    return positives.flatMap(positive => negatives.map(negative => ({ anchor, positive, negative })));
  return [
    ...positives.map(second => ({ sentence1: anchor, sentence2: second, label: 1 })),
    ...negatives.map(second => ({ sentence1: anchor, sentence2: second, label: 0 })),
  ];
}

const asJsonl = (rows: readonly Row[]): string => rows.map(row => `${JSON.stringify(row)}\n`).join('');

/** Tabs and line breaks, which the format cannot hold, become spaces. */
function asTsv(rows: readonly Row[]): string {
  const [first] = rows;
  if (!first) return '';
  const line = (cells: readonly (string | number)[]) =>
    `${cells.map(cell => String(cell).replace(/[\t\r\n]+/g, ' ')).join('\t')}\n`;
  return line(Object.keys(first)) + rows.map(row => line(Object.values(row))).join('');
}
