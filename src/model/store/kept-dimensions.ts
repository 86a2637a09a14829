import { readdirSync } from 'node:fs';
import { type EmbeddingKey, formatOf, storeName } from './file-names.ts';

/** The width of embeddings that a folder keeps under a key, where nothing else tells it; undefined for none. */
export function keptDimensions(folder: string, key: Omit<EmbeddingKey, 'dimensions'>): number | undefined {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return undefined;
  }
  for (const name of names.sort()) {
    const dimensions = formatOf(name)?.dimensions;
    if (dimensions !== undefined && storeName({ ...key, dimensions }) === name) return dimensions;
  }
  return undefined;
}
