import path from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import { isObject, type JsonObject, type ModelFolder } from './model-folder.ts';

/** Beyond this, `model_max_length` is a placeholder: transformers writes 1e30 for “none”. */
export const NO_LIMIT = 1_000_000;

/** Files a tokenizer may consist of; all that exist go into a saved model. */
export const TOKENIZER_FILES = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.txt',
] as const;

export interface TokenizerFiles {
  readonly name: string;
  readonly pipeline: JsonObject;
  readonly config: JsonObject;
  readonly padToken: string | null;
  /** What stands for unknown words; null where the model knows them by id or not at all. */
  readonly unknownToken: string | null;
  readonly modelMaxLength: number | null;
  /** Whether the file brings regular expressions, which may be slow without end. */
  readonly ownPatterns: boolean;
}

/** tokenizer.json and, where there is one, tokenizer_config.json, in the form the library wants. */
export async function readTokenizerFiles(folder: ModelFolder, subfolder: string): Promise<TokenizerFiles> {
  const name = path.posix.join(subfolder, 'tokenizer.json');
  const configName = path.posix.join(subfolder, 'tokenizer_config.json');
  const pipeline = await folder.needObject(
    name,
    'Save the tokenizer with a fast tokenizer, which writes tokenizer.json.',
  );
  const config = (await folder.object(configName)) ?? {};
  if (config.truncation_side === 'left') {
    throw new FinetuneGateError('MODEL_UNSUPPORTED', 'truncation_side “left” is not supported.', {
      place: folder.place(configName),
    });
  }
  const limit = config.model_max_length;
  const unknownToken = isObject(pipeline.model) ? tokenText(pipeline.model.unk_token) : null;
  return {
    name,
    // The library looks for the unknown token of a WordLevel model here only.
    config: unknownToken === null ? config : { ...config, unk_token: unknownToken },
    unknownToken,
    ownPatterns: holdsPattern([pipeline.normalizer, pipeline.pre_tokenizer]),
    // The library insists on these keys; older files leave out those that are null.
    pipeline: {
      normalizer: null,
      post_processor: null,
      decoder: null,
      added_tokens: [],
      ...pipeline,
      pre_tokenizer: unicodeWhitespace(pipeline.pre_tokenizer),
    },
    padToken:
      tokenText(config.pad_token) ??
      tokenText(isObject(pipeline.padding) ? pipeline.padding.pad_token : null),
    modelMaxLength:
      Number.isSafeInteger(limit) && Number(limit) > 0 && Number(limit) < NO_LIMIT ? Number(limit) : null,
  };
}

/** Whether a regular expression stands anywhere within; without recursion, since the file may be nested to exhaust it. */
function holdsPattern(root: unknown): boolean {
  const open = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    if ('Regex' in next) return true;
    for (const value of Object.values(next)) open.push(value);
  }
  return false;
}

/** What Unicode takes for a word (UTS #18, annex C), joiners included. */
const WORD = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\u200c\u200d';

/** The library's Whitespace knows ASCII words only; a pattern can know all. */
function unicodeWhitespace(value: unknown): unknown {
  if (!isObject(value)) return value ?? null;
  if (Array.isArray(value.pretokenizers))
    return { ...value, pretokenizers: value.pretokenizers.map(unicodeWhitespace) };
  if (value.type !== 'Whitespace') return value;
  return {
    type: 'Split',
    pattern: { Regex: `[${WORD}]+|[^${WORD}\\s]+` },
    behavior: 'Removed',
    invert: true,
  };
}

/** A special token is a text, or an object that holds one. */
function tokenText(value: unknown): string | null {
  const text = isObject(value) ? value.content : value;
  return typeof text === 'string' ? text : null;
}
