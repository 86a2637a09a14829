import { FinetuneGateError } from '../errors.ts';
import type { TensorData } from './safetensors.ts';

/** What Model2Vec calls the table, and what sentence-transformers' StaticEmbedding does. */
const TABLES = ['embeddings', 'embedding.weight'];
/** All that a static model's file may hold for its embeddings. */
export const STATIC_TENSORS: readonly string[] = [...TABLES, 'weights', 'mapping'];

/** V words, D dimensions; R rows, which are V without a mapping. */
export interface StaticTensors {
  readonly name: string;
  /** [R, D]. */
  readonly table: TensorData;
  /** [V]: the factor of a word's row. */
  readonly weights: TensorData | undefined;
  /** [V]: the row of a word. */
  readonly mapping: TensorData | undefined;
}

/**
 * Picks a static model's tensors and checks that every word has a row and a finite weight.
 *
 * @param vocabulary words that the tokenizer can give.
 * @throws `MODEL_INVALID` naming the tensor.
 */
export function pickStaticTensors(
  tensors: ReadonlyMap<string, TensorData>,
  vocabulary: number,
  file: string,
): StaticTensors {
  const fail = (message: string) => new FinetuneGateError('MODEL_INVALID', message, { place: { file } });
  const name = TABLES.find(candidate => tensors.has(candidate)) ?? TABLES[0]!;
  const table = tensors.get(name);
  if (table?.shape.length !== 2 || table.shape.includes(0)) {
    const actual = table ? `it is [${table.shape}]` : 'it is missing';
    throw fail(`Tensor ${name}: expected [words, dimensions], ${actual}.`);
  }
  const [rows] = table.shape as [number, number];
  const mapping = tensors.get('mapping');
  const weights = tensors.get('weights');
  const words = mapping ? mapping.values.length : rows;
  if (mapping && mapping.shape.length !== 1)
    throw fail(`Tensor mapping: expected [words], it is [${mapping.shape}].`);
  if (weights && `${weights.shape}` !== `${words}`)
    throw fail(`Tensor weights: expected [${words}], it is [${weights.shape}].`);
  const stray = mapping?.values.find(row => !(Number.isInteger(row) && row >= 0 && row < rows));
  if (stray !== undefined) throw fail(`Tensor mapping: ${stray} is none of the table’s ${rows} rows.`);
  const odd = weights?.values.find(weight => !Number.isFinite(weight));
  if (odd !== undefined) throw fail(`Tensor weights: ${odd} is no weight.`);
  if (vocabulary > words)
    throw fail(`The tokenizer has ids up to ${vocabulary - 1}, the embedding table only ${words} rows.`);
  return { name, table, weights, mapping };
}
