/**
 * What a batch is made of, by unique text: base embeddings, row-major [texts, dimensions], when only the head trains; the
 * texts' tokens when everything does.
 */
export type TrainingInputs =
  | { readonly kind: 'features'; readonly features: Float32Array; readonly dimensions: number }
  | { readonly kind: 'tokens'; readonly tokens: readonly Int32Array[] };

/** Pairs of indices into the unique texts. */
export interface Batch {
  readonly first: ArrayLike<number>;
  readonly second: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}
