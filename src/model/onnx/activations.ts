import { type Activation, gelu, geluTanh, relu } from '../activations.ts';
import type { DenseActivation } from '../dense.ts';
import type { GraphBuilder, Name } from './graph-builder.ts';

type Emit = (graph: GraphBuilder, x: Name) => Name;

const emitRelu: Emit = (graph, x) => graph.apply('Relu', [x]);

/** In the order of operations in which PyTorch's exporter has it, which runtimes know and fuse. */
const emitGelu: Emit = (graph, x) => {
  const error = graph.apply('Erf', [graph.apply('Div', [x, graph.number(Math.SQRT2)])]);
  const doubled = graph.apply('Mul', [x, graph.apply('Add', [error, graph.number(1)])]);
  return graph.apply('Mul', [doubled, graph.number(0.5)]);
};

const emitGeluTanh: Emit = (graph, x) => {
  const cube = graph.apply('Mul', [graph.apply('Mul', [x, x]), x]);
  const sum = graph.apply('Add', [x, graph.apply('Mul', [cube, graph.number(0.044715)])]);
  const bounded = graph.apply('Tanh', [graph.apply('Mul', [sum, graph.number(Math.sqrt(2 / Math.PI))])]);
  const half = graph.apply('Mul', [x, graph.number(0.5)]);
  return graph.apply('Mul', [half, graph.apply('Add', [bounded, graph.number(1)])]);
};

const TRANSFORMER: ReadonlyMap<Activation, Emit> = new Map([
  [gelu, emitGelu],
  [geluTanh, emitGeluTanh],
  [relu, emitRelu],
]);

const DENSE: Readonly<Record<DenseActivation, Emit>> = {
  tanh: (graph, x) => graph.apply('Tanh', [x]),
  identity: (_, x) => x,
  relu: emitRelu,
  gelu: emitGelu,
  sigmoid: (graph, x) => graph.apply('Sigmoid', [x]),
};

/** A transformer's activation; a form has no other than these. */
export function emitActivation(graph: GraphBuilder, activation: Activation, x: Name): Name {
  const emit = TRANSFORMER.get(activation);
  if (!emit) throw new Error('an activation has no operators of ONNX');
  return emit(graph, x);
}

export function emitDenseActivation(graph: GraphBuilder, activation: DenseActivation, x: Name): Name {
  return DENSE[activation](graph, x);
}
