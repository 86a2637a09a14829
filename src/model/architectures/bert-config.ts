import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { FinetuneGateError, type Place } from '../../errors.ts';
import { type Activation, gelu, geluTanh } from '../activations.ts';
import type { JsonObject } from '../model-folder.ts';

const size = z
  .int()
  .min(1)
  .max(2 ** 24);

const sizes = z.object({
  vocab_size: size,
  hidden_size: size,
  num_hidden_layers: z.int().min(1).max(1000),
  num_attention_heads: size,
  intermediate_size: size,
  max_position_embeddings: size,
  type_vocab_size: size.default(2),
  layer_norm_eps: z.number().min(0).max(1).default(1e-12),
});

export interface BertConfig extends z.infer<typeof sizes> {
  readonly activation: Activation;
}

const ACTIVATIONS: ReadonlyMap<unknown, Activation> = new Map<unknown, Activation>([
  ['gelu', gelu],
  ['gelu_new', geluTanh],
  ['gelu_pytorch_tanh', geluTanh],
  ['relu', x => tf.relu(x)],
]);

/** Fields that change the arithmetic, with the values under which it is BERT's; absent means the first. */
const ARITHMETIC: readonly (readonly [field: string, values: readonly unknown[]])[] = [
  ['position_embedding_type', ['absolute']],
  ['feed_forward_type', ['original']],
  ['is_decoder', [false]],
  ['add_cross_attention', [false]],
  ['quantization_config', [null]],
];

/**
 * Checks config.json of a BERT (Devlin et al., 2018) as transformers writes it.
 *
 * @throws `MODEL_UNSUPPORTED` naming the field when the arithmetic differs, `MODEL_INVALID` when a size is missing or
 *   impossible.
 */
export function readBertConfig(config: JsonObject, place: Place): BertConfig {
  const unsupported = (field: string) =>
    new FinetuneGateError(
      'MODEL_UNSUPPORTED',
      `${field} ${JSON.stringify(config[field])} is not supported.`,
      { place },
    );
  if (config.model_type !== 'bert') throw unsupported('model_type');
  for (const [field, values] of ARITHMETIC) {
    if (config[field] !== undefined && !values.includes(config[field])) throw unsupported(field);
  }
  // Code of the model's own decides the arithmetic, and it is never run.
  if (config.auto_map !== undefined && config.auto_map !== null) throw unsupported('auto_map');
  const activation = ACTIVATIONS.get(config.hidden_act ?? 'gelu');
  if (!activation) throw unsupported('hidden_act');
  const parsed = sizes.safeParse(config);
  const fault = parsed.success
    ? headsFault(parsed.data)
    : parsed.error.issues.map(i => `${i.path.join('.')}: ${i.message}`)[0];
  if (!parsed.success || fault)
    throw new FinetuneGateError('MODEL_INVALID', `config.json: ${fault}`, { place });
  return { ...parsed.data, activation };
}

function headsFault({ hidden_size, num_attention_heads }: z.infer<typeof sizes>): string | undefined {
  if (hidden_size % num_attention_heads === 0) return undefined;
  return `hidden_size ${hidden_size} is no multiple of num_attention_heads ${num_attention_heads}`;
}
