import { z } from 'zod';
import { FinetuneGateError, type Place } from '../../errors.ts';
import { type Activation, gelu, geluTanh, relu } from '../activations.ts';
import { isObject, type JsonObject } from '../model-folder.ts';

/** A width, or the number of rows of a table. */
export const size = z
  .int()
  .min(1)
  .max(2 ** 24);
export const layerCount = z.int().min(1).max(1000);
export const epsilon = z.number().min(0).max(1).default(1e-12);

const ACTIVATIONS: ReadonlyMap<unknown, Activation> = new Map<unknown, Activation>([
  ['gelu', gelu],
  ['gelu_new', geluTanh],
  ['gelu_pytorch_tanh', geluTanh],
  ['relu', relu],
]);

/** Fields that change the arithmetic of any transformer, with the values under which it is the plain one's. */
const PLAIN: readonly (readonly [field: string, values: readonly unknown[]])[] = [
  ['position_embedding_type', ['absolute']],
  ['feed_forward_type', ['original']],
  ['is_decoder', [false]],
  ['add_cross_attention', [false]],
  ['quantization_config', [null]],
  // Code of the model's own decides the arithmetic, and it is never run.
  ['auto_map', [null]],
];

/** The error for a field whose value asks for arithmetic that is not built. */
export function unsupported(config: JsonObject, field: string, place: Place): FinetuneGateError {
  return new FinetuneGateError(
    'MODEL_UNSUPPORTED',
    `${field} ${JSON.stringify(config[field])} is not supported.`,
    { place },
  );
}

/**
 * Refuses a config that asks for other arithmetic than a plain transformer's; an absent field is a plain one.
 *
 * @param except fields that the caller has looked at.
 * @throws `MODEL_UNSUPPORTED` naming the field.
 */
export function checkPlain(config: JsonObject, place: Place, except: readonly string[] = []): void {
  for (const [field, values] of PLAIN) {
    const value = config[field];
    if (value !== undefined && !except.includes(field) && !values.includes(value))
      throw unsupported(config, field, place);
  }
  const { pruned_heads: pruned } = config;
  if (isObject(pruned) && Object.keys(pruned).length > 0) throw unsupported(config, 'pruned_heads', place);
}

/** @throws `MODEL_UNSUPPORTED` naming the field, which when absent is gelu. */
export function readActivation(config: JsonObject, field: string, place: Place): Activation {
  const activation = ACTIVATIONS.get(config[field] ?? 'gelu');
  if (!activation) throw unsupported(config, field, place);
  return activation;
}

/**
 * The sizes of a config.
 *
 * @param divided the fields of the hidden width and of the heads, which share it evenly.
 * @throws `MODEL_INVALID` naming a field that is missing or impossible.
 */
export function readSizes<T extends z.ZodType<Readonly<Record<string, number>>>>(
  config: JsonObject,
  place: Place,
  schema: T,
  [width, heads]: readonly [width: keyof z.infer<T> & string, heads: keyof z.infer<T> & string],
): z.infer<T> {
  const parsed = schema.safeParse(config);
  const invalid = (fault: string | undefined) =>
    new FinetuneGateError('MODEL_INVALID', `config.json: ${fault}`, { place });
  if (!parsed.success) throw invalid(parsed.error.issues.map(i => `${i.path.join('.')}: ${i.message}`)[0]);
  const { [width]: whole, [heads]: parts } = parsed.data as Record<string, number>;
  if (whole! % parts! !== 0) throw invalid(`${width} ${whole} is no multiple of ${heads} ${parts}`);
  return parsed.data;
}
