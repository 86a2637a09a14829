import type { WeightShapes } from '../weights.ts';
import type { TransformerForm } from './form.ts';

/** Names and shapes of an encoder's weights as transformers publishes them; linear layers are [out, in]. */
export function transformerShapes(form: TransformerForm): WeightShapes {
  const { hidden, inner, names, distance } = form;
  const shapes = new Map<string, readonly number[]>();
  const linear = (name: string, output: number, input: number, bias = true) => {
    shapes.set(`${name}.weight`, [output, input]);
    if (bias) shapes.set(`${name}.bias`, [output]);
  };
  const norm = (name: string) => {
    shapes.set(`${name}.weight`, [hidden]);
    shapes.set(`${name}.bias`, [hidden]);
  };
  shapes.set('embeddings.word_embeddings.weight', [form.vocabulary, hidden]);
  if (form.positions) shapes.set('embeddings.position_embeddings.weight', [form.positions.rows, hidden]);
  if (form.tokenTypes > 0) shapes.set('embeddings.token_type_embeddings.weight', [form.tokenTypes, hidden]);
  norm('embeddings.LayerNorm');
  if (distance?.kind === 'buckets') shapes.set(distance.table, [distance.buckets, form.heads]);
  for (let index = 0; index < form.layers; index++) {
    const at = (name: string) => `${form.layerPath}.${index}.${name}`;
    for (const part of [names.query, names.key, names.value, names.joined]) linear(at(part), hidden, hidden);
    norm(at(names.attentionNorm));
    const gated = names.feedForward === 'gated';
    linear(at(names.inner), gated ? 2 * inner : inner, hidden, !gated);
    linear(at(names.outer), hidden, inner);
    norm(at(names.outputNorm));
  }
  return shapes;
}

/**
 * The name under which a checkpoint has a weight: a model saved with a task's head puts the encoder's name, such as
 * `bert.`, before each, and the first checkpoints call LayerNorm's weight and bias gamma and beta.
 */
export function publishedName(
  name: string,
  prefix: string,
  tensors: ReadonlyMap<string, unknown>,
): string | undefined {
  const old = name.replace(/(LayerNorm)\.weight$/, '$1.gamma').replace(/(LayerNorm)\.bias$/, '$1.beta');
  return [name, `${prefix}.${name}`, old, `${prefix}.${old}`].find(candidate => tensors.has(candidate));
}

/** Which tensors of a checkpoint to read: not the pooler, not a task's head, not the integer position ids. */
export function weightFilter(form: TransformerForm): (name: string) => boolean {
  const shapes = transformerShapes(form);
  return name => {
    const bare = withoutPrefix(name, form.prefix);
    const current = bare.replace(/(LayerNorm)\.gamma$/, '$1.weight').replace(/(LayerNorm)\.beta$/, '$1.bias');
    return shapes.has(current);
  };
}

/** The pooler takes no part in an embedding; a saved model keeps it as it was. */
export function isPoolerWeight(name: string, prefix: string): boolean {
  return withoutPrefix(name, prefix).startsWith('pooler.');
}

export function withoutPrefix(name: string, prefix: string): string {
  return name.startsWith(`${prefix}.`) ? name.slice(prefix.length + 1) : name;
}
