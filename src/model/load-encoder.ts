import path from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import type { Architecture } from './architectures/architecture.ts';
import { readForm } from './architectures/read-form.ts';
import { STATIC_TABLES, staticEmbedding } from './architectures/static.ts';
import { transformer } from './architectures/transformer.ts';
import { weightFilter } from './architectures/transformer-weights.ts';
import type { Layout } from './layout.ts';
import type { JsonObject, ModelFolder } from './model-folder.ts';
import { Tokenizer } from './tokenizer.ts';
import { NO_LIMIT } from './tokenizer-files.ts';
import { readWeights } from './weight-files.ts';

export interface Encoder {
  readonly architecture: Architecture;
  readonly tokenizer: Tokenizer;
  /** The smallest of the limits that the folder states; `NO_LIMIT` when it states none. */
  readonly maxLength: number;
  /** Model2Vec's `normalize`. */
  readonly normalizeStatic: boolean;
}

/** Reads the encoder of a model folder: its config, tokenizer and weights. */
export async function loadEncoder(folder: ModelFolder, layout: Layout, prompt: string): Promise<Encoder> {
  const at = (name: string) => path.posix.join(layout.path, name);
  const isStatic = layout.encoder === 'static';
  const sentence = (await folder.object(at('sentence_bert_config.json'))) ?? {};
  if ((sentence.transformer_task ?? 'feature-extraction') !== 'feature-extraction') {
    throw new FinetuneGateError(
      'MODEL_UNSUPPORTED',
      `transformer_task ${sentence.transformer_task} is not supported.`,
      { place: folder.place(at('sentence_bert_config.json')) },
    );
  }
  const configName = at('config.json');
  const config = isStatic ? ((await folder.object(configName)) ?? {}) : await folder.needObject(configName);
  const form = isStatic ? null : readForm(config, folder.place(configName));
  const tokenizer = await Tokenizer.open(folder, {
    path: layout.path,
    specialTokens: !isStatic,
    lowerCase: !isStatic && sentence.do_lower_case === true,
    prompt,
  });
  const { tensors, file } = await readWeights(
    folder,
    layout.path,
    form ? weightFilter(form) : tensor => isStaticTensor(tensor, folder, at('model.safetensors')),
  );
  const architecture = form ? transformer(form, tensors, file) : staticEmbedding(tensors, file);
  checkVocabulary(architecture, tokenizer, file);
  const limits = [
    sentence.max_seq_length,
    tokenizer.modelMaxLength,
    form?.limit.soft ? null : form?.limit.tokens,
    isModel2Vec(config) ? config.seq_length : null,
  ].filter(isLimit);
  if (form?.limit.soft && limits.length === 0) limits.push(form.limit.tokens);
  return {
    architecture,
    tokenizer,
    maxLength: Math.min(NO_LIMIT, ...limits),
    normalizeStatic: isStatic && isModel2Vec(config) && config.normalize === true,
  };
}

function isModel2Vec(config: JsonObject): boolean {
  return config.model_type === 'model2vec';
}

/** Model2Vec can put a mapping and weights between ids and rows; then a row is not a token's embedding. */
function isStaticTensor(tensor: string, folder: ModelFolder, name: string): boolean {
  if (tensor === 'mapping' || tensor === 'weights') {
    throw new FinetuneGateError(
      'MODEL_UNSUPPORTED',
      `Model2Vec’s tensor “${tensor}” (a quantized vocabulary) is not supported.`,
      {
        place: folder.place(name),
      },
    );
  }
  return (STATIC_TABLES as readonly string[]).includes(tensor);
}

function checkVocabulary(architecture: Architecture, tokenizer: Tokenizer, file: string): void {
  const [table] = architecture.variables.values();
  const rows = table!.shape[0]!;
  if (tokenizer.vocabularySize <= rows) return;
  for (const variable of architecture.variables.values()) variable.dispose();
  throw new FinetuneGateError(
    'MODEL_INVALID',
    `The tokenizer has ids up to ${tokenizer.vocabularySize - 1}, the embedding table only ${rows} rows.`,
    { place: { file } },
  );
}

function isLimit(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
