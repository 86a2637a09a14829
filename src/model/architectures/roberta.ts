import { z } from 'zod';
import type { Place } from '../../errors.ts';
import type { JsonObject } from '../model-folder.ts';
import { bertForm } from './bert.ts';
import { bertSizes } from './bert-config.ts';
import { checkPlain, readActivation, readSizes } from './config-fields.ts';
import type { TransformerForm } from './form.ts';
import { positionsAfterPadding } from './positions.ts';

/** Types of config.json with RoBERTa's arithmetic, and what transformers calls their encoders. */
export const ROBERTA_CLASSES: ReadonlyMap<unknown, string> = new Map([
  ['roberta', 'RobertaModel'],
  ['xlm-roberta', 'XLMRobertaModel'],
  ['camembert', 'CamembertModel'],
]);

const sizes = bertSizes.extend({ pad_token_id: z.int().min(0).max(1000).default(1) });

/**
 * RoBERTa (Liu et al., 2019) and XLM-RoBERTa (Conneau et al., 2020): BERT with positions that count from the one after
 * padding's, so that a text is shorter than the table by that many.
 *
 * @throws as `readForm` does.
 */
export function readRoberta(config: JsonObject, place: Place): TransformerForm {
  checkPlain(config, place);
  const activation = readActivation(config, 'hidden_act', place);
  const read = readSizes(config, place, sizes, ['hidden_size', 'num_attention_heads']);
  return {
    ...bertForm({ ...read, activation }),
    name: 'roberta',
    className: ROBERTA_CLASSES.get(config.model_type)!,
    prefix: 'roberta',
    ...positionsAfterPadding(read.max_position_embeddings, read.pad_token_id, place),
  };
}
