import { createHash } from 'node:crypto';
import type { Tensor } from 'onnxruntime-node';
import { apply, type ElementArray, type ElementType, nodesFor, parameter, type Value } from './graph.ts';
import type { Lru } from './lru.ts';
import { writeModel } from './onnx.ts';
import type { Feeds, Runtime, Session } from './runtime.ts';

/** Computes recorded values with everything they need; each then holds its tensor, in the host's memory. */
export function evaluate(values: readonly Value[], runtime: Runtime, sessions: Lru<Session>): void {
  const nodes = nodesFor(values);
  const inputs = new Map<string, Value>();
  const feeds: Record<string, Tensor> = {};
  const seen = new Set<Value>();
  for (const value of [...nodes.flatMap(node => node.inputs), ...values]) {
    if (value?.source.kind !== 'stored' || seen.has(value)) continue;
    seen.add(value);
    const name = `i${inputs.size}`;
    inputs.set(name, value);
    feeds[name] = value.source.tensor as Tensor;
  }
  const outputs = new Map(values.map((value, i) => [`o${i}`, value]));
  const results = runGraph(
    writeModel(nodes, { inputs, outputs }),
    feeds,
    [...outputs.keys()],
    runtime,
    sessions,
  );
  for (const [name, value] of outputs)
    value.source = { kind: 'stored', tensor: results[name]!, exclusive: false } as Value['source'];
}

/** The numbers of a tensor, brought back from the device where they are there. */
export function readBack(tensor: Tensor, runtime: Runtime, sessions: Lru<Session>): ElementArray {
  if (tensor.location === 'cpu') return tensor.data as ElementArray;
  // `getData` of a tensor on the device aborts the process (onnxruntime-node 1.30); a graph that copies it does not.
  return copy(tensor, runtime, sessions, false).data as ElementArray;
}

/** The tensor in the device's memory, or in the host's. */
export function copy(tensor: Tensor, runtime: Runtime, sessions: Lru<Session>, toDevice: boolean): Tensor {
  const from = parameter(tensor.type as ElementType, tensor.dims);
  const to = apply('Identity', [from], from.type, from.shape);
  const model = writeModel(nodesFor([to]), {
    inputs: new Map([['from', from]]),
    outputs: new Map([['to', to]]),
  });
  return runGraph(model, { from: tensor }, ['to'], runtime, sessions, toDevice).to!;
}

function runGraph(
  model: Uint8Array,
  feeds: Feeds,
  outputs: readonly string[],
  runtime: Runtime,
  sessions: Lru<Session>,
  onDevice = false,
): Record<string, Tensor> {
  const key = `${onDevice} ${createHash('sha1').update(model).digest('base64')}`;
  const session = sessions.get(key, () => runtime.session(model, onDevice ? { onDevice: outputs } : {}));
  return session.run(feeds, Object.fromEntries(outputs.map(name => [name, null])));
}
