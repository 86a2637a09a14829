import { PbfWriter } from 'pbf';
import type { AttributeValue, ElementType } from './graph.ts';

/** One operator applied to values that are known by name; '' for an input that is left out. */
export interface ModelNode {
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/** A tensor that is part of the model. */
export interface ModelTensor {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly byteLength: number;
}

/** A size, or the name of one that each run has its own of. */
export type Dimension = number | string;

export interface ModelValue {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly Dimension[];
}

export interface Model<T extends ModelTensor> {
  readonly opsets: readonly (readonly [domain: string, version: number])[];
  /** In an order in which each comes after those it needs. */
  readonly nodes: readonly ModelNode[];
  readonly tensors: readonly T[];
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
}

/** A file beside the model's, and where in it a tensor begins. */
export interface ExternalPlace {
  readonly file: string;
  readonly offset: number;
}

const IR_VERSION = 8;

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

/** Protobuf's wire type of bytes, strings and messages. */
const LENGTH_DELIMITED = 2;
/** TensorProto.DataLocation.EXTERNAL */
const EXTERNAL = 1;

/**
 * A serialized ONNX ModelProto in parts, to be written one after the other; a tensor stands for its own bytes, in
 * row-major order and little-endian. So a large model need not be in memory twice. Field numbers are those of
 * onnx.proto3 (https://github.com/onnx/onnx).
 *
 * @param external where a tensor's bytes are when they are in another file; such a tensor is not among the parts.
 */
export function modelParts<T extends ModelTensor>(
  model: Model<T>,
  external: (tensor: T) => ExternalPlace | undefined = () => undefined,
): (Uint8Array | T)[] {
  const graph: (Uint8Array | T)[] = [];
  graph.push(
    bytesOf(to => {
      for (const node of model.nodes) to.writeMessage(1, writeNode, node);
      to.writeStringField(2, 'graph');
      for (const value of model.inputs) to.writeMessage(11, writeValueInfo, value);
      for (const value of model.outputs) to.writeMessage(12, writeValueInfo, value);
    }),
  );
  for (const tensor of model.tensors) {
    const place = external(tensor);
    const head = bytesOf(to => writeTensorHead(tensor, place, to));
    graph.push(
      bytesOf(to => {
        to.writeTag(5, LENGTH_DELIMITED);
        to.writeVarint(head.length + (place ? 0 : tensor.byteLength));
      }),
      head,
    );
    if (!place) graph.push(tensor);
  }
  const start = bytesOf(to => {
    to.writeVarintField(1, IR_VERSION);
    to.writeStringField(2, 'finetune-gate');
    for (const opset of model.opsets) to.writeMessage(8, writeOpset, opset);
    to.writeTag(7, LENGTH_DELIMITED);
    to.writeVarint(graph.reduce((sum, { byteLength }) => sum + byteLength, 0));
  });
  return [start, ...graph];
}

function bytesOf(write: (to: PbfWriter) => void): Uint8Array {
  const pbf = new PbfWriter();
  write(pbf);
  return pbf.finish();
}

function writeOpset([domain, version]: readonly [string, number], to: PbfWriter): void {
  to.writeStringField(1, domain);
  to.writeVarintField(2, version);
}

function writeNode(node: ModelNode, to: PbfWriter): void {
  for (const input of node.inputs) to.writeStringField(1, input);
  for (const output of node.outputs) to.writeStringField(2, output);
  to.writeStringField(3, node.outputs[0]!);
  to.writeStringField(4, node.op);
  for (const attribute of Object.entries(node.attributes)) to.writeMessage(5, writeAttribute, attribute);
  to.writeStringField(7, node.domain);
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

/** All of a tensor but its bytes, which follow the head. */
function writeTensorHead(tensor: ModelTensor, place: ExternalPlace | undefined, to: PbfWriter): void {
  for (const size of tensor.shape) to.writeVarintField(1, size);
  to.writeVarintField(2, DATA_TYPE[tensor.type]);
  to.writeStringField(8, tensor.name);
  if (place) {
    const entries = { location: place.file, offset: place.offset, length: tensor.byteLength };
    for (const [key, value] of Object.entries(entries)) to.writeMessage(13, writeEntry, [key, `${value}`]);
    to.writeVarintField(14, EXTERNAL);
  } else {
    to.writeTag(9, LENGTH_DELIMITED);
    to.writeVarint(tensor.byteLength);
  }
}

function writeEntry([key, value]: readonly [string, string], to: PbfWriter): void {
  to.writeStringField(1, key);
  to.writeStringField(2, value);
}

function writeValueInfo({ name, ...tensor }: ModelValue, to: PbfWriter): void {
  to.writeStringField(1, name);
  to.writeMessage(2, writeType, tensor);
}

function writeType(tensor: Omit<ModelValue, 'name'>, to: PbfWriter): void {
  to.writeMessage(1, writeTensorType, tensor);
}

function writeTensorType({ type, shape }: Omit<ModelValue, 'name'>, to: PbfWriter): void {
  to.writeVarintField(1, DATA_TYPE[type]);
  to.writeMessage(2, writeShape, shape);
}

function writeShape(shape: readonly Dimension[], to: PbfWriter): void {
  for (const size of shape) to.writeMessage(1, writeDimension, size);
}

function writeDimension(size: Dimension, to: PbfWriter): void {
  if (typeof size === 'number') to.writeVarintField(1, size);
  else to.writeStringField(2, size);
}
