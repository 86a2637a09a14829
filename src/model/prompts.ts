import { FinetuneGateError } from '../errors.ts';
import { isObject, type JsonObject, type ModelFolder } from './model-folder.ts';

const FILE = 'config_sentence_transformers.json';

/** The model-wide settings of sentence-transformers; empty when the folder has none. */
export async function readSentenceConfig(folder: ModelFolder): Promise<JsonObject> {
  return (await folder.object(FILE)) ?? {};
}

/** What the model puts before every text unless told otherwise: `prompts[default_prompt_name]`. */
export function defaultPrompt(config: JsonObject, folder: ModelFolder): string {
  const { default_prompt_name: name, prompts } = config;
  if (name === undefined || name === null) return '';
  const prompt =
    isObject(prompts) && typeof name === 'string' && Object.hasOwn(prompts, name) ? prompts[name] : null;
  if (typeof prompt === 'string') return prompt;
  throw new FinetuneGateError(
    'MODEL_INVALID',
    `default_prompt_name ${JSON.stringify(name)} is not among the prompts.`,
    {
      place: folder.place(FILE),
    },
  );
}
