import type { WeightShapes } from '../weights.ts';
import { bertForm } from './bert.ts';
import type { BertConfig } from './bert-config.ts';
import { transformerShapes } from './transformer-weights.ts';

/** Names and shapes of a `BertModel`'s weights. */
export function bertShapes(config: BertConfig): WeightShapes {
  return transformerShapes(bertForm(config));
}
