import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { PbfReader } from 'pbf';
import { loadOnnxruntime } from '../../../../src/engine/onnxruntime/package.ts';
import type { EmbeddingModel } from '../../../../src/model/embedding-model.ts';
import { embeddingGraph } from '../../../../src/model/onnx/embedding-graph.ts';
import { writeOnnx } from '../../../../src/model/onnx/write-onnx.ts';
import { temporaryFolder } from '../tiny.ts';

const { ort } = loadOnnxruntime();

export interface Batch {
  /** Token ids of each text. */
  readonly tokens: readonly (readonly number[] | Int32Array)[];
  /** Types of those tokens; all 0 when omitted. */
  readonly types?: readonly (readonly number[])[];
  /** Fills up the shorter texts. */
  readonly padId?: number;
  /** Where the padding goes. */
  readonly side?: 'left' | 'right';
}

export interface Ran {
  readonly sentences: Float32Array;
  readonly tokens: Float32Array;
  readonly dims: { readonly sentences: readonly number[]; readonly tokens: readonly number[] };
}

/** Runs a file in ONNX Runtime as sentence-transformers and transformers.js would: padded to the longest text. */
export async function runFile(file: string, { tokens, types, padId = 0, side }: Batch): Promise<Ran> {
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    const length = Math.max(0, ...tokens.map(row => row.length));
    const shape = [tokens.length, length];
    const tensor = (padding: number, of: (text: number, token: number) => number) => {
      const data = new BigInt64Array(tokens.length * length).fill(BigInt(padding));
      tokens.forEach((row, text) => {
        const start = text * length + (side === 'left' ? length - row.length : 0);
        for (let token = 0; token < row.length; token++) data[start + token] = BigInt(of(text, token));
      });
      return new ort.Tensor('int64', data, shape);
    };
    const feeds: Record<string, InstanceType<typeof ort.Tensor>> = {
      input_ids: tensor(padId, (text, token) => tokens[text]![token]!),
      attention_mask: tensor(0, () => 1),
    };
    if (session.inputNames.includes('token_type_ids'))
      feeds.token_type_ids = tensor(0, (text, token) => types?.[text]?.[token] ?? 0);
    const { sentence_embedding: sentences, last_hidden_state: last } = await session.run(feeds);
    return {
      sentences: sentences!.data as Float32Array,
      tokens: last!.data as Float32Array,
      dims: { sentences: sentences!.dims, tokens: last!.dims },
    };
  } finally {
    await session.release();
  }
}

/** Writes a model and gives the file. */
export async function exported(model: EmbeddingModel, limit?: number): Promise<string> {
  const folder = path.join(await temporaryFolder(), 'onnx');
  await mkdir(folder);
  const file = path.join(folder, 'model.onnx');
  await writeOnnx(file, embeddingGraph(model), limit);
  return file;
}

export interface ReadModel {
  readonly irVersion: number;
  readonly opsets: readonly { domain: string; version: number }[];
  readonly operators: readonly { op: string; domain: string }[];
  readonly inputs: readonly { name: string; dims: (string | number)[] }[];
  readonly outputs: readonly { name: string; dims: (string | number)[] }[];
}

/** What a file says of itself, read by field numbers of onnx.proto3 and not by the code under test. */
export function readModel(bytes: Uint8Array): ReadModel {
  const model = { irVersion: 0, opsets: [], operators: [], inputs: [], outputs: [] } as {
    -readonly [K in keyof ReadModel]: ReadModel[K] extends readonly (infer T)[] ? T[] : ReadModel[K];
  };
  const value = (pbf: PbfReader) => {
    const read = { name: '', dims: [] as (string | number)[] };
    const fields: ((tag: number, _: null, pbf: PbfReader) => void)[] = [
      (tag, _, from) => {
        if (tag === 1) read.name = from.readString();
        if (tag === 2) from.readMessage(fields[1]!, null);
      },
      (tag, _, from) => void (tag === 1 && from.readMessage(fields[2]!, null)),
      (tag, _, from) => void (tag === 2 && from.readMessage(fields[3]!, null)),
      (tag, _, from) => void (tag === 1 && from.readMessage(fields[4]!, null)),
      (tag, _, from) => void read.dims.push(tag === 1 ? from.readVarint() : from.readString()),
    ];
    pbf.readMessage(fields[0]!, null);
    return read;
  };
  const graph = (tag: number, _: null, pbf: PbfReader) => {
    if (tag === 1) {
      const node = { op: '', domain: '' };
      pbf.readMessage((field, _, from) => {
        if (field === 4) node.op = from.readString();
        if (field === 7) node.domain = from.readString();
      }, null);
      model.operators.push(node);
    }
    if (tag === 11) model.inputs.push(value(pbf));
    if (tag === 12) model.outputs.push(value(pbf));
  };
  new PbfReader(bytes).readFields((tag, _, pbf) => {
    if (tag === 1) model.irVersion = pbf.readVarint();
    if (tag === 7) pbf.readMessage(graph, null);
    if (tag === 8) {
      const opset = { domain: '', version: 0 };
      pbf.readMessage((field, _, from) => {
        if (field === 1) opset.domain = from.readString();
        if (field === 2) opset.version = from.readVarint();
      }, null);
      model.opsets.push(opset);
    }
  }, null);
  return model;
}
