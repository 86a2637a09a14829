import { PbfWriter } from 'pbf';
import type { AttributeValue, ElementType, Node, Shape, Value } from './graph.ts';

/** What goes into and out of a model, by name. */
export interface Names {
  readonly inputs: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
}

const IR_VERSION = 8;
const OPSETS: readonly (readonly [domain: string, version: number])[] = [
  ['', 18],
  ['com.microsoft', 1],
];

/** TensorProto.DataType */
const DATA_TYPE: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
};

/** AttributeProto.AttributeType */
const ATTRIBUTE = { float: 1, int: 2, string: 3, ints: 7 } as const;

interface NamedValue {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: Shape;
}

/**
 * A graph as a serialized ONNX ModelProto. Field numbers are those of onnx.proto3 (https://github.com/onnx/onnx).
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
  const constants: Value[] = [];
  for (const node of nodes) {
    for (const value of [...node.inputs, ...node.outputs]) {
      if (!value || names.has(value)) continue;
      names.set(value, `v${names.size}`);
      if (value.constant) constants.push(value);
    }
  }
  const identities = copied.map(([name, value]) => {
    if (value.constant && !names.has(value)) {
      names.set(value, `v${names.size}`);
      constants.push(value);
    }
    return { from: names.get(value)!, to: name };
  });
  const named = (values: ReadonlyMap<string, Value>) =>
    [...values].map(([name, { type, shape }]): NamedValue => ({ name, type, shape }));

  const pbf = new PbfWriter();
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeStringField(2, 'finetune-gate');
  pbf.writeMessage(7, writeGraph, undefined);
  for (const opset of OPSETS) pbf.writeMessage(8, writeOpset, opset);
  return pbf.finish();

  function writeGraph(_: undefined, to: PbfWriter): void {
    for (const node of nodes) to.writeMessage(1, writeNode, { node, names });
    for (const identity of identities) to.writeMessage(1, writeIdentity, identity);
    to.writeStringField(2, 'graph');
    for (const value of constants) to.writeMessage(5, writeTensor, { name: names.get(value)!, value });
    for (const value of named(inputs)) to.writeMessage(11, writeValueInfo, value);
    for (const value of named(outputs)) to.writeMessage(12, writeValueInfo, value);
  }
}

function writeOpset([domain, version]: readonly [string, number], to: PbfWriter): void {
  to.writeStringField(1, domain);
  to.writeVarintField(2, version);
}

function writeNode({ node, names }: { node: Node; names: ReadonlyMap<Value, string> }, to: PbfWriter): void {
  const name = (value: Value | null) => (value ? names.get(value)! : '');
  for (const input of node.inputs) to.writeStringField(1, name(input));
  for (const output of node.outputs) to.writeStringField(2, name(output));
  to.writeStringField(3, name(node.outputs[0]!));
  to.writeStringField(4, node.op);
  for (const attribute of Object.entries(node.attributes)) to.writeMessage(5, writeAttribute, attribute);
  to.writeStringField(7, node.domain);
}

function writeIdentity({ from, to: output }: { from: string; to: string }, to: PbfWriter): void {
  to.writeStringField(1, from);
  to.writeStringField(2, output);
  to.writeStringField(3, output);
  to.writeStringField(4, 'Identity');
}

function writeAttribute([name, value]: [string, AttributeValue], to: PbfWriter): void {
  to.writeStringField(1, name);
  if (typeof value === 'number') {
    to.writeVarintField(3, value);
    to.writeVarintField(20, ATTRIBUTE.int);
  } else if (typeof value === 'string') {
    to.writeStringField(4, value);
    to.writeVarintField(20, ATTRIBUTE.string);
  } else if ('float' in value) {
    to.writeFloatField(2, value.float);
    to.writeVarintField(20, ATTRIBUTE.float);
  } else {
    for (const integer of value) to.writeVarintField(8, integer);
    to.writeVarintField(20, ATTRIBUTE.ints);
  }
}

function writeTensor({ name, value }: { name: string; value: Value }, to: PbfWriter): void {
  const { buffer, byteOffset, byteLength } = value.constant!;
  for (const size of value.shape) to.writeVarintField(1, size);
  to.writeVarintField(2, DATA_TYPE[value.type]);
  to.writeStringField(8, name);
  to.writeBytesField(9, new Uint8Array(buffer, byteOffset, byteLength));
}

function writeValueInfo({ name, ...tensor }: NamedValue, to: PbfWriter): void {
  to.writeStringField(1, name);
  to.writeMessage(2, writeType, tensor);
}

function writeType(tensor: Omit<NamedValue, 'name'>, to: PbfWriter): void {
  to.writeMessage(1, writeTensorType, tensor);
}

function writeTensorType({ type, shape }: Omit<NamedValue, 'name'>, to: PbfWriter): void {
  to.writeVarintField(1, DATA_TYPE[type]);
  to.writeMessage(2, writeShape, shape);
}

function writeShape(shape: Shape, to: PbfWriter): void {
  for (const size of shape) to.writeMessage(1, writeDimension, size);
}

function writeDimension(size: number, to: PbfWriter): void {
  to.writeVarintField(1, size);
}
