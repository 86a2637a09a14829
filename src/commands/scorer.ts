import type { SplitName } from '../data/pair.ts';
import type { Engine } from '../engine/engine.ts';
import { evaluate, evaluateAt, type Scored } from '../evaluation/evaluate.ts';
import { pairScores } from '../evaluation/similarity.ts';
import { bestThreshold } from '../evaluation/threshold.ts';
import type { Evaluation } from '../evaluation/types.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { applyHeadTo, encodeTexts } from '../model/encode.ts';
import { HeadSimilarities } from '../model/head-similarities.ts';
import type { TrialJob } from './job.ts';
import type { TextIndex } from './text-index.ts';
import type { Features } from './trial-features.ts';

/** Scores the splits with the base model or with the model as it is being trained. */
export class Scorer {
  readonly #job: Pick<TrialJob, 'train' | 'evaluate'>;
  readonly #index: TextIndex;
  readonly #engine: Engine;
  readonly #model: EmbeddingModel;
  readonly #features: Features;
  #validation: HeadSimilarities | undefined;
  #encoded = 0;

  constructor(
    job: Pick<TrialJob, 'train' | 'evaluate'>,
    index: TextIndex,
    engine: Engine,
    model: EmbeddingModel,
    features: Features,
  ) {
    this.#job = job;
    this.#index = index;
    this.#engine = engine;
    this.#model = model;
    this.#features = features;
  }

  /** The base model as it is, unmodified. */
  baseModel(): Evaluation {
    return this.#evaluate(split => this.#scored(split, this.#features));
  }

  /** The model with its present weights. */
  async candidate(signal: AbortSignal): Promise<Evaluation> {
    const splits = this.#splits();
    const embedded = await this.#embed(splits, signal);
    return this.#evaluate(split => this.#scored(split, embedded));
  }

  /** Both splits at the threshold that `candidate` has, of the base model or of the model with its present weights. */
  async judged(
    which: 'base' | 'candidate',
    signal: AbortSignal,
  ): Promise<Record<'validation' | 'test', Evaluation>> {
    const embedded = which === 'base' ? this.#features : await this.#embed(this.#splits(), signal);
    const test = this.#evaluate(split => this.#scored(split, embedded));
    const { threshold, thresholdSource } = test;
    return {
      validation: evaluateAt(this.#scored('validation', embedded), threshold, thresholdSource),
      test,
    };
  }

  /** Validation as the model scores it with its present weights. */
  async validation(signal: AbortSignal): Promise<Scored> {
    return this.#scored('validation', await this.#embed(['validation'], signal));
  }

  /** Texts that went through the whole model so far; none where the encoder is frozen. */
  get encoded(): number {
    return this.#encoded;
  }

  /** Pairs that `candidate` embeds: those of train too, where the threshold is learned from them. */
  get candidatePairs(): number {
    return this.#splits().reduce((sum, split) => sum + this.#index.pairs(split).labels.length, 0);
  }

  /** Accuracy on validation at the threshold that is best there: what decides which epoch is kept. */
  async validationAccuracy(signal: AbortSignal): Promise<number> {
    if (this.#job.train.tune !== 'head') {
      const { scores, labels } = this.#scored('validation', await this.#embed(['validation'], signal));
      return bestThreshold(scores, labels).accuracy;
    }
    // Each epoch asks for this, so no more than a number a pair is brought back and looked at.
    this.#validation ??= this.#headSimilarities();
    const { labels } = this.#index.pairs('validation');
    return bestThreshold(await this.#validation.compute(signal), labels).accuracy;
  }

  #headSimilarities(): HeadSimilarities {
    const { matrix, row } = this.#features;
    const { first, second } = this.#index.pairs('validation');
    const rows = (side: Int32Array) => side.map(text => row[text] as number);
    return new HeadSimilarities(this.#model, this.#engine, matrix, rows(first), rows(second));
  }

  /** The same of embeddings cut to each of `sizes`, the largest first. */
  async validationByDimensions(
    sizes: readonly number[],
    signal: AbortSignal,
  ): Promise<{ dimensions: number; validationAccuracy: number }[]> {
    const embedded = await this.#embed(['validation'], signal);
    return sizes
      .toSorted((a, b) => b - a)
      .map(dimensions => {
        const { scores, labels } = this.#scored('validation', cut(embedded, dimensions));
        return { dimensions, validationAccuracy: bestThreshold(scores, labels).accuracy };
      });
  }

  #splits(): SplitName[] {
    return this.#job.evaluate.threshold === 'logistic'
      ? ['train', 'validation', 'test']
      : ['validation', 'test'];
  }

  #evaluate(scored: (split: SplitName) => Scored): Evaluation {
    const { threshold } = this.#job.evaluate;
    return evaluate({
      validation: scored('validation'),
      test: scored('test'),
      threshold,
      ...(threshold === 'logistic' && { train: scored('train') }),
    });
  }

  #scored(split: SplitName, { matrix, dimensions, row }: Features): Scored {
    const { first, second, labels } = this.#index.pairs(split);
    const rows = (side: Int32Array) => side.map(text => row[text] as number);
    return { scores: pairScores(matrix, dimensions, rows(first), rows(second)), labels };
  }

  async #embed(splits: readonly SplitName[], signal: AbortSignal): Promise<Features> {
    const texts = this.#index.textsOf(splits);
    const row = new Int32Array(this.#index.size).fill(-1);
    texts.forEach((text, i) => {
      row[text] = i;
    });
    const { dimensions } = this.#model;
    if (this.#job.train.tune === 'head') {
      const base = gather(this.#features, texts);
      const matrix = await applyHeadTo(this.#model, this.#engine, base, texts.length, { signal });
      return { matrix, dimensions, row };
    }
    this.#encoded += texts.length;
    const strings = texts.map(text => this.#index.text(text));
    const { embeddings } = await encodeTexts(this.#model, this.#engine, strings, { stage: 'full', signal });
    return { matrix: embeddings, dimensions, row };
  }
}

function gather({ matrix, dimensions, row }: Features, texts: readonly number[]): Float32Array {
  const out = new Float32Array(texts.length * dimensions);
  texts.forEach((text, i) => {
    const start = (row[text] as number) * dimensions;
    out.set(matrix.subarray(start, start + dimensions), i * dimensions);
  });
  return out;
}

/** The first `size` numbers of each embedding. */
function cut({ matrix, dimensions, row }: Features, size: number): Features {
  const rows = matrix.length / dimensions;
  const out = new Float32Array(rows * size);
  for (let i = 0; i < rows; i++) out.set(matrix.subarray(i * dimensions, i * dimensions + size), i * size);
  return { matrix: out, dimensions: size, row };
}
