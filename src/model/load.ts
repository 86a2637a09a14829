import * as tf from '@tensorflow/tfjs-core';
import { FinetuneGateError } from '../errors.ts';
import { Dense } from './dense.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { readLayout } from './layout.ts';
import { loadEncoder } from './load-encoder.ts';
import { disposeModules, loadModules } from './load-modules.ts';
import { ModelFolder } from './model-folder.ts';
import { applyModules } from './modules.ts';
import type { Precision } from './options.ts';
import { checkPrecision } from './precision.ts';
import { defaultPrompt, readSentenceConfig } from './prompts.ts';
import { weightsHash } from './weights-hash.ts';

export interface LoadOptions {
  /** Most tokens of a text; the folder's own limits still hold. */
  readonly maxLength?: number;
  /** Width of a fresh tanh head after all of the base's modules; none when omitted. */
  readonly dimensions?: number;
  /** Of the base's embeddings; `fp32` when omitted. */
  readonly precision?: Precision;
  /** Seed of the head's weights. */
  readonly seed: number;
  /** Where symbolic links in the folder may lead; the folder itself when omitted. */
  readonly root?: string;
}

/**
 * Reads a model in the sentence-transformers layout onto the current tfjs backend.
 *
 * @throws `MODEL_NOT_FOUND`, `MODEL_UNSUPPORTED`, `MODEL_INVALID`, `SAFETENSORS_INVALID`, `TOKENIZER_INVALID`,
 *   `DATA_LFS_POINTER`, `PATH_OUTSIDE`, each with the file; `CONFIG_INVALID` when `maxLength` has no room for text;
 *   `PRECISION_UNSUPPORTED` when the encoder has nothing that `precision` applies to.
 */
export async function loadModel(folder: string, options: LoadOptions): Promise<EmbeddingModel> {
  const source = await ModelFolder.open(folder, options.root);
  const layout = await readLayout(source);
  const prompt = defaultPrompt(await readSentenceConfig(source), source);
  const encoder = await loadEncoder(source, layout, prompt);
  const { architecture, tokenizer } = encoder;
  const { precision = 'fp32' } = options;
  const maxLength = Math.min(encoder.maxLength, options.maxLength ?? Number.POSITIVE_INFINITY);
  const owned: { dispose(): void }[] = [
    ...architecture.variables.values(),
    ...(architecture.frozen?.values() ?? []),
  ];
  if (architecture.transformer) owned.push(architecture.transformer.adapters);
  try {
    checkPrecision(precision, architecture);
    if (maxLength <= tokenizer.specialTokens) throw noRoom(maxLength, tokenizer.specialTokens);
    const context = {
      hidden: architecture.hidden,
      prompted: prompt !== '',
      normalizeStatic: encoder.normalizeStatic,
    };
    const { modules, dimensions: baseDimensions } = await loadModules(source, layout, context);
    owned.push({ dispose: () => disposeModules(modules) });
    const head =
      options.dimensions === undefined
        ? null
        : Dense.xavier(baseDimensions, options.dimensions, options.seed);
    if (head) owned.push(head);
    return {
      folder,
      source,
      architecture,
      tokenizer,
      maxLength,
      modules,
      head,
      baseDimensions,
      dimensions: options.dimensions ?? baseDimensions,
      weightsHash: await weightsHash(source, { maxLength }),
      precision,
      base: tokens => tf.tidy(() => applyModules(modules, architecture.tokenEmbeddings(tokens), tokens)),
      applyHead: x => (head ? head.apply(x) : x),
      dispose: () => dispose(owned),
    };
  } catch (error) {
    dispose(owned);
    throw error;
  }
}

function dispose(owned: readonly { dispose(): void }[]): void {
  for (const part of owned) part.dispose();
}

function noRoom(maxLength: number, specialTokens: number): FinetuneGateError {
  return new FinetuneGateError(
    'CONFIG_INVALID',
    `A max_length of ${maxLength} leaves no room for text beside ${specialTokens} special tokens.`,
    { remedy: `Set model.max_length to ${specialTokens + 1} or more.` },
  );
}
