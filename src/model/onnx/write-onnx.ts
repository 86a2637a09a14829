import { open } from 'node:fs/promises';
import path from 'node:path';
import type { ElementArray } from '../../engine/onnxruntime/graph.ts';
import { type ExternalPlace, type Model, modelParts } from '../../engine/onnxruntime/model-proto.ts';
import type { Constant } from './graph-builder.ts';

/** No message of protobuf may be larger, and no runtime reads one that is. */
const PROTOBUF_LIMIT = 2 ** 31 - 1;

/** Smaller tensors stay in the graph, where those who read it need shapes and axes. */
const LEAST_EXTERNAL = 1024;

/** Offsets of tensors in a file beside the graph, so that it can be mapped into memory. */
const ALIGNMENT = 4096;

/**
 * Writes a model of ONNX. One that protobuf cannot hold keeps its large tensors in a file of the same name with `_data`
 * after it, as ONNX' external data. One tensor at a time is in memory.
 *
 * @param limit bytes from which tensors go into that file; protobuf's own limit when omitted.
 */
export async function writeOnnx(file: string, model: Model<Constant>, limit = PROTOBUF_LIMIT): Promise<void> {
  const whole = modelParts(model);
  const size = whole.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (size <= limit) return writeParts(file, whole);
  const places = externalPlaces(model.tensors, `${path.basename(file)}_data`);
  await writeParts(
    file,
    modelParts(model, tensor => places.get(tensor)),
  );
  await writeExternal(`${file}_data`, places);
}

function externalPlaces(tensors: readonly Constant[], file: string): Map<Constant, ExternalPlace> {
  const places = new Map<Constant, ExternalPlace>();
  let offset = 0;
  for (const tensor of tensors) {
    if (tensor.byteLength < LEAST_EXTERNAL) continue;
    places.set(tensor, { file, offset });
    offset = Math.ceil((offset + tensor.byteLength) / ALIGNMENT) * ALIGNMENT;
  }
  return places;
}

async function writeParts(file: string, parts: readonly (Uint8Array | Constant)[]): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for (const part of parts) await handle.writeFile('read' in part ? bytesOf(await part.read()) : part);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeExternal(file: string, places: ReadonlyMap<Constant, ExternalPlace>): Promise<void> {
  let written = 0;
  const handle = await open(file, 'w');
  try {
    for (const [tensor, { offset }] of places) {
      await handle.writeFile(new Uint8Array(offset - written));
      await handle.writeFile(bytesOf(await tensor.read()));
      written = offset + tensor.byteLength;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ElementArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
