import { join, resolve } from 'node:path';
import type { Config } from '../config/schema.ts';
import type { Engine } from '../engine/engine.ts';
import { openEngine } from '../engine/select.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { loadModel } from '../model/load.ts';
import type { Arguments } from './arguments.ts';
import type { Emit, Job, ModelSource } from './job.ts';
import { insideRoot, type Workspace } from './workspace.ts';

/** The model that `--model` names, relative to the working directory, else the configuration's base model. */
export async function modelSource(
  args: Pick<Arguments, 'model'>,
  directory: string,
  configured: { readonly workspace: Workspace; readonly config: Config } | undefined,
): Promise<ModelSource> {
  if (args.model !== undefined || !configured) return { folder: resolve(directory, args.model ?? '.') };
  const { workspace, config } = configured;
  const { base, max_length: maxLength } = config.model;
  await insideRoot(workspace.root, base);
  const folder = join(workspace.root, base);
  return { folder, root: workspace.root, ...(maxLength !== undefined && { maxLength }) };
}

/** Opens engine and model, without a new head, for as long as `work` takes. */
export async function withModel<T>(
  { engine: options, model: { folder, ...rest } }: { engine: Job['engine']; model: ModelSource },
  emit: Emit,
  work: (engine: Engine, model: EmbeddingModel) => Promise<T>,
): Promise<T> {
  const engine = await openEngine(options, line => emit({ type: 'log', line }));
  try {
    const model = await loadModel(folder, { seed: 0, ...rest });
    try {
      return await work(engine, model);
    } finally {
      model.dispose();
    }
  } finally {
    engine.dispose();
  }
}
