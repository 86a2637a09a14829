import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isPoolerWeight, withoutPrefix } from './architectures/transformer-weights.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import type { Layout } from './layout.ts';
import type { JsonObject, ModelFolder } from './model-folder.ts';
import { readVariables } from './read-variables.ts';
import { writeSafetensors } from './safetensors.ts';
import { wholeTable, wholeTableConfig } from './save-static.ts';
import { NO_LIMIT, TOKENIZER_FILES } from './tokenizer-files.ts';
import { readWeights } from './weight-files.ts';

/** Writes the encoder into `into`, in the layout of its architecture; gives its type and path for modules.json. */
export async function saveEncoder(
  model: EmbeddingModel,
  source: ModelFolder,
  layout: Layout,
  into: string,
): Promise<{ type: string; path: string }> {
  const { transformer } = model.architecture;
  const isStatic = !transformer;
  // sentence-transformers reads a static model from a subfolder or from `.`, a transformer from the folder itself.
  const subfolder = isStatic ? layout.path || '.' : '';
  const to = (name: string) => path.join(into, subfolder, name);
  const from = (name: string) => path.posix.join(layout.path, name);
  await mkdir(to(''), { recursive: true });
  for (const name of TOKENIZER_FILES) {
    const file = await source.find(from(name));
    // Not `copyFile`, which would copy a read-only mode too.
    if (file) await writeFile(to(name), await readFile(file));
  }
  const { variables, frozen = new Map() } = model.architecture;
  let tensors = await readVariables(variables);
  const config = await source.object(from('config.json'));
  const sentence = await source.object(from('sentence_bert_config.json'));
  if (isStatic) {
    await limitStaticTokenizer(source, from('tokenizer.json'), to('tokenizer.json'), model.maxLength);
    tensors = wholeTable(tensors, await readVariables(frozen), model.tokenizer.droppedId);
    if (config) await writeJson(to('config.json'), wholeTableConfig(config));
  } else {
    const { className, prefix } = transformer;
    const pooler = await readWeights(source, layout.path, name => isPoolerWeight(name, prefix));
    for (const [name, tensor] of pooler.tensors) tensors.set(withoutPrefix(name, prefix), tensor);
    await writeJson(to('config.json'), float32Config(config ?? {}, className));
  }
  const lowerCase = !isStatic && sentence?.do_lower_case === true;
  const settings = {
    ...(model.maxLength < NO_LIMIT && { max_seq_length: model.maxLength, do_lower_case: lowerCase }),
    ...(model.tokenizer.droppedId !== undefined && { unknown_tokens: 'dropped' }),
  };
  if (Object.keys(settings).length > 0) {
    await writeJson(to('sentence_bert_config.json'), { ...loaderArguments(sentence), ...settings });
  }
  await writeSafetensors(to('model.safetensors'), tensors);
  return { type: isStatic ? 'StaticEmbedding' : 'Transformer', path: subfolder };
}

export async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** The config as it was, but for what saving changes: weights are float32 now, and of the bare encoder. */
function float32Config(config: JsonObject, className: string): JsonObject {
  const { torch_dtype: _, dtype: __, ...rest } = config;
  return { ...rest, architectures: [className], dtype: 'float32' };
}

/**
 * What sentence-transformers passes on to transformers, by its old names and its new ones: without it, a model with
 * code of its own does not load.
 */
function loaderArguments(sentence: JsonObject | undefined): JsonObject {
  const names = [
    ...['model_args', 'tokenizer_args', 'config_args'],
    ...['model_kwargs', 'processor_kwargs', 'config_kwargs'],
  ];
  return Object.fromEntries(Object.entries(sentence ?? {}).filter(([name]) => names.includes(name)));
}

/**
 * sentence-transformers truncates for a static model only as tokenizer.json says, so the limit used here goes into it,
 * in place of what an export may have left there.
 */
async function limitStaticTokenizer(
  source: ModelFolder,
  name: string,
  to: string,
  maxLength: number,
): Promise<void> {
  const truncation = { direction: 'Right', max_length: maxLength, strategy: 'LongestFirst', stride: 0 };
  const tokenizer = await source.needObject(name);
  const limited = { ...tokenizer, truncation: maxLength < NO_LIMIT ? truncation : null, padding: null };
  await writeFile(to, JSON.stringify(limited));
}
