import path from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import type { ModelFolder } from './model-folder.ts';
import { NO_LIMIT } from './tokenizer-files.ts';

export interface StaticConfig {
  /** Scale each embedding to length 1. */
  readonly normalize: boolean;
  /** Most tokens of a text; `NO_LIMIT` without one. */
  readonly maxLength: number;
  /** Whether unknown words are left out of the mean. */
  readonly dropUnknown: boolean;
  /** Whether ids and rows differ. */
  readonly quantized: boolean;
}

const EMBEDDING_DTYPES = ['float16', 'float32', 'float64', 'int8'];

/**
 * What decides a static model's embeddings beside its tensors: Model2Vec's config.json, the limits of
 * sentence_bert_config.json, and whether sentence-transformers reads the folder at all. It counts unknown words, and a
 * folder with modules.json is its own; the model2vec package leaves them out (docs/decisions/0015).
 *
 * @throws `MODEL_INVALID` or `MODEL_UNSUPPORTED` naming the field.
 */
export async function readStaticConfig(folder: ModelFolder, subfolder: string): Promise<StaticConfig> {
  const name = path.posix.join(subfolder, 'config.json');
  const sentenceName = path.posix.join(subfolder, 'sentence_bert_config.json');
  const found = (await folder.object(name)) ?? {};
  const config = found.model_type === 'model2vec' ? found : {};
  const sentence = (await folder.object(sentenceName)) ?? {};
  const check = (holds: boolean, code: 'MODEL_INVALID' | 'MODEL_UNSUPPORTED', message: string, at = name) => {
    if (!holds) throw new FinetuneGateError(code, message, { place: folder.place(at) });
  };
  const { normalize, embedding_dtype: dtype, vocabulary_quantization: rows } = config;
  const task = sentence.transformer_task ?? 'feature-extraction';
  const unknown = sentence.unknown_tokens;
  const unsupported = 'MODEL_UNSUPPORTED';
  check(
    task === 'feature-extraction',
    unsupported,
    `transformer_task ${task} is not supported.`,
    sentenceName,
  );
  check(
    unknown === undefined || unknown === 'dropped',
    unsupported,
    `unknown_tokens ${JSON.stringify(unknown)} is not supported.`,
    sentenceName,
  );
  check(
    normalize === undefined || normalize === null || typeof normalize === 'boolean',
    'MODEL_INVALID',
    `normalize ${JSON.stringify(normalize)} is neither true nor false.`,
  );
  check(
    dtype === undefined || EMBEDDING_DTYPES.includes(String(dtype)),
    unsupported,
    `embedding_dtype ${JSON.stringify(dtype)} is not supported.`,
  );
  const limits = [sentence.max_seq_length, config.seq_length].filter(
    limit => Number.isSafeInteger(limit) && Number(limit) > 0,
  );
  return {
    normalize: normalize === true,
    maxLength: Math.min(NO_LIMIT, ...limits.map(Number)),
    dropUnknown: unknown === 'dropped' || (await folder.find('modules.json')) === null,
    quantized: (rows ?? null) !== null,
  };
}
