import type { Engine } from '../engine/engine.ts';
import { meansOf, retrievalPerQuery } from '../evaluation/retrieval.ts';
import type { RetrievalScores } from '../evaluation/types.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { applyHeadTo, encodeTexts } from '../model/encode.ts';
import { topK } from '../model/top-k.ts';
import { Vectors } from '../model/vectors.ts';
import type { CostSummary } from '../report/result.ts';
import { embedTexts } from './embed-texts.ts';
import type { TrialJob, TrialReport } from './job.ts';
import type { JudgingSet } from './read-retrieval.ts';
import type { TrialContext } from './trial-context.ts';

/** Texts encoded to learn how long all of them take. */
const SAMPLE = 64;
/** Of the time that scoring took, kept in reserve so that the report still fits. */
const RESERVE_FACTOR = 1.5;

type Trained = NonNullable<TrialReport['trained']>;

/** Scores a retrieval set with the base model, and with the model once it is trained. */
export class RetrievalScorer {
  readonly #job: TrialJob;
  readonly #set: JudgingSet;
  readonly #engine: Engine;
  readonly #model: EmbeddingModel;
  readonly #context: TrialContext;
  readonly #texts: readonly string[];
  readonly #base: Float32Array;
  readonly #baseModel: RetrievalScores;
  readonly cost: CostSummary;
  /** Seconds that scoring the trained model is likely to take. */
  readonly seconds: number;

  private constructor(
    [job, set, engine, model, context]: readonly [TrialJob, JudgingSet, Engine, EmbeddingModel, TrialContext],
    embedded: { readonly embeddings: Float32Array; readonly cost: CostSummary },
    scored: { readonly scores: RetrievalScores; readonly seconds: number },
  ) {
    [this.#job, this.#set, this.#engine, this.#model, this.#context] = [job, set, engine, model, context];
    this.#texts = textsOf(set);
    this.#base = embedded.embeddings;
    this.cost = embedded.cost;
    this.#baseModel = scored.scores;
    this.seconds = scored.seconds * RESERVE_FACTOR;
  }

  /** Encodes queries and documents with the base model, as it is before training, and scores it. */
  static async open(...given: readonly [TrialJob, JudgingSet, Engine, EmbeddingModel, TrialContext]) {
    const [job, set, engine, model, { emit, signal, deadline }] = given;
    const texts = textsOf(set);
    const onProgress = () => deadline.assertLeft('encoding queries and documents');
    const embedded = await embedTexts(model, engine, texts, job, { emit, signal, onProgress });
    let seconds = 0;
    if (job.train.tune !== 'head') {
      const start = performance.now();
      const sample = texts.slice(0, SAMPLE);
      await encodeTexts(model, engine, sample, { stage: 'full', signal });
      seconds = (((performance.now() - start) / 1000) * texts.length) / sample.length;
    }
    const start = performance.now();
    const scores = await score(job, set, engine, embedded.embeddings, model.baseDimensions, signal);
    seconds += (performance.now() - start) / 1000;
    return new RetrievalScorer(given, embedded, { scores, seconds });
  }

  /** The model with its present weights, beside the base model. */
  async candidate(): Promise<Required<Pick<Trained, 'retrieval' | 'retrievalScores'>>> {
    const [engine, model] = [this.#engine, this.#model];
    const { signal } = this.#context;
    const texts = this.#texts;
    const embeddings =
      this.#job.train.tune === 'head'
        ? await applyHeadTo(model, engine, this.#base, texts.length, { signal })
        : (await encodeTexts(model, engine, texts, { stage: 'full', signal })).embeddings;
    const { queries, documents, fingerprint, note } = this.#set;
    const baseModel = this.#baseModel;
    const candidate = await score(this.#job, this.#set, engine, embeddings, model.dimensions, signal);
    const retrieval = {
      queries: queries.length,
      documents: documents.length,
      k: this.#job.evaluate.retrieval?.k ?? [],
      fingerprint,
      candidate: candidate.metrics,
      baseModel: baseModel.metrics,
      ...(note !== undefined && { note }),
    };
    return { retrieval, retrievalScores: { candidate, baseModel } };
  }
}

const textsOf = ({ queries, documents }: JudgingSet): readonly string[] => [...queries, ...documents];

/** Exact search of each query in all documents, embeddings row-major [queries, then documents, dimensions]. */
async function score(
  job: TrialJob,
  { queries, documents, relevant }: JudgingSet,
  engine: Engine,
  embeddings: Float32Array,
  dimensions: number,
  signal: AbortSignal,
): Promise<RetrievalScores> {
  const ks = job.evaluate.retrieval?.k ?? [];
  const cut = queries.length * dimensions;
  const corpus = new Vectors(embeddings.subarray(cut), dimensions);
  const asked = new Vectors(embeddings.subarray(0, cut), dimensions);
  const { k, indices } = await topK(engine, asked, corpus, Math.max(...ks), { signal });
  const ranked = relevant.map((grades, query) => ({
    ranking: indices.subarray(query * k, (query + 1) * k),
    relevant: grades,
  }));
  const perQuery = retrievalPerQuery(ranked, ks);
  return { queries: queries.length, documents: documents.length, metrics: meansOf(perQuery), perQuery };
}
