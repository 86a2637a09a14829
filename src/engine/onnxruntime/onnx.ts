import type { ElementArray, Node, Value } from './graph.ts';
import { type ModelNode, type ModelTensor, modelParts } from './model-proto.ts';

/** What goes into and out of a model, by name. */
export interface Names {
  readonly inputs: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
}

const OPSETS: readonly (readonly [domain: string, version: number])[] = [
  ['', 18],
  ['com.microsoft', 1],
];

interface Constant extends ModelTensor {
  readonly data: ElementArray;
}

/**
 * A graph as a serialized ONNX ModelProto.
 *
 * @param nodes in an order in which each comes after those it needs.
 */
export function writeModel(nodes: readonly Node[], { inputs, outputs }: Names): Uint8Array {
  const names = new Map<Value, string>();
  for (const [name, value] of inputs) names.set(value, name);
  // A node writes its output under the output's own name; a copy would keep it from writing in place. Only what is
  // an input or a constant as it is, or is asked for twice, is copied.
  const copied: (readonly [name: string, value: Value])[] = [];
  for (const [name, value] of outputs) {
    if (value.node && !names.has(value)) names.set(value, name);
    else copied.push([name, value]);
  }
  const tensors: Constant[] = [];
  const nameOf = (value: Value | null): string => {
    if (!value) return '';
    const known = names.get(value);
    if (known !== undefined) return known;
    const name = `v${names.size}`;
    names.set(value, name);
    const { constant: data, type, shape } = value;
    if (data) tensors.push({ name, type, shape, data, byteLength: data.byteLength });
    return name;
  };
  const named = nodes.map(({ op, domain, attributes, ...node }): ModelNode => {
    const inputs = node.inputs.map(nameOf);
    return { op, domain, attributes, inputs, outputs: node.outputs.map(nameOf) };
  });
  const identities = copied.map(([name, value]): ModelNode => {
    return { op: 'Identity', domain: '', attributes: {}, inputs: [nameOf(value)], outputs: [name] };
  });
  const described = (values: ReadonlyMap<string, Value>) =>
    [...values].map(([name, { type, shape }]) => ({ name, type, shape }));
  const parts = modelParts({
    opsets: OPSETS,
    nodes: [...named, ...identities],
    tensors,
    inputs: described(inputs),
    outputs: described(outputs),
  });
  const model = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    const { buffer, byteOffset, byteLength } = 'data' in part ? part.data : part;
    model.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return model;
}
