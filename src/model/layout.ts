import path from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import { isObject, type ModelFolder } from './model-folder.ts';

/** A module of the folder: its class, without the Python package, and its subfolder ('' for the folder itself). */
export interface LayoutModule {
  readonly type: string;
  readonly path: string;
}

export interface Layout {
  readonly encoder: 'transformer' | 'static';
  /** Subfolder of the encoder's config, weights and tokenizer. */
  readonly path: string;
  /** The modules after the encoder, as listed; pooling that nobody listed is not here. */
  readonly rest: readonly LayoutModule[];
}

const ENCODERS: Readonly<Record<string, Layout['encoder']>> = {
  Transformer: 'transformer',
  BERT: 'transformer',
  StaticEmbedding: 'static',
};

/**
 * Reads modules.json, sentence-transformers' list of a model's modules. A folder without one is a plain transformers
 * checkpoint, taken as the encoder with mean pooling, or a plain Model2Vec model.
 *
 * @throws `MODEL_INVALID` when the list is malformed, `MODEL_UNSUPPORTED` when the first module is no encoder.
 */
export async function readLayout(folder: ModelFolder): Promise<Layout> {
  const list = await folder.json('modules.json');
  if (list === undefined) return impliedLayout(folder);
  const place = folder.place('modules.json');
  if (!Array.isArray(list) || list.length === 0) {
    throw new FinetuneGateError('MODEL_INVALID', 'modules.json holds no list of modules.', { place });
  }
  const [first, ...rest] = list.map((entry: unknown): LayoutModule => {
    if (!isObject(entry) || typeof entry.type !== 'string' || typeof entry.path !== 'string') {
      throw new FinetuneGateError('MODEL_INVALID', 'A module of modules.json has no type and path.', {
        place,
      });
    }
    // Releases moved the classes between packages; the class name stayed.
    return {
      type: entry.type.split('.').at(-1)!,
      path: path.posix.normalize(entry.path).replace(/^\.$/, ''),
    };
  });
  const encoder = first && Object.hasOwn(ENCODERS, first.type) ? ENCODERS[first.type] : undefined;
  if (!first || !encoder) throw unsupportedModule(folder, first?.type ?? '');
  return { encoder, path: first.path, rest };
}

async function impliedLayout(folder: ModelFolder): Promise<Layout> {
  const config = await folder.needObject(
    'config.json',
    'Name the folder that holds modules.json, or config.json and model.safetensors.',
  );
  return { encoder: config.model_type === 'model2vec' ? 'static' : 'transformer', path: '', rest: [] };
}

export function unsupportedModule(folder: ModelFolder, type: string): FinetuneGateError {
  return new FinetuneGateError('MODEL_UNSUPPORTED', `The module ${type} is not supported here.`, {
    place: folder.place('modules.json'),
    remedy:
      'Supported are Transformer or StaticEmbedding, then Pooling (one mode of cls, mean, max), then any of Dense and Normalize.',
  });
}
