import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine/engine.ts';
import { FinetuneGateError } from '../errors.ts';
import { planBatches } from './batches.ts';
import { breathe } from './breathe.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { compileOptions } from './precision.ts';
import { type TokenTensors, tokenTensors } from './token-batch.ts';

/** Larger ones are no faster, as their activations leave the cache of a core. */
const CPU_TOKENS = 1024;
const GPU_TOKENS = 16_384;

/** Texts tokenized between two looks at the signal. */
const BREATH = 1024;

/** Rows put through the head at once: a validation split, as a rule. */
const HEAD_ROWS = 8192;

export interface EncodeOptions {
  /** `base`: the base's embeddings; `full`: those of the head. */
  readonly stage: 'base' | 'full';
  /** Tokens of a batch; when omitted, what keeps two cores busy, or on a GPU many. */
  readonly batchTokens?: number;
  readonly signal?: AbortSignal;
  /** Called after each batch with the texts encoded so far and all texts. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Whether a batch, with these texts, need not be encoded; its rows stay zero, and `onBatch` does not see it. */
  readonly skip?: (items: readonly number[]) => boolean;
  /** Called after each batch with the texts of it, as positions; their rows of the embeddings are filled. */
  readonly onBatch?: (items: readonly number[], embeddings: Float32Array) => void;
}

export interface Encoded {
  /** Row-major [texts, dimensions], in the order of the texts. */
  readonly embeddings: Float32Array;
  readonly dimensions: number;
  /** Tokens that counted, special tokens included, padding not. */
  readonly tokens: number;
}

/**
 * Embeds texts, packed into rows. To rounding, a text's embedding does not depend on the texts beside it.
 *
 * @throws `PRECISION_UNSUPPORTED` when the engine does not compute in the model's precision, `INTERRUPTED` (or the
 *   signal's own reason) when aborted, `ENGINE_FAILED` when an embedding is not finite.
 */
export async function encodeTexts(
  model: EmbeddingModel,
  engine: Engine,
  texts: readonly string[],
  options: EncodeOptions,
): Promise<Encoded> {
  const { stage, batchTokens = engine.info.gpu ? GPU_TOKENS : CPU_TOKENS, signal, onProgress } = options;
  const dimensions = stage === 'base' ? model.baseDimensions : model.dimensions;
  // Before the texts are tokenized: it may refuse the model's precision.
  const embed = compiledFor(engine, model)[stage];
  const rows = await tokenizeTexts(model, texts, signal);
  const embeddings = new Float32Array(texts.length * dimensions);
  const lengths = rows.map(row => row.length);
  let [done, counted] = [0, 0];
  for (const plan of planBatches(lengths, batchTokens)) {
    if (options.skip?.(plan.items)) {
      done += plan.items.length;
      continue;
    }
    const tokens = plan.items.map(item => rows[item]!);
    const inputs = tokenTensors(tokens, plan, { ...plan, padId: model.tokenizer.padId });
    const values = await withTensors(inputs, given => embed(...given));
    plan.items.forEach((item, row) => {
      embeddings.set(values.subarray(row * dimensions, (row + 1) * dimensions), item * dimensions);
    });
    checkFinite(values.subarray(0, plan.items.length * dimensions), dimensions, plan.items);
    done += plan.items.length;
    counted += tokens.reduce((sum, { length }) => sum + length, 0);
    options.onBatch?.(plan.items, embeddings);
    onProgress?.(done, texts.length);
    await breathe(signal);
  }
  return { embeddings, dimensions, tokens: counted };
}

/** Token ids of every text, at most the model's maximum length each. */
export async function tokenizeTexts(
  model: EmbeddingModel,
  texts: readonly string[],
  signal?: AbortSignal,
): Promise<Int32Array[]> {
  const rows: Int32Array[] = [];
  for (let start = 0; start < texts.length; start += BREATH) {
    await breathe(signal);
    rows.push(...model.tokenizer.encodeAll(texts.slice(start, start + BREATH), model.maxLength));
  }
  return rows;
}

/**
 * Puts base embeddings, row-major [rows, baseDimensions], through the head: [rows, dimensions]. Without a head the
 * features themselves come back.
 */
export async function applyHeadTo(
  model: EmbeddingModel,
  engine: Engine,
  features: Float32Array,
  rows: number,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Float32Array> {
  if (!model.head) return features;
  const { baseDimensions, dimensions } = model;
  const apply = compiledFor(engine, model).head;
  const part = async (from: number, taken: number): Promise<Float32Array> => {
    const values = features.subarray(from * baseDimensions, (from + taken) * baseDimensions);
    const input = tf.tensor2d(values, [taken, baseDimensions]);
    return withTensors([input] as const, ([x]) => apply(x));
  };
  let embeddings: Float32Array;
  if (rows <= HEAD_ROWS) {
    embeddings = await part(0, rows);
  } else {
    embeddings = new Float32Array(rows * dimensions);
    for (let at = 0; at < rows; at += HEAD_ROWS) {
      embeddings.set(await part(at, Math.min(HEAD_ROWS, rows - at)), at * dimensions);
      await breathe(options.signal);
    }
  }
  await breathe(options.signal);
  checkFinite(embeddings, dimensions);
  return embeddings;
}

/** What encoding runs, compiled once for a model: it is asked for each epoch and each chunk of texts again. */
function compiledFor(engine: Engine, model: EmbeddingModel): Compiled {
  const known = compiled.get(model);
  const changes = model.architecture.transformer?.adapters.changes;
  if (known?.engine === engine && known.changes === changes) return known;
  const options = compileOptions(model);
  const fresh: Compiled = {
    engine,
    changes,
    base: engine.compile((...tokens: TokenTensors) => model.base(tokens), options),
    full: engine.compile((...tokens: TokenTensors) => model.applyHead(model.base(tokens)), options),
    head: engine.compile((x: tf.Tensor2D) => model.applyHead(x)),
  };
  compiled.set(model, fresh);
  return fresh;
}

interface Compiled {
  readonly engine: Engine;
  /** Of the adapters, when it was compiled. */
  readonly changes: number | undefined;
  readonly base: (...tokens: TokenTensors) => Promise<tf.Tensor2D>;
  readonly full: (...tokens: TokenTensors) => Promise<tf.Tensor2D>;
  readonly head: (x: tf.Tensor2D) => Promise<tf.Tensor2D>;
}

const compiled = new WeakMap<EmbeddingModel, Compiled>();

async function withTensors<T extends readonly tf.Tensor[]>(
  inputs: T,
  run: (inputs: T) => Promise<tf.Tensor>,
): Promise<Float32Array> {
  try {
    const output = await run(inputs);
    const values = (await output.data()) as Float32Array;
    output.dispose();
    return values;
  } finally {
    tf.dispose([...inputs]);
  }
}

/** @param items whose rows these are; those of all texts in order when omitted */
function checkFinite(embeddings: Float32Array, dimensions: number, items?: readonly number[]): void {
  let nothing = 0;
  // Zero as long as all are finite, at a fraction of what asking each one takes.
  for (let at = 0; at < embeddings.length; at++) nothing += embeddings[at]! - embeddings[at]!;
  if (nothing === 0) return;
  for (let at = 0; at < embeddings.length; at++) {
    if (Number.isFinite(embeddings[at])) continue;
    const row = Math.floor(at / dimensions);
    const text = (items?.[row] ?? row) + 1;
    throw new FinetuneGateError('ENGINE_FAILED', `The embedding of text ${text} is not finite.`, {
      remedy: 'Look for NaN or infinity in the model’s weights.',
    });
  }
}
