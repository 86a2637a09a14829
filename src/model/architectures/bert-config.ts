import { z } from 'zod';
import type { Place } from '../../errors.ts';
import type { Activation } from '../activations.ts';
import type { JsonObject } from '../model-folder.ts';
import {
  checkPlain,
  epsilon,
  layerCount,
  readActivation,
  readSizes,
  size,
  unsupported,
} from './config-fields.ts';

/** The sizes that BERT's config.json and those of its descendants name alike. */
export const bertSizes = z.object({
  vocab_size: size,
  hidden_size: size,
  num_hidden_layers: layerCount,
  num_attention_heads: size,
  intermediate_size: size,
  max_position_embeddings: size,
  type_vocab_size: size.default(2),
  layer_norm_eps: epsilon,
});

export interface BertConfig extends z.infer<typeof bertSizes> {
  readonly activation: Activation;
}

/**
 * Checks config.json of a BERT (Devlin et al., 2018) as transformers writes it.
 *
 * @throws `MODEL_UNSUPPORTED` naming the field when the arithmetic differs, `MODEL_INVALID` when a size is missing or
 *   impossible.
 */
export function readBertConfig(config: JsonObject, place: Place): BertConfig {
  if (config.model_type !== 'bert') throw unsupported(config, 'model_type', place);
  checkPlain(config, place);
  const activation = readActivation(config, 'hidden_act', place);
  const sizes = readSizes(config, place, bertSizes, ['hidden_size', 'num_attention_heads']);
  return { ...sizes, activation };
}
