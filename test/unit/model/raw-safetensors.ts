import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { randomTensor, temporaryFolder, tinyTokenizer, VOCABULARY, writeJson } from './tiny.ts';

export interface RawTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: ArrayBufferView;
}

/** A safetensors file of any dtypes, as Python's library writes it; not by the code under test. */
export async function writeRaw(file: string, tensors: Readonly<Record<string, RawTensor>>): Promise<void> {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, { dtype, shape, data }]) => {
    const begin = end;
    end += data.byteLength;
    return [name, { dtype, shape, data_offsets: [begin, end] }];
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const bytes = Object.values(tensors).map(({ data }) =>
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  );
  await writeFile(file, Buffer.concat([length, header, ...bytes]));
}

export interface RawStatic {
  readonly tensors: Readonly<Record<string, RawTensor>>;
  readonly tokenizer: unknown;
  readonly config?: Record<string, unknown>;
  /** Whether modules.json names it for sentence-transformers. */
  readonly listed?: boolean;
}

/** A Model2Vec folder of these tensors. */
export async function rawStatic({ tensors, tokenizer, config, listed }: RawStatic): Promise<string> {
  const folder = await temporaryFolder();
  await writeJson(folder, 'config.json', { model_type: 'model2vec', normalize: false, ...config });
  await writeJson(folder, 'tokenizer.json', tokenizer);
  if (listed) {
    const type = 'sentence_transformers.models.StaticEmbedding';
    await writeJson(folder, 'modules.json', [{ idx: 0, name: '0', path: '.', type }]);
  }
  await writeRaw(path.join(folder, 'model.safetensors'), tensors);
  return folder;
}

export const WORDS = VOCABULARY.length;
export const WIDTH = 4;

export function f32(shape: number[], seed: number): RawTensor {
  return { dtype: 'F32', shape, data: randomTensor(shape, seed).values };
}

/** Rows for fewer words than there are. */
export const ROWS = 11;
/** The row of a word. */
export const rowOf = (word: number) => (7 * word) % ROWS;

/** The tensors of a quantized vocabulary as the model2vec package writes them. */
export const QUANTIZED: Readonly<Record<'embeddings' | 'weights' | 'mapping', RawTensor>> = {
  embeddings: f32([ROWS, WIDTH], 1),
  weights: { dtype: 'F64', shape: [WORDS], data: Float64Array.from(randomTensor([WORDS], 2).values) },
  mapping: {
    dtype: 'I64',
    shape: [WORDS],
    data: BigInt64Array.from({ length: WORDS }, (_, i) => BigInt(rowOf(i))),
  },
};

/** A Model2Vec folder with a quantized vocabulary, some of its tensors changed. */
export function quantized(changed: Record<string, RawTensor> = {}, listed = false): Promise<string> {
  const tokenizer = tinyTokenizer({ special: false });
  return rawStatic({ tensors: { ...QUANTIZED, ...changed }, tokenizer, listed });
}
