import type { JsonObject } from './model-folder.ts';
import type { TensorData } from './safetensors.ts';

/**
 * The table with a row for every word, weights and mapping multiplied in: all that sentence-transformers reads of a static
 * model, and what the model2vec package takes as well. The row of unknown words that the model leaves out becomes zero,
 * so that where they are counted an embedding still has the same direction.
 *
 * @param tensors the table alone, by its published name, [R, D].
 * @param frozen `weights` and `mapping` [V], as far as the model has them.
 * @param dropped id of the unknown words that are left out.
 * @returns a table [V, D] of the same name.
 */
export function wholeTable(
  tensors: ReadonlyMap<string, TensorData>,
  frozen: ReadonlyMap<string, TensorData>,
  dropped: number | undefined,
): Map<string, TensorData> {
  const [[name, table]] = [...tensors] as [[string, TensorData]];
  const [rows, width] = table.shape as [number, number];
  const mapping = frozen.get('mapping')?.values;
  const weights = frozen.get('weights')?.values;
  const words = mapping?.length ?? rows;
  const values = new Float32Array(words * width);
  for (let word = 0; word < words; word++) {
    if (word === dropped) continue;
    const from = (mapping?.[word] ?? word) * width;
    const weight = weights?.[word] ?? 1;
    for (let i = 0; i < width; i++) values[word * width + i] = table.values[from + i]! * weight;
  }
  return new Map([[name, { shape: [words, width], values }]]);
}

/** Model2Vec's config as it was, but for what the whole table changes. */
export function wholeTableConfig(config: JsonObject): JsonObject {
  const { vocabulary_quantization: _, ...rest } = config;
  return rest.embedding_dtype === undefined ? rest : { ...rest, embedding_dtype: 'float32' };
}
