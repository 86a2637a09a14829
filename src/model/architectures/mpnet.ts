import { z } from 'zod';
import type { Place } from '../../errors.ts';
import type { JsonObject } from '../model-folder.ts';
import { bertForm } from './bert.ts';
import { bertSizes } from './bert-config.ts';
import { checkPlain, readActivation, readSizes } from './config-fields.ts';
import type { LayerNames, TransformerForm } from './form.ts';
import { positionsAfterPadding } from './positions.ts';

/** transformers’ implementation takes this, whatever the config says. */
const PADDING = 1;

const LAYER: LayerNames = {
  query: 'attention.attn.q',
  key: 'attention.attn.k',
  value: 'attention.attn.v',
  joined: 'attention.attn.o',
  attentionNorm: 'attention.LayerNorm',
  feedForward: 'plain',
  inner: 'intermediate.dense',
  outer: 'output.dense',
  outputNorm: 'output.LayerNorm',
};

// Half of the buckets are for each direction, and half of those for single distances, of which there are under 128.
const sizes = bertSizes.extend({
  relative_attention_num_buckets: z.int().min(4).max(510).multipleOf(2).default(32),
});

/**
 * MPNet (Song et al., 2020): no token types; beside learned positions, which count from the one after padding's, all
 * layers share a learned number for each head and each bucket of distances.
 *
 * @throws as `readForm` does.
 */
export function readMpnet(config: JsonObject, place: Place): TransformerForm {
  checkPlain(config, place);
  const activation = readActivation(config, 'hidden_act', place);
  const read = readSizes(config, place, sizes, ['hidden_size', 'num_attention_heads']);
  return {
    ...bertForm({ ...read, activation }),
    name: 'mpnet',
    className: 'MPNetModel',
    prefix: 'mpnet',
    ...positionsAfterPadding(read.max_position_embeddings, PADDING, place),
    tokenTypes: 0,
    distance: {
      kind: 'buckets',
      table: 'encoder.relative_attention_bias.weight',
      buckets: read.relative_attention_num_buckets,
    },
    names: LAYER,
  };
}
