import type { Engine } from '../engine/engine.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { type EncodeOptions, encodeTexts } from './encode.ts';

/** How close a model's embeddings are to those that it computes in fp32. */
export interface Agreement {
  /** Mean over the texts of the cosine similarity of both embeddings. */
  readonly meanCosine: number;
  readonly texts: number;
}

/** Texts enough for a mean that is stable to its last shown place, few enough to cost little beside a run. */
const SAMPLE = 256;

/** Evenly spread over a list of `count`: the positions of at most 256. */
export function samplePositions(count: number): number[] {
  const taken = Math.min(SAMPLE, count);
  return Array.from({ length: taken }, (_, i) => Math.floor((i * count) / taken));
}

/**
 * Encodes texts in fp32 and compares.
 *
 * @param embeddings the base's embeddings of the texts in the model's own precision, row-major [texts, baseDimensions].
 * @throws as {@link encodeTexts} does.
 */
export async function agreementWithFp32(
  model: EmbeddingModel,
  engine: Engine,
  texts: readonly string[],
  embeddings: Float32Array,
  options: Pick<EncodeOptions, 'batchTokens' | 'signal' | 'onProgress'> = {},
): Promise<Agreement> {
  const exact = await encodeTexts({ ...model, precision: 'fp32' }, engine, texts, {
    ...options,
    stage: 'base',
  });
  return {
    meanCosine: meanCosine(exact.embeddings, embeddings, model.baseDimensions),
    texts: texts.length,
  };
}

/** Mean of the cosines of equal rows, in double precision; two zero rows are equal. */
export function meanCosine(a: Float32Array, b: Float32Array, dimensions: number): number {
  const rows = a.length / dimensions;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    let [product, squareA, squareB] = [0, 0, 0];
    for (let at = row * dimensions; at < (row + 1) * dimensions; at++) {
      product += a[at]! * b[at]!;
      squareA += a[at]! ** 2;
      squareB += b[at]! ** 2;
    }
    if (squareA === 0 && squareB === 0) total += 1;
    else if (squareA > 0 && squareB > 0) total += product / Math.sqrt(squareA * squareB);
  }
  return total / rows;
}
