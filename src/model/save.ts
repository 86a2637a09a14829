import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { EmbeddingModel } from './embedding-model.ts';
import { readLayout } from './layout.ts';
import { isObject, ModelFolder } from './model-folder.ts';
import { type Module, modulesWithHead } from './modules.ts';
import { embeddingGraph } from './onnx/embedding-graph.ts';
import { writeOnnx } from './onnx/write-onnx.ts';
import { replaceFolder } from './output-folder.ts';
import { POOLING_FLAGS } from './pooling-config.ts';
import { readSentenceConfig } from './prompts.ts';
import { saveAdapter } from './provider/save-adapter.ts';
import { saveDense } from './save-dense.ts';
import { saveEncoder, writeJson } from './save-encoder.ts';

/** Every release of sentence-transformers, old and new, finds its classes under this name. */
const PACKAGE = 'sentence_transformers.models';
/** The oldest release that reads all that is written here; a newer one than the reader's would make it warn. */
const FORMAT_RELEASE = '3.0.0';
/** Where both transformers.js and sentence-transformers' ONNX backend look first. */
const ONNX_FILE = 'onnx/model.onnx';

/**
 * Writes a complete sentence-transformers folder: encoder, pooling, the base's own modules and the head, tokenizer,
 * and `card` as README.md; and the same model as `onnx/model.onnx` for other programs. The folder loads again with `loadModel` and with `SentenceTransformer(folder)`, and gives
 * the same embeddings. It appears whole or not at all. Adapters are merged into the model's weights first. Of a remote
 * base there is only the head, which `saveAdapter` writes.
 *
 * @throws `OUTPUT_UNWRITABLE` when it cannot be written or would replace something that is no model.
 */
export async function saveModel(model: EmbeddingModel, folder: string, card: string): Promise<void> {
  if (model.remote) return saveAdapter(model, model.remote.provider, folder, card);
  const source = model.source ?? (await ModelFolder.open(model.folder));
  const layout = await readLayout(source);
  const sentenceConfig = await readSentenceConfig(source);
  model.architecture.transformer?.adapters.merge();
  await replaceFolder(folder, async into => {
    const listed = [await saveEncoder(model, source, layout, into)];
    for (const module of modulesWithHead(model.modules, model.head)) {
      if (module.kind === 'pooling' && layout.encoder === 'static') continue;
      listed.push(await saveModule(module, listed.length, model.architecture.hidden, into));
    }
    await writeJson(
      path.join(into, 'modules.json'),
      listed.map(({ type, path }, idx) => ({ idx, name: `${idx}`, path, type: `${PACKAGE}.${type}` })),
    );
    await writeJson(path.join(into, 'config_sentence_transformers.json'), {
      model_type: 'SentenceTransformer',
      __version__: { sentence_transformers: FORMAT_RELEASE },
      prompts: isObject(sentenceConfig.prompts) ? sentenceConfig.prompts : {},
      default_prompt_name: sentenceConfig.default_prompt_name ?? null,
      similarity_fn_name: 'cosine',
    });
    await mkdir(path.join(into, 'onnx'));
    await writeOnnx(path.join(into, ONNX_FILE), embeddingGraph(model));
    await writeFile(path.join(into, 'README.md'), card);
  });
}

async function saveModule(
  module: Module,
  index: number,
  hidden: number,
  into: string,
): Promise<{ type: string; path: string }> {
  if (module.kind === 'pooling') {
    const subfolder = `${index}_Pooling`;
    const flags = Object.entries(POOLING_FLAGS).map(([mode, flag]) => [flag, mode === module.mode]);
    await writeJson(path.join(into, subfolder, 'config.json'), {
      word_embedding_dimension: hidden,
      ...Object.fromEntries(flags),
      include_prompt: true,
    });
    return { type: 'Pooling', path: subfolder };
  }
  if (module.kind === 'dense') {
    const subfolder = `${index}_Dense`;
    await saveDense(module.dense, path.join(into, subfolder));
    return { type: 'Dense', path: subfolder };
  }
  // The folder must exist for older releases, and neither git nor an archive keeps an empty one.
  const subfolder = `${index}_Normalize`;
  await writeJson(path.join(into, subfolder, 'config.json'), {});
  return { type: 'Normalize', path: subfolder };
}
