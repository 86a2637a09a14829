import type { Dense } from '../dense.ts';
import type { Module } from '../modules.ts';
import type { PoolingMode } from '../pooling.ts';
import { emitDenseActivation } from './activations.ts';
import type { GraphBuilder, Name } from './graph-builder.ts';

/** What stands in for a token that is none when the highest is looked for, as sentence-transformers has it. */
const LOWEST = -1e9;

/**
 * Pooling, then the modules after it, as `applyModules` computes them.
 *
 * @param tokens float32 [batch, length, hidden].
 * @param mask float32 [batch, length]: 1 for a token that counts, 0 for one that does not.
 * @returns float32 [batch, dimensions].
 */
export function emitModules(graph: GraphBuilder, modules: readonly Module[], tokens: Name, mask: Name): Name {
  const [first, ...rest] = modules;
  if (first?.kind !== 'pooling') throw new Error('the first module is always pooling');
  let x = pool(graph, first.mode, tokens, mask);
  rest.forEach((module, index) => {
    if (module.kind === 'dense') x = dense(graph, module.dense, `dense.${index + 1}`, x);
    else if (module.kind === 'normalize') x = normalize(graph, x);
  });
  return x;
}

function pool(graph: GraphBuilder, mode: PoolingMode, tokens: Name, mask: Name): Name {
  const count = graph.apply('ReduceSum', [mask, graph.integers(1)], { keepdims: 1 });
  if (mode === 'max') {
    const inside = graph.apply('Greater', [
      graph.apply('Unsqueeze', [mask, graph.integers(2)]),
      graph.number(0),
    ]);
    const own = graph.apply('Where', [inside, tokens, graph.number(LOWEST)]);
    const highest = graph.apply('ReduceMax', [own], { axes: [1], keepdims: 0 });
    return graph.apply('Mul', [highest, graph.apply('Min', [count, graph.number(1)])]);
  }
  if (mode === 'mean') {
    const divisor = graph.apply('Max', [count, graph.number(1)]);
    return graph.apply('Div', [weightedSum(graph, tokens, mask), divisor]);
  }
  // The first token that is none of the padding, on whichever side that is.
  const nth = graph.apply('CumSum', [mask, graph.integer(1)]);
  const one = graph.toFloat(graph.apply('Equal', [nth, graph.number(1)]));
  return weightedSum(graph, tokens, graph.apply('Mul', [one, mask]));
}

/** tokens [batch, length, hidden], weights [batch, length] → [batch, hidden]. */
function weightedSum(graph: GraphBuilder, tokens: Name, weights: Name): Name {
  const row = graph.apply('Unsqueeze', [weights, graph.integers(1)]);
  return graph.apply('Squeeze', [graph.apply('MatMul', [row, tokens]), graph.integers(1)]);
}

function dense(graph: GraphBuilder, { weight, bias, activation }: Dense, name: string, x: Name): Name {
  const product = graph.apply('MatMul', [x, graph.transposed(`${name}.linear.weight`, weight)]);
  const sum = bias ? graph.apply('Add', [product, graph.variable(`${name}.linear.bias`, bias)]) : product;
  return emitDenseActivation(graph, activation, sum);
}

function normalize(graph: GraphBuilder, x: Name): Name {
  const squared = graph.apply('ReduceSum', [graph.apply('Mul', [x, x]), graph.integers(1)], { keepdims: 1 });
  return graph.apply('Div', [x, graph.apply('Sqrt', [graph.apply('Max', [squared, graph.number(1e-24)])])]);
}
