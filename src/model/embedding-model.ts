import type * as tf from '@tensorflow/tfjs-core';
import type { Architecture } from './architectures/architecture.ts';
import type { Dense } from './dense.ts';
import type { ModelFolder } from './model-folder.ts';
import type { Module } from './modules.ts';
import type { Precision } from './options.ts';
import type { ProviderOptions } from './provider/provider.ts';
import type { TokenTensors } from './token-batch.ts';
import type { Tokenizer } from './tokenizer.ts';

/**
 * A sentence-embedding model on the current tfjs backend: an encoder, the base's own modules after it, and at most
 * one new dense head after all of those. `base` and `applyHead` are pure functions of their inputs and of
 * `tf.Variable`s, so an engine can compile them and tfjs can differentiate them.
 */
export interface EmbeddingModel {
  /** The folder that the model was read from. */
  readonly folder: string;
  /** The same, with what may be read from it; `saveModel` opens `folder` when it is not given. */
  readonly source?: ModelFolder;
  readonly architecture: Architecture;
  readonly tokenizer: Tokenizer;
  /** Most tokens of a text, special tokens included. */
  readonly maxLength: number;
  /** The base's modules after the encoder, in order: pooling, then dense and normalize as the folder has them. */
  readonly modules: readonly Module[];
  /** The new head; null when `dimensions` was not asked for. */
  readonly head: Dense | null;
  /** Width of the base's embeddings, before the head. */
  readonly baseDimensions: number;
  /** Width of the embeddings, after the head. */
  readonly dimensions: number;
  /** SHA-256 over everything that decides the base's embeddings, as `sha256:…`; the head is not part of it. */
  readonly weightsHash: string;
  /** In which the base's embeddings are computed; the weights themselves are 32-bit floats. */
  readonly precision: Precision;
  /** Present when no encoder is here: the base's embeddings come from a provider, and `base` cannot be called. */
  readonly remote?: RemoteBase;
  /** The base's embeddings of the batch's B texts: [B, baseDimensions]. */
  base(tokens: TokenTensors): tf.Tensor2D;
  /** Base embeddings [B, baseDimensions] → [B, dimensions]; the input itself without a head. */
  applyHead(x: tf.Tensor2D): tf.Tensor2D;
  dispose(): void;
}

/** A base whose embeddings are asked for. */
export interface RemoteBase {
  readonly provider: ProviderOptions;
  /** @param texts each once */
  embed(
    texts: readonly string[],
    options: { readonly onProgress?: ((done: number, total: number) => void) | undefined },
  ): Promise<RemoteEmbeddings>;
}

export interface RemoteEmbeddings {
  /** Row-major [texts, dimensions]. */
  readonly embeddings: Float32Array;
  readonly dimensions: number;
  /** As the provider counts them, of the texts that were asked for. */
  readonly tokens: number;
  /** Texts that were asked for; the others were kept from before. */
  readonly encoded: number;
}
