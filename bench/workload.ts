import type { EngineInfo } from '../src/engine/engine.ts';
import type { JsonObject } from '../src/model/model-folder.ts';
import type { Precision } from '../src/model/options.ts';

export const ENGINES = ['onnxruntime', 'reference'] as const;
export const PROVIDERS = ['cpu', 'webgpu', 'cuda'] as const;

export interface EngineChoice {
  readonly name: (typeof ENGINES)[number];
  readonly provider: (typeof PROVIDERS)[number];
  /** Folder for ONNX Runtime's profiles; none are written when omitted. */
  readonly profile?: string;
}

/** What both sides run, in the peer's own words; `token_ids` and `engine` are for our side only. */
export interface ModelWorkload {
  readonly task: 'encode' | 'train';
  /** A BERT's config.json. */
  readonly config: JsonObject;
  /** Tokens of each sentence, special tokens included. */
  readonly lengths: readonly number[];
  readonly token_ids: readonly (readonly number[])[];
  /** Sentences (encode) or pairs (train). */
  readonly batch_size: number;
  readonly threads: number;
  /** Passes over all sentences or, on our side only, over all training steps, after one that does not count. */
  readonly repeats: number;
  /** Training steps of a pass; the batch before them does not count. */
  readonly steps: number;
  readonly train_embeddings: boolean;
  /** In which our side computes the encoder; the peer computes in fp32. */
  readonly precision: Precision;
  readonly engine: EngineChoice;
}

export interface MatmulWorkload {
  readonly task: 'matmul';
  readonly threads: number;
  readonly engine: EngineChoice;
}

export type Workload = ModelWorkload | MatmulWorkload;

/** One line of JSON from our child process. */
export interface ModelOutcome {
  readonly engine: EngineInfo;
  /** The pass that does not count, in which the engine traces and compiles. */
  readonly warm_up_seconds: number;
  /** Of each repeat or step. */
  readonly seconds: readonly number[];
  /** Of those, the part inside the engine's runs; absent where the engine does not count it. */
  readonly run_seconds?: readonly number[];
  /** To what fp32 gives, over some of the sentences; where the precision is another. */
  readonly mean_cosine?: number;
}

export interface MatmulOutcome {
  readonly engine: EngineInfo;
  /** The best of `shapes`. */
  readonly gflops: number;
  readonly shapes: readonly { readonly shape: string; readonly gflops: number }[];
}
