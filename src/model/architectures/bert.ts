import type { TensorData } from '../safetensors.ts';
import type { Architecture } from './architecture.ts';
import type { BertConfig } from './bert-config.ts';
import type { LayerNames, TransformerForm } from './form.ts';
import { transformer } from './transformer.ts';

/** Also of BERT's descendants that kept them. */
export const BERT_LAYER: LayerNames = {
  query: 'attention.self.query',
  key: 'attention.self.key',
  value: 'attention.self.value',
  joined: 'attention.output.dense',
  attentionNorm: 'attention.output.LayerNorm',
  feedForward: 'plain',
  inner: 'intermediate.dense',
  outer: 'output.dense',
  outputNorm: 'output.LayerNorm',
};

/** BERT (Devlin et al., 2018), as transformers’ `BertModel`. */
export function bertForm(config: BertConfig): TransformerForm {
  return {
    name: 'bert',
    className: 'BertModel',
    prefix: 'bert',
    vocabulary: config.vocab_size,
    hidden: config.hidden_size,
    layers: config.num_hidden_layers,
    heads: config.num_attention_heads,
    inner: config.intermediate_size,
    epsilon: config.layer_norm_eps,
    activation: config.activation,
    positions: { rows: config.max_position_embeddings, first: 0 },
    tokenTypes: config.type_vocab_size,
    distance: null,
    layerPath: 'encoder.layer',
    names: BERT_LAYER,
    limit: { tokens: config.max_position_embeddings },
  };
}

/** A BERT with these weights. */
export function bert(
  config: BertConfig,
  tensors: ReadonlyMap<string, TensorData>,
  file: string,
): Architecture {
  return transformer(bertForm(config), tensors, file);
}
