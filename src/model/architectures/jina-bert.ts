import type { Place } from '../../errors.ts';
import { gelu } from '../activations.ts';
import { isObject, type JsonObject } from '../model-folder.ts';
import { BERT_LAYER, bertForm } from './bert.ts';
import { bertSizes } from './bert-config.ts';
import { checkPlain, readSizes, unsupported } from './config-fields.ts';
import type { LayerNames, TransformerForm } from './form.ts';

/** The code that published checkpoints name. It is never run: what it computes is built here. */
const KNOWN_CODE = 'jinaai/jina-bert-implementation--modeling_bert.JinaBertModel';

const LAYER: LayerNames = {
  ...BERT_LAYER,
  feedForward: 'gated',
  inner: 'mlp.gated_layers',
  outer: 'mlp.wo',
  outputNorm: 'mlp.layernorm',
};

/** Whether a config of type `bert` is a JinaBERT's: one that knows positions only by attention's distances. */
export function isJinaBert(config: JsonObject): boolean {
  return config.position_embedding_type === 'alibi';
}

/**
 * JinaBERT v2 (Günther et al., “Jina Embeddings 2: 8192-Token General-Purpose Text Embeddings for Long Documents”,
 * 2023): BERT without learned positions, with ALiBi in both directions and a GEGLU feed-forward.
 *
 * @throws as `readForm` does.
 */
export function readJinaBert(config: JsonObject, place: Place): TransformerForm {
  checkPlain(config, place, ['position_embedding_type', 'feed_forward_type', 'auto_map']);
  if (config.feed_forward_type !== 'geglu') throw unsupported(config, 'feed_forward_type', place);
  const { auto_map: code } = config;
  const known = code === undefined || code === null || (isObject(code) && code.AutoModel === KNOWN_CODE);
  if (!known) throw unsupported(config, 'auto_map', place);
  const read = readSizes(config, place, bertSizes, ['hidden_size', 'num_attention_heads']);
  return {
    // GEGLU fixes the activation; hidden_act is not looked at.
    ...bertForm({ ...read, activation: gelu }),
    name: 'jina-bert',
    className: 'JinaBertModel',
    positions: null,
    distance: { kind: 'linear' },
    names: LAYER,
    limit: { tokens: read.max_position_embeddings, soft: true },
  };
}
