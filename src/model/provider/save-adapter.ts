import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FinetuneGateError } from '../../errors.ts';
import type { EmbeddingModel } from '../embedding-model.ts';
import { ADAPTER_MARK, replaceFolder } from '../output-folder.ts';
import { saveDense } from '../save-dense.ts';
import { writeJson } from '../save-encoder.ts';
import { type ProviderOptions, providerHash } from './provider.ts';

/**
 * Writes what was trained over a provider's embeddings: `adapter/`, a Dense module as sentence-transformers saves one;
 * `provider.json`, whose embeddings it takes; and `card` as README.md, which says how both go together. There is no
 * modules.json, since there is no encoder to load. The folder appears whole or not at all.
 *
 * @throws `OUTPUT_UNWRITABLE` when it cannot be written or would replace something that is no model.
 */
export async function saveAdapter(
  { head, baseDimensions, dimensions }: EmbeddingModel,
  provider: ProviderOptions,
  folder: string,
  card: string,
): Promise<void> {
  if (!head)
    throw new FinetuneGateError('INTERNAL', 'Without a head there is nothing to save of a provider.');
  await replaceFolder(folder, async into => {
    await saveDense(head, path.join(into, 'adapter'));
    const { base_url, model, dimensions: asked } = provider;
    await writeJson(path.join(into, ADAPTER_MARK), {
      base_url,
      model,
      ...(asked !== undefined && { dimensions: asked }),
      in_features: baseDimensions,
      out_features: dimensions,
      embeddings: providerHash(provider),
    });
    await writeFile(path.join(into, 'README.md'), card);
  });
}
