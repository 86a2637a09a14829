/**
 * What a batch is made of, by unique text: base embeddings, row-major [texts, dimensions], when only the head trains; the
 * texts' tokens when everything does.
 */
export type TrainingInputs =
  | { readonly kind: 'features'; readonly features: Float32Array; readonly dimensions: number }
  | { readonly kind: 'tokens'; readonly tokens: readonly Int32Array[] };

/** What a loss learns from, all of one format. */
export interface Examples {
  /**
   * One list a column: first texts (anchors), second texts (positives), then hard negatives; each [examples], indices of
   * unique texts.
   */
  readonly texts: readonly Int32Array[];
  /** [examples]: 0 or 1, or a score from 0 to 1; all 1 for positive pairs and triplets. */
  readonly labels: Float32Array;
}

/** The examples of one step, in the same columns. */
export interface Batch {
  readonly texts: readonly ArrayLike<number>[];
  readonly labels: ArrayLike<number>;
}

/** The examples in the given rows. */
export function batchOf({ texts, labels }: Examples, rows: Int32Array): Batch {
  return {
    texts: texts.map(column => rows.map(row => column[row]!)),
    labels: Float32Array.from(rows, row => labels[row]!),
  };
}
