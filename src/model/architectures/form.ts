import type { Activation } from '../activations.ts';

/** Names of a layer's parts, below the layer's own; each is followed by `.weight` and `.bias`. */
export interface LayerNames {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  /** From the heads' outputs side by side back to the hidden width. */
  readonly joined: string;
  readonly attentionNorm: string;
  /** `gated`: twice the inner width without bias, of which one half passes through the activation and scales the other. */
  readonly feedForward: 'plain' | 'gated';
  readonly inner: string;
  readonly outer: string;
  readonly outputNorm: string;
}

/** How attention knows the distance of two tokens, where it knows it by itself. */
export type Distance =
  /** A penalty in proportion to the distance, with a slope for each head. */
  | { readonly kind: 'linear' }
  /** A learned number for each head and each bucket of distances, [buckets, heads], shared by all layers. */
  | { readonly kind: 'buckets'; readonly table: string; readonly buckets: number };

/** What tells one transformer encoder with layer normalization after each part from another. */
export interface TransformerForm {
  readonly name: 'bert' | 'roberta' | 'distilbert' | 'mpnet' | 'jina-bert';
  readonly className: string;
  readonly prefix: string;
  readonly vocabulary: number;
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly inner: number;
  readonly epsilon: number;
  readonly activation: Activation;
  /** Learned embeddings of positions: rows of the table, and the row of a text's first token. */
  readonly positions: { readonly rows: number; readonly first: number } | null;
  /** Rows of the table of token types, of which only the first is used; 0 without the table. */
  readonly tokenTypes: number;
  readonly distance: Distance | null;
  /** Such as `encoder.layer`; the layer's index follows. */
  readonly layerPath: string;
  readonly names: LayerNames;
  /** Most tokens of a text, special tokens included. */
  readonly limit: {
    readonly tokens: number;
    /** A default for folders that state no other, rather than a limit. */
    readonly soft?: true;
  };
}
