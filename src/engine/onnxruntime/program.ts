import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from 'onnxruntime-node';
import { type OnnxruntimeBackend, release, type Stored, storedValue } from './backend.ts';
import { type Container, leaves, rebuild } from './container.ts';
import { copy } from './evaluate.ts';
import { nodesFor, type Value } from './graph.ts';
import { writeModel } from './onnx.ts';
import { overwritable } from './overwritable.ts';
import type { Int8Matrix } from './passes/int8.ts';
import { optimize } from './passes/optimize.ts';
import { largestProduct } from './products.ts';
import type { Session } from './runtime.ts';
import type { Traced } from './trace.ts';

/** Where a feed comes from at each run. */
type Feed =
  | { readonly kind: 'argument'; readonly index: number }
  | { readonly kind: 'variable'; readonly variable: tf.Variable }
  | { readonly kind: 'captured'; readonly tensor: Tensor };

interface State {
  readonly name: string;
  readonly variable: tf.Variable;
  /** Whether its new value may be written where the old one is. */
  readonly inPlace: boolean;
}

/**
 * Multiplications of one product from which handing parts of it to other threads saves more than it costs: a tenth of a
 * millisecond's work. Those of a head's step have fewer.
 */
const WORTH_THREADS = 2 ** 24;

/** A traced function, compiled: runs without any work of tfjs. */
export class Program {
  readonly #backend: OnnxruntimeBackend;
  readonly #session: Session;
  readonly #feeds: readonly (readonly [name: string, Feed])[];
  readonly #result: Container<Value>;
  readonly #results: ReadonlyMap<Value, string>;
  readonly #states: readonly State[];

  constructor(
    backend: OnnxruntimeBackend,
    { parameters, variables, result, assigned }: Traced,
    int8Matrix: (weight: tf.Variable, transposed: boolean) => Int8Matrix | null = () => null,
  ) {
    this.#backend = backend;
    const wanted = [...new Set(leaves(result))];
    const variableOf = new Map(variables.map(([variable, value]) => [value, variable]));
    const optimized = optimize([...wanted, ...assigned.map(([, value]) => value)], (weight, transposed) => {
      const variable = variableOf.get(weight);
      return variable ? int8Matrix(variable, transposed) : null;
    });
    const nodes = nodesFor(optimized);
    const sources = new Map<Value, Feed>();
    parameters.forEach((value, index) => {
      sources.set(value, { kind: 'argument', index });
    });
    for (const [variable, value] of variables) sources.set(value, { kind: 'variable', variable });

    const inputs = new Map<string, Value>();
    const feeds: [string, Feed][] = [];
    for (const value of new Set([...nodes.flatMap(node => node.inputs), ...optimized])) {
      if (!value || value.node || value.constant) continue;
      const feed = sources.get(value) ?? { kind: 'captured', tensor: (value.source as Stored).tensor };
      const name = `i${inputs.size}`;
      inputs.set(name, value);
      feeds.push([name, feed]);
    }
    const outputs = new Map(optimized.map((value, i) => [`o${i}`, value]));
    const before = new Map(variables);
    const inPlace = backend.runtime.provider === 'cpu' ? overwritable(nodes, optimized) : () => false;

    this.#feeds = feeds;
    this.#result = result;
    this.#results = new Map(wanted.map((value, i) => [value, `o${i}`]));
    this.#states = assigned.map(([variable], i) => ({
      name: `o${wanted.length + i}`,
      variable,
      inPlace: inPlace(before.get(variable)!, optimized[wanted.length + i]!),
    }));
    const onDevice = backend.runtime.provider === 'cpu' ? [] : this.#states.map(({ name }) => name);
    const options = { onDevice, ...(largestProduct(nodes) < WORTH_THREADS && { threads: 1 }) };
    this.#session = backend.runtime.session(writeModel(nodes, { inputs, outputs }), options);
  }

  /** One run: all variables get their new values, or on an error none does. */
  run(inputs: readonly tf.Tensor[]): tf.TensorContainer {
    const feeds: Record<string, Tensor> = {};
    const read = new Set<Tensor>();
    for (const [name, feed] of this.#feeds) {
      if (feed.kind === 'variable') {
        feeds[name] = this.#resident(feed.variable);
        continue;
      }
      feeds[name] = feed.kind === 'captured' ? feed.tensor : this.#backend.stored(inputs[feed.index]!).tensor;
      read.add(feeds[name]);
    }
    const fetches: Record<string, Tensor | null> = {};
    for (const name of this.#results.values()) fetches[name] = null;
    for (const { name, variable, inPlace } of this.#states) {
      const { tensor, exclusive } = this.#backend.stored(variable);
      // Not where another variable shares the data, or an argument of this run is the variable itself.
      const own = exclusive && this.#backend.refCount(variable.dataId) === 1 && !read.has(tensor);
      fetches[name] = inPlace && own ? tensor : null;
    }
    const outputs = this.#session.run(feeds, fetches);
    for (const { name, variable } of this.#states) this.#assign(variable, outputs[name]!);
    return rebuild(this.#result, value => {
      const stored = storedValue(outputs[this.#results.get(value)!]!, value.type, value.shape, false);
      return tf.engine().makeTensorFromTensorInfo(this.#backend.register(stored), this.#backend);
    });
  }

  /** The variable's tensor; on a device it stays there once it was used, since weights are needed again. */
  #resident(variable: tf.Variable): Tensor {
    const { runtime, sessions } = this.#backend;
    const stored = this.#backend.stored(variable);
    if (runtime.provider === 'cpu' || stored.tensor.location !== 'cpu') return stored.tensor;
    const tensor = copy(stored.tensor, runtime, sessions, true);
    this.#assign(variable, tensor);
    return tensor;
  }

  #assign(variable: tf.Variable, tensor: Tensor): void {
    const backend = this.#backend;
    const { dtype, shape } = variable;
    const old = backend.value(variable);
    if (old.source.kind === 'stored' && (old.source as Stored).tensor === tensor) return;
    const value = storedValue(tensor, dtype as Value['type'], shape, true);
    if (backend.refCount(variable.dataId) === 1) {
      backend.replace(variable, value);
      release(old);
      return;
    }
    // Another tensor shares the data and keeps what it had.
    const moved = tf.engine().makeTensorFromTensorInfo(backend.register(value), backend);
    variable.assign(moved);
    moved.dispose();
  }

  dispose(): void {
    this.#session.dispose();
  }
}
