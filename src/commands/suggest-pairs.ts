import { columnNames } from '../data/column-names.ts';
import { loadData } from '../data/load.ts';
import type { PairTable, Splits } from '../data/pair.ts';
import { resolveFiles } from '../data/paths.ts';
import { readSplits } from '../data/splits.ts';
import { uniqueTexts } from '../data/texts.ts';
import type { Engine } from '../engine/engine.ts';
import { pairScores } from '../evaluation/similarity.ts';
import { bestThreshold } from '../evaluation/threshold.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { spreadGroups, takeInTurn } from '../model/spread.ts';
import { embedTexts } from './embed-texts.ts';
import type { Emit } from './job.ts';
import { withModel } from './local-model.ts';
import type { Suggestion, SuggestReport } from './suggest-report.ts';
import { suggestionLines } from './suggestion-lines.ts';
import type { SuggestJob } from './text-jobs.ts';
import { readUnlabelled, type Unlabelled } from './unlabelled.ts';
import { writeLines } from './write-whole.ts';

/** Pairs whose texts are embedded at a time, so that memory stays bounded. */
const CHUNK = 16_384;
/** Uncertain pairs that are looked at for each that is suggested, and in all. Of ten, `bench -- suggest` came out worse. */
const POOL = { factor: 3, most: 20_000 } as const;
const MOST_CLUSTERS = 256;

/**
 * Chooses the pairs that are best labelled next: of those nearest to the threshold, three times as many as asked for, the
 * nearest of each of as many groups as possible (uncertainty, then diversity: Zhdanov, "Diverse mini-batch Active
 * Learning", 2019; groups by `spreadGroups`). A pair stands for what its texts' unit vectors u and v have apart and in
 * common, [|u − v|, u ∘ v], which is the same in either order (as in InferSent, Conneau et al., EMNLP 2017).
 *
 * @throws FinetuneGateError the DATA_*, MODEL_* and ENGINE_* errors, OUTPUT_UNWRITABLE
 */
export async function suggestPairs(job: SuggestJob, emit: Emit, signal: AbortSignal): Promise<SuggestReport> {
  const { data, root, seed, output } = job;
  const learned = job.threshold === 'validation';
  const { splits, validation } = learned
    ? await loadData(data, root, { seed, signal }).then(found => ({
        splits: found.read,
        validation: found.splits.validation,
      }))
    : { splits: (await readSplits(data, root, { signal })).splits, validation: undefined };
  const unlabelled = await readUnlabelled(job, splits, signal);
  const found = await withModel(job, emit, async (engine, model) => {
    const similarities = (table: PairTable, rows: Int32Array) =>
      similaritiesOf(table, rows, job, engine, model, { emit, signal });
    const threshold = validation
      ? bestThreshold(await similarities(validation, everyRow(validation)), validation.labels).threshold
      : (job.threshold as number);
    const scores = await similarities(unlabelled.table, unlabelled.rows);
    return {
      threshold,
      ...(await choose(unlabelled, scores, threshold, job, engine, model, { emit, signal })),
    };
  });
  if (output !== undefined) {
    const names = await namesOf(job, splits);
    await writeLines(output, suggestionLines(found.suggestions, names, output));
  }
  const { pairs, known, repeated, trivial } = unlabelled;
  return { kind: 'suggest', pairs, known, repeated, trivial, ...found };
}

/** What the first file of train calls its columns, so that a labelled suggestion can stand beside its rows. */
async function namesOf({ data, root }: SuggestJob, { train }: Splits) {
  const [file] = await resolveFiles(data.train, root);
  const format = data.format === 'auto' ? {} : { format: data.format };
  return columnNames(file!, { names: data.columns ?? {}, scores: train.scores !== undefined, ...format });
}

interface Context {
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** Cosine similarity of each pair. Shape [rows]. */
async function similaritiesOf(
  table: PairTable,
  rows: Int32Array,
  job: SuggestJob,
  engine: Engine,
  model: EmbeddingModel,
  { emit, signal }: Context,
): Promise<Float64Array> {
  const scores = new Float64Array(rows.length);
  for (let start = 0; start < rows.length; start += CHUNK) {
    const part = table.take(rows.subarray(start, start + CHUNK));
    const total = 2 * rows.length;
    const counted: Emit = event =>
      emit(
        event.type === 'progress'
          ? { ...event, done: Math.min(2 * start + event.done, total), total }
          : event,
      );
    const { embeddings, first, second } = await embed(part, job, engine, model, { emit: counted, signal });
    scores.set(pairScores(embeddings, model.baseDimensions, first, second), start);
  }
  return scores;
}

/** Embeddings of the texts of some pairs, and the row of each pair's two. */
async function embed(
  table: PairTable,
  job: SuggestJob,
  engine: Engine,
  model: EmbeddingModel,
  context: Context,
) {
  const { texts, pairs } = uniqueTexts([table]);
  const strings = Array.from(texts, text => table.texts.text(text));
  const { embeddings } = await embedTexts(model, engine, strings, job, context);
  return { embeddings, ...pairs[0]! };
}

async function choose(
  { table, rows }: Unlabelled,
  scores: Float64Array,
  threshold: number,
  job: SuggestJob,
  engine: Engine,
  model: EmbeddingModel,
  context: Context,
): Promise<Pick<SuggestReport, 'clusters' | 'suggestions'>> {
  if (rows.length === 0) return { clusters: 0, suggestions: [] };
  const margin = scores.map(score => Math.abs(score - threshold));
  const size = Math.max(job.count, Math.min(POOL.factor * job.count, POOL.most));
  const pool = Array.from(rows.keys())
    .sort((a, b) => margin[a]! - margin[b]! || a - b)
    .slice(0, size);
  const part = table.take(Int32Array.from(pool, i => rows[i]!));
  const embedded = await embed(part, job, engine, model, context);
  const width = 2 * model.baseDimensions;
  const values = pairVectors(embedded, model.baseDimensions);
  const group = spreadGroups({ values, width }, Math.min(job.count, MOST_CLUSTERS));
  // The pool is in the order of the margins, so that the first of a group is its most uncertain.
  const suggestions = takeInTurn(group, job.count).map((at): Suggestion => {
    const { first, second, line } = part.pair(at);
    const i = pool[at]!;
    return { first, second, similarity: scores[i]!, margin: margin[i]!, cluster: group[at]! + 1, line };
  });
  return { clusters: new Set(group).size, suggestions };
}

/** [|u − v|, u ∘ v] of each pair's unit vectors, row-major [pairs, 2 × dimensions]. */
function pairVectors(
  { embeddings, first, second }: Awaited<ReturnType<typeof embed>>,
  dimensions: number,
): Float32Array {
  const scales = new Float64Array(embeddings.length / dimensions);
  for (let row = 0; row < scales.length; row++) {
    let square = 0;
    for (let i = row * dimensions; i < (row + 1) * dimensions; i++) square += embeddings[i]! ** 2;
    scales[row] = square > 0 ? 1 / Math.sqrt(square) : 0;
  }
  const values = new Float32Array(first.length * 2 * dimensions);
  for (const [pair, a] of first.entries()) {
    const b = second[pair]!;
    const at = pair * 2 * dimensions;
    for (let i = 0; i < dimensions; i++) {
      const u = embeddings[a * dimensions + i]! * scales[a]!;
      const v = embeddings[b * dimensions + i]! * scales[b]!;
      values[at + i] = Math.abs(u - v);
      values[at + dimensions + i] = u * v;
    }
  }
  return values;
}

const everyRow = ({ length }: PairTable): Int32Array => Int32Array.from({ length }, (_, row) => row);
