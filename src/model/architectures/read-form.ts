import { FinetuneGateError, type Place } from '../../errors.ts';
import type { JsonObject } from '../model-folder.ts';
import { bertForm } from './bert.ts';
import { readBertConfig } from './bert-config.ts';
import { readDistilbert } from './distilbert.ts';
import type { TransformerForm } from './form.ts';
import { isJinaBert, readJinaBert } from './jina-bert.ts';
import { readMpnet } from './mpnet.ts';
import { ROBERTA_CLASSES, readRoberta } from './roberta.ts';

type Read = (config: JsonObject, place: Place) => TransformerForm;

/** By config.json's `model_type`. */
const READERS: ReadonlyMap<unknown, Read> = new Map<unknown, Read>([
  [
    'bert',
    (config, place) =>
      isJinaBert(config) ? readJinaBert(config, place) : bertForm(readBertConfig(config, place)),
  ],
  ...[...ROBERTA_CLASSES.keys()].map(type => [type, readRoberta] as const),
  ['distilbert', readDistilbert],
  ['mpnet', readMpnet],
]);

/**
 * What config.json says of a transformer encoder.
 *
 * @throws `MODEL_UNSUPPORTED` naming the field that asks for arithmetic that is not built, `MODEL_INVALID` naming the
 *   one that is missing or impossible.
 */
export function readForm(config: JsonObject, place: Place): TransformerForm {
  const read = READERS.get(config.model_type);
  if (read) return read(config, place);
  throw new FinetuneGateError(
    'MODEL_UNSUPPORTED',
    `model_type ${JSON.stringify(config.model_type)} is not supported.`,
    {
      place,
      remedy: `Use a model whose config.json has one of the types ${[...READERS.keys()].join(', ')}.`,
    },
  );
}
