import { Dense } from './dense.ts';
import type { EmbeddingModel } from './embedding-model.ts';

/**
 * The same base model under a fresh tanh head of its own. The base is shared, not copied: disposing of what comes back
 * frees the head alone.
 */
export function withHead(
  base: EmbeddingModel,
  dimensions: number,
  seed: number,
): EmbeddingModel & { readonly head: Dense } {
  const head = Dense.xavier(base.baseDimensions, dimensions, seed);
  return {
    ...base,
    head,
    dimensions,
    applyHead: x => head.apply(x),
    dispose: () => head.dispose(),
  };
}
