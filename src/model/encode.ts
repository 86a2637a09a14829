import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine/engine.ts';
import { FinetuneGateError } from '../errors.ts';
import { planBatches } from './batches.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { compileOptions } from './precision.ts';
import { type TokenTensors, tokenTensors } from './token-batch.ts';

/** Larger ones are no faster, as their activations leave the cache of a core. */
const CPU_TOKENS = 1024;
const GPU_TOKENS = 16_384;

/** Texts tokenized, or rows put through the head, between two looks at the signal. */
const BREATH = 1024;

export interface EncodeOptions {
  /** `base`: the base's embeddings; `full`: those of the head. */
  readonly stage: 'base' | 'full';
  /** Tokens of a batch; when omitted, what keeps two cores busy, or on a GPU many. */
  readonly batchTokens?: number;
  readonly signal?: AbortSignal;
  /** Called after each batch with the texts encoded so far and all texts. */
  readonly onProgress?: (done: number, total: number) => void;
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
  const embed = engine.compile((...tokens: TokenTensors) => {
    const base = model.base(tokens);
    return stage === 'base' ? base : model.applyHead(base);
  }, compileOptions(model));
  const rows = await tokenizeTexts(model, texts, signal);
  const embeddings = new Float32Array(texts.length * dimensions);
  const lengths = rows.map(row => row.length);
  let done = 0;
  for (const plan of planBatches(lengths, batchTokens)) {
    const tokens = plan.items.map(item => rows[item]!);
    const inputs = tokenTensors(tokens, plan, { ...plan, padId: model.tokenizer.padId });
    const values = await withTensors(inputs, given => embed(...given));
    plan.items.forEach((item, row) => {
      embeddings.set(values.subarray(row * dimensions, (row + 1) * dimensions), item * dimensions);
    });
    done += plan.items.length;
    onProgress?.(done, texts.length);
    await breathe(signal);
  }
  checkFinite(embeddings, dimensions);
  return { embeddings, dimensions, tokens: lengths.reduce((sum, length) => sum + length, 0) };
}

/** Token ids of every text, at most the model's maximum length each. */
export async function tokenizeTexts(
  model: EmbeddingModel,
  texts: readonly string[],
  signal?: AbortSignal,
): Promise<Int32Array[]> {
  const rows: Int32Array[] = [];
  for (const text of texts) {
    if (rows.length % BREATH === 0) await breathe(signal);
    rows.push(model.tokenizer.encode(text, model.maxLength));
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
  const embeddings = new Float32Array(rows * dimensions);
  const apply = engine.compile((x: tf.Tensor2D) => model.applyHead(x));
  const batchRows = Math.min(rows, BREATH);
  for (let at = 0; at < rows; at += batchRows) {
    const taken = Math.min(batchRows, rows - at);
    const batch = new Float32Array(batchRows * baseDimensions);
    batch.set(features.subarray(at * baseDimensions, (at + taken) * baseDimensions));
    const input = tf.tensor2d(batch, [batchRows, baseDimensions]);
    const values = await withTensors([input] as const, inputs => apply(...inputs));
    embeddings.set(values.subarray(0, taken * dimensions), at * dimensions);
    await breathe(options.signal);
  }
  checkFinite(embeddings, dimensions);
  return embeddings;
}

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

/** Lets signals and messages in, then stops if one asked for it. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  if (!signal?.aborted) return;
  throw signal.reason instanceof FinetuneGateError
    ? signal.reason
    : new FinetuneGateError('INTERRUPTED', 'Encoding was stopped.', { cause: signal.reason });
}

function checkFinite(embeddings: Float32Array, dimensions: number): void {
  for (let at = 0; at < embeddings.length; at++) {
    if (Number.isFinite(embeddings[at])) continue;
    const text = Math.floor(at / dimensions) + 1;
    throw new FinetuneGateError('ENGINE_FAILED', `The embedding of text ${text} is not finite.`, {
      remedy: 'Look for NaN or infinity in the model’s weights.',
    });
  }
}
