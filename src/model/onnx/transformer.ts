import type * as tf from '@tensorflow/tfjs-core';
import type { TransformerForm } from '../architectures/form.ts';
import { emitActivation } from './activations.ts';
import { emitAttentionBias } from './attention-bias.ts';
import type { GraphBuilder, Name } from './graph-builder.ts';

export interface TransformerInputs {
  /** int64 [batch, length]. */
  readonly ids: Name;
  /** int64 [batch, length]: 1 for a token, 0 for padding. */
  readonly attentionMask: Name;
  /** The same in float32. */
  readonly mask: Name;
  /** int64 [batch, length]; null where the form has not two types. */
  readonly tokenTypes: Name | null;
}

/** Whether a graph of the form takes types of tokens: with one type alone there is nothing to tell. */
export function hasTokenTypes({ tokenTypes }: TransformerForm): boolean {
  return tokenTypes > 1;
}

/** A transformer's token embeddings, [batch, length, hidden], as `transformer` computes them. */
export function emitTransformer(
  graph: GraphBuilder,
  form: TransformerForm,
  variables: ReadonlyMap<string, tf.Variable>,
  inputs: TransformerInputs,
): Name {
  const { hidden, heads, names } = form;
  const weight = (name: string) => graph.variable(name, variables.get(name)!);
  const add = (a: Name, b: Name) => graph.apply('Add', [a, b]);
  const linear = (x: Name, name: string): Name => {
    const product = graph.apply('MatMul', [
      x,
      graph.transposed(`${name}.weight`, variables.get(`${name}.weight`)!),
    ]);
    return variables.has(`${name}.bias`) ? add(product, weight(`${name}.bias`)) : product;
  };
  const norm = (x: Name, name: string) =>
    graph.apply('LayerNormalization', [x, weight(`${name}.weight`), weight(`${name}.bias`)], {
      axis: -1,
      epsilon: { float: form.epsilon },
    });
  const length = graph.apply('Shape', [inputs.ids], { start: 1, end: 2 });

  function embed(): Name {
    let x = graph.apply('Gather', [weight('embeddings.word_embeddings.weight'), inputs.ids]);
    if (form.positions) x = add(x, positions(form.positions.first));
    if (form.tokenTypes > 0) {
      const types = weight('embeddings.token_type_embeddings.weight');
      x = add(x, inputs.tokenTypes ? graph.apply('Gather', [types, inputs.tokenTypes]) : types);
    }
    return norm(x, 'embeddings.LayerNorm');
  }

  /** As transformers has it: BERT's count places, those of fairseq's models count tokens, and padding has a row of its own. */
  function positions(first: number): Name {
    const table = weight('embeddings.position_embeddings.weight');
    if (first === 0) return graph.apply('Slice', [table, graph.integers(0), length, graph.integers(0)]);
    const counted = graph.apply('CumSum', [inputs.attentionMask, graph.integer(1)]);
    const own = graph.apply('Mul', [counted, inputs.attentionMask]);
    return graph.apply('Gather', [table, add(own, graph.integer(first - 1))]);
  }

  function attention(x: Name, bias: Name, layer: string): Name {
    const width = hidden / heads;
    const part = (name: string, perm: number[]) => {
      const split = graph.apply('Reshape', [
        linear(x, `${layer}.${name}`),
        graph.integers(0, 0, heads, width),
      ]);
      return graph.apply('Transpose', [split], { perm });
    };
    const query = graph.apply('Mul', [part(names.query, [0, 2, 1, 3]), graph.number(1 / Math.sqrt(width))]);
    const scores = graph.apply('MatMul', [query, part(names.key, [0, 2, 3, 1])]);
    const weights = graph.apply('Softmax', [add(scores, bias)], { axis: -1 });
    const context = graph.apply('MatMul', [weights, part(names.value, [0, 2, 1, 3])]);
    const joined = graph.apply('Reshape', [
      graph.apply('Transpose', [context], { perm: [0, 2, 1, 3] }),
      graph.integers(0, 0, hidden),
    ]);
    return linear(joined, `${layer}.${names.joined}`);
  }

  function feedForward(x: Name, layer: string): Name {
    const inner = linear(x, `${layer}.${names.inner}`);
    if (names.feedForward === 'plain')
      return linear(emitActivation(graph, form.activation, inner), `${layer}.${names.outer}`);
    const halves = graph.integers(form.inner, form.inner);
    const [gate, value] = graph.applyMany('Split', [inner, halves], 2, { axis: -1 }) as [Name, Name];
    const gated = graph.apply('Mul', [emitActivation(graph, form.activation, gate), value]);
    return linear(gated, `${layer}.${names.outer}`);
  }

  const bias = emitAttentionBias(graph, form, variables, { mask: inputs.mask, length });
  let x = embed();
  for (let index = 0; index < form.layers; index++) {
    const layer = `${form.layerPath}.${index}`;
    x = norm(add(x, attention(x, bias, layer)), `${layer}.${names.attentionNorm}`);
    x = norm(add(x, feedForward(x, layer)), `${layer}.${names.outputNorm}`);
  }
  return x;
}
