import type * as tf from '@tensorflow/tfjs-core';
import type { CompileOptions } from '../engine/engine.ts';
import { FinetuneGateError } from '../errors.ts';
import type { Architecture } from './architectures/architecture.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import type { Precision } from './options.ts';

/** @throws `PRECISION_UNSUPPORTED` for an encoder without matrix products. */
export function checkPrecision(precision: Precision, { name }: Pick<Architecture, 'name'>): void {
  if (precision === 'fp32' || name !== 'static') return;
  throw new FinetuneGateError(
    'PRECISION_UNSUPPORTED',
    `Static embeddings are looked up, not computed: there is nothing to do in ${precision}.`,
    { remedy: 'Leave `model.precision` away.' },
  );
}

/** How an engine compiles functions of the model's base. */
export function compileOptions({
  precision,
  architecture,
}: Pick<EmbeddingModel, 'precision' | 'architecture'>): CompileOptions {
  return precision === 'int8' ? { int8: new Set<tf.Variable>(architecture.variables.values()) } : {};
}
