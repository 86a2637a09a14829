import path from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import type { Architecture } from './architectures/architecture.ts';
import { readForm } from './architectures/read-form.ts';
import { transformer } from './architectures/transformer.ts';
import { weightFilter } from './architectures/transformer-weights.ts';
import type { Layout } from './layout.ts';
import { loadStatic } from './load-static.ts';
import type { ModelFolder } from './model-folder.ts';
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
  if (layout.encoder === 'static') return loadStatic(folder, layout, prompt);
  const at = (name: string) => path.posix.join(layout.path, name);
  const sentence = (await folder.object(at('sentence_bert_config.json'))) ?? {};
  if ((sentence.transformer_task ?? 'feature-extraction') !== 'feature-extraction') {
    throw new FinetuneGateError(
      'MODEL_UNSUPPORTED',
      `transformer_task ${sentence.transformer_task} is not supported.`,
      { place: folder.place(at('sentence_bert_config.json')) },
    );
  }
  const configName = at('config.json');
  const form = readForm(await folder.needObject(configName), folder.place(configName));
  const tokenizer = await Tokenizer.open(folder, {
    path: layout.path,
    lowerCase: sentence.do_lower_case === true,
    prompt,
  });
  const { tensors, file } = await readWeights(folder, layout.path, weightFilter(form));
  const architecture = transformer(form, tensors, file);
  checkVocabulary(architecture, tokenizer, file);
  const limits = [
    sentence.max_seq_length,
    tokenizer.modelMaxLength,
    form.limit.soft ? null : form.limit.tokens,
  ].filter(isLimit);
  if (form.limit.soft && limits.length === 0) limits.push(form.limit.tokens);
  return {
    architecture,
    tokenizer,
    maxLength: Math.min(NO_LIMIT, ...limits),
    normalizeStatic: false,
  };
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
