import type * as tf from '@tensorflow/tfjs-core';
import { type OnnxruntimeBackend, storedValue } from './backend.ts';
import type { Value } from './graph.ts';

/** Strings as the numbers that kernels compute with: no graph of ours holds strings. */
export interface Ranks {
  /** The rank of each string of an input among those of all inputs; null for an input that holds numbers. */
  value(info: tf.TensorInfo): Value | null;
  /** The strings that ranks stand for. */
  tensor(ranks: Value): tf.TensorInfo;
}

/** Equal strings have equal ranks, which are ordered as the strings are by their bytes. */
export function rankStrings(backend: OnnxruntimeBackend, inputs: readonly tf.TensorInfo[]): Ranks {
  const key = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
  const texts = new Map<string, Uint8Array>();
  const all = new Map(inputs.map(({ dataId }) => [dataId, backend.strings({ dataId } as tf.TensorInfo)]));
  for (const strings of all.values()) for (const bytes of strings ?? []) texts.set(key(bytes), bytes);
  const sorted = [...texts.keys()].sort();
  const ranks = new Map(sorted.map((text, rank) => [text, rank]));
  const bytesOf = sorted.map(text => texts.get(text)!);
  return {
    value({ dataId, shape }) {
      const strings = all.get(dataId);
      if (!strings) return null;
      const numbers = Int32Array.from(strings, bytes => ranks.get(key(bytes))!);
      return storedValue(backend.runtime.tensor('int32', numbers, shape), 'int32', shape, false);
    },
    tensor(value) {
      const { dataId, shape } = backend.register(value);
      const numbers = backend.readSync(dataId) as Int32Array;
      backend.disposeData(dataId);
      return backend.registerStrings(
        Array.from(numbers, rank => bytesOf[rank]!),
        shape,
      );
    },
  };
}
