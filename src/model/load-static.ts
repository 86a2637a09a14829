import path from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import { type StaticEmbedding, staticEmbedding } from './architectures/static.ts';
import type { Layout } from './layout.ts';
import type { ModelFolder } from './model-folder.ts';
import { NUMBERS } from './safetensors/numbers.ts';
import { readSafetensors } from './safetensors.ts';
import { readStaticConfig } from './static-config.ts';
import { STATIC_TENSORS } from './static-tensors.ts';
import { Tokenizer } from './tokenizer.ts';
import { NO_LIMIT } from './tokenizer-files.ts';

interface StaticEncoder {
  readonly architecture: StaticEmbedding;
  readonly tokenizer: Tokenizer;
  readonly maxLength: number;
  readonly normalizeStatic: boolean;
}

/**
 * Reads a static model: sentence-transformers' StaticEmbedding, or Model2Vec's folder with a table of any published
 * type, weights of tokens and a quantized vocabulary.
 *
 * @throws `MODEL_NOT_FOUND`, `MODEL_INVALID`, `MODEL_UNSUPPORTED` and what files and tokenizer throw, each with the file.
 */
export async function loadStatic(
  folder: ModelFolder,
  layout: Layout,
  prompt: string,
): Promise<StaticEncoder> {
  const at = (name: string) => path.posix.join(layout.path, name);
  const config = await readStaticConfig(folder, layout.path);
  const name = at('model.safetensors');
  const pickled = await folder.find(at('pytorch_model.bin'));
  const remedy =
    pickled && 'Convert pytorch_model.bin to safetensors; pickled weights can run code and are not read.';
  const file = (await folder.find(name)) ?? (await folder.need(name, remedy ?? undefined));
  const tensors = await readSafetensors(file, tensor => STATIC_TENSORS.includes(tensor), NUMBERS);
  if (config.quantized && !tensors.has('mapping')) {
    throw new FinetuneGateError(
      'MODEL_INVALID',
      'config.json has a vocabulary_quantization, but the weights have no mapping.',
      { place: { file } },
    );
  }
  const tokenizer = await Tokenizer.open(folder, {
    path: layout.path,
    specialTokens: false,
    prompt,
    // Only the model2vec package reads what else there may be, and it leaves unknown words out.
    dropUnknown: config.dropUnknown || tensors.has('mapping') || tensors.has('weights'),
  });
  const architecture = staticEmbedding(tensors, tokenizer.vocabularySize, file);
  return {
    architecture,
    tokenizer,
    maxLength: Math.min(NO_LIMIT, config.maxLength, tokenizer.modelMaxLength ?? NO_LIMIT),
    normalizeStatic: config.normalize,
  };
}
