import { z } from 'zod';
import type { Place } from '../../errors.ts';
import type { JsonObject } from '../model-folder.ts';
import { checkPlain, layerCount, readActivation, readSizes, size } from './config-fields.ts';
import type { LayerNames, TransformerForm } from './form.ts';

const LAYER: LayerNames = {
  query: 'attention.q_lin',
  key: 'attention.k_lin',
  value: 'attention.v_lin',
  joined: 'attention.out_lin',
  attentionNorm: 'sa_layer_norm',
  feedForward: 'plain',
  inner: 'ffn.lin1',
  outer: 'ffn.lin2',
  outputNorm: 'output_layer_norm',
};

const sizes = z.object({
  vocab_size: size,
  dim: size,
  n_layers: layerCount,
  n_heads: size,
  hidden_dim: size,
  max_position_embeddings: size,
});

/**
 * DistilBERT (Sanh et al., 2019): BERT without token types. Sinusoidal positions are stored as a table like any other.
 *
 * @throws as `readForm` does.
 */
export function readDistilbert(config: JsonObject, place: Place): TransformerForm {
  checkPlain(config, place);
  const activation = readActivation(config, 'activation', place);
  const read = readSizes(config, place, sizes, ['dim', 'n_heads']);
  return {
    name: 'distilbert',
    className: 'DistilBertModel',
    prefix: 'distilbert',
    vocabulary: read.vocab_size,
    hidden: read.dim,
    layers: read.n_layers,
    heads: read.n_heads,
    inner: read.hidden_dim,
    // Not in the config: transformers’ implementation fixes it.
    epsilon: 1e-12,
    activation,
    positions: { rows: read.max_position_embeddings, first: 0 },
    tokenTypes: 0,
    distance: null,
    layerPath: 'transformer.layer',
    names: LAYER,
    limit: { tokens: read.max_position_embeddings },
  };
}
