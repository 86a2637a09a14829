import path from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import { loadDense } from './dense-folder.ts';
import { type Layout, unsupportedModule } from './layout.ts';
import type { ModelFolder } from './model-folder.ts';
import type { Module } from './modules.ts';
import { readPoolingMode } from './pooling-config.ts';

export interface ModuleContext {
  /** Width of the encoder's token embeddings. */
  readonly hidden: number;
  /** Whether the model puts a default prompt before each text. */
  readonly prompted: boolean;
  /** Model2Vec's own flag: scale each embedding to length 1. */
  readonly normalizeStatic: boolean;
}

/**
 * Reads the modules after the encoder and gives them in order, pooling always first; `dimensions` is the width that
 * comes out at the end. Modules read so far are disposed when a later one fails.
 */
export async function loadModules(
  folder: ModelFolder,
  layout: Layout,
  context: ModuleContext,
): Promise<{ modules: Module[]; dimensions: number }> {
  const modules: Module[] = [];
  let dimensions = context.hidden;
  if (layout.encoder === 'static' || layout.rest.length === 0) {
    modules.push({ kind: 'pooling', mode: 'mean', implied: true });
  }
  if (context.normalizeStatic && layout.rest[0]?.type !== 'Normalize') modules.push({ kind: 'normalize' });
  try {
    for (const { type, path: subfolder } of layout.rest) {
      const expectsPooling = modules.length === 0;
      if ((type === 'Pooling') !== expectsPooling) throw unsupportedModule(folder, type);
      if (type === 'Pooling') {
        const name = path.posix.join(subfolder, 'config.json');
        const config = await folder.needObject(name);
        const mode = readPoolingMode(config, context.hidden, context.prompted, folder.place(name));
        modules.push({ kind: 'pooling', mode, implied: false });
      } else if (type === 'Dense') {
        const dense = await loadDense(folder, subfolder, dimensions);
        dimensions = dense.outputs;
        modules.push({ kind: 'dense', dense });
      } else if (type === 'Normalize') {
        await checkNormalize(folder, subfolder);
        modules.push({ kind: 'normalize' });
      } else {
        throw unsupportedModule(folder, type);
      }
    }
  } catch (error) {
    disposeModules(modules);
    throw error;
  }
  return { modules, dimensions };
}

export function disposeModules(modules: readonly Module[]): void {
  for (const module of modules) if (module.kind === 'dense') module.dense.dispose();
}

/** Newer releases can point Normalize at token embeddings. */
async function checkNormalize(folder: ModelFolder, subfolder: string): Promise<void> {
  const name = path.posix.join(subfolder, 'config.json');
  const config = subfolder === '' ? undefined : await folder.object(name);
  const input = config?.module_input_name ?? 'sentence_embedding';
  const output = config?.module_output_name ?? input;
  if (input === 'sentence_embedding' && output === input) return;
  throw new FinetuneGateError('MODEL_UNSUPPORTED', `Normalize of ${input} into ${output} is not supported.`, {
    place: folder.place(name),
  });
}
