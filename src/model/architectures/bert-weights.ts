import type { WeightShapes } from '../weights.ts';
import type { BertConfig } from './bert-config.ts';

/** Names and shapes of a `BertModel`'s weights as transformers publishes them; linear layers are [out, in]. */
export function bertShapes(config: BertConfig): WeightShapes {
  const { hidden_size: hidden, intermediate_size: inner } = config;
  const shapes = new Map<string, readonly number[]>();
  const linear = (name: string, output: number, input: number) => {
    shapes.set(`${name}.weight`, [output, input]);
    shapes.set(`${name}.bias`, [output]);
  };
  const norm = (name: string) => {
    shapes.set(`${name}.weight`, [hidden]);
    shapes.set(`${name}.bias`, [hidden]);
  };
  shapes.set('embeddings.word_embeddings.weight', [config.vocab_size, hidden]);
  shapes.set('embeddings.position_embeddings.weight', [config.max_position_embeddings, hidden]);
  shapes.set('embeddings.token_type_embeddings.weight', [config.type_vocab_size, hidden]);
  norm('embeddings.LayerNorm');
  for (let index = 0; index < config.num_hidden_layers; index++) {
    const layer = `encoder.layer.${index}`;
    for (const part of ['query', 'key', 'value']) linear(`${layer}.attention.self.${part}`, hidden, hidden);
    linear(`${layer}.attention.output.dense`, hidden, hidden);
    norm(`${layer}.attention.output.LayerNorm`);
    linear(`${layer}.intermediate.dense`, inner, hidden);
    linear(`${layer}.output.dense`, hidden, inner);
    norm(`${layer}.output.LayerNorm`);
  }
  return shapes;
}

/**
 * The name under which a checkpoint has a weight: a model saved with a task's head puts `bert.` before each, and the
 * first checkpoints call LayerNorm's weight and bias gamma and beta.
 */
export function bertAlias(name: string, tensors: ReadonlyMap<string, unknown>): string | undefined {
  const old = name.replace(/(LayerNorm)\.weight$/, '$1.gamma').replace(/(LayerNorm)\.bias$/, '$1.beta');
  return [name, `bert.${name}`, old, `bert.${old}`].find(candidate => tensors.has(candidate));
}

/** Which tensors of a checkpoint to read: not the pooler, not a task's head, not the integer position ids. */
export function isBertWeight(name: string): boolean {
  return /^(bert\.)?(embeddings|encoder)\./.test(name) && !name.endsWith('.position_ids');
}

/** The pooler takes no part in an embedding; a saved model keeps it as it was. */
export function isPoolerWeight(name: string): boolean {
  return /^(bert\.)?pooler\./.test(name);
}
