import type * as tf from '@tensorflow/tfjs-core';
import type { CompileOptions } from '../engine/engine.ts';
import type { EmbeddingModel } from './embedding-model.ts';

export const PRECISIONS = ['fp32', 'int8'] as const;

/** Of the products of tokens with the frozen encoder's weights; everything else is computed in 32-bit floats. */
export type Precision = (typeof PRECISIONS)[number];

/** How an engine compiles functions of the model's base. */
export function compileOptions({
  precision,
  architecture,
}: Pick<EmbeddingModel, 'precision' | 'architecture'>): CompileOptions {
  return precision === 'int8' ? { int8: new Set<tf.Variable>(architecture.variables.values()) } : {};
}
