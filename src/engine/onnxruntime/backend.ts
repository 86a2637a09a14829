import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from 'onnxruntime-node';
import { FinetuneGateError } from '../../errors.ts';
import { evaluate, readBack } from './evaluate.ts';
import { arrayOf, constant, type ElementArray, type ElementType, type Shape, Value } from './graph.ts';
import { Lru } from './lru.ts';
import type { Runtime, Session } from './runtime.ts';

export const BACKEND = 'onnxruntime';

/** What stands behind a tfjs data id: a value of the graph, or strings, which no graph computes with. */
interface Entry {
  value: Value;
  readonly strings: Uint8Array[] | null;
  references: number;
}

/** A stored tensor. `exclusive`: nothing but its one variable can reach it, so a step may write over it. */
export interface Stored {
  readonly kind: 'stored';
  readonly tensor: Tensor;
  exclusive: boolean;
}

/** A function compiled for one signature of its arguments. */
export interface Compiled {
  run(inputs: readonly tf.Tensor[]): tf.TensorContainer;
  dispose(): void;
}

/** Compiled functions kept, one for each signature. */
const PROGRAMS = 64;
/** Sessions kept for operations outside compiled functions. */
const SESSIONS = 128;
/** Nodes in a row that wait to be computed; beyond it they are, so that what waits stays bounded. */
const MAX_DEPTH = 200;

/**
 * A tfjs backend whose kernels record nodes instead of computing. Reading a tensor computes what it needs. While a
 * function is traced nothing is computed, and numbers written become constants of the graph.
 */
export class OnnxruntimeBackend extends tf.KernelBackend {
  readonly runtime: Runtime;
  readonly sessions = new Lru<Session>(SESSIONS);
  readonly programs = new Lru<Compiled>(PROGRAMS);
  tracing = false;
  readonly #data: tf.DataStorage<Entry>;
  readonly #depth = new WeakMap<Value, number>();

  constructor(runtime: Runtime) {
    super();
    this.runtime = runtime;
    this.#data = new tf.DataStorage(this, tf.engine());
  }

  /** The value behind a tensor, in the tensor's shape. */
  value(info: tf.TensorInfo): Value {
    const { value, strings } = this.#data.get(info.dataId);
    if (strings) throw new FinetuneGateError('ENGINE_FAILED', 'This operation takes no tensor of strings.');
    return value;
  }

  strings(info: tf.TensorInfo): Uint8Array[] | null {
    return this.#data.get(info.dataId).strings;
  }

  /** Puts a new value behind a tensor. */
  replace(info: tf.TensorInfo, value: Value): void {
    this.#data.get(info.dataId).value = value;
  }

  /** A recorded value as a tensor of tfjs. */
  register(value: Value): tf.TensorInfo {
    if (!this.tracing) this.#bound(value);
    return this.#add({ value, strings: null, references: 1 }, value.shape, value.type as tf.DataType);
  }

  registerStrings(strings: Uint8Array[], shape: Shape): tf.TensorInfo {
    return this.#add({ value: NOTHING, strings, references: 1 }, shape, 'string');
  }

  #add(entry: Entry, shape: Shape, dtype: tf.DataType): tf.TensorInfo {
    const dataId = {};
    this.#data.set(dataId, entry);
    return { dataId, shape: [...shape], dtype };
  }

  /** The stored tensor behind a tensor, computed first where it still waits. */
  stored(info: tf.TensorInfo): Stored {
    const value = this.value(info);
    if (value.source.kind !== 'stored') evaluate([value], this.runtime, this.sessions);
    return value.source as Stored;
  }

  /** Computes what waits once it has become a long chain. */
  #bound(value: Value): void {
    const { node } = value;
    if (!node) return;
    let depth = 0;
    for (const input of node.inputs) if (input?.node) depth = Math.max(depth, this.#depth.get(input) ?? 0);
    for (const output of node.outputs) this.#depth.set(output, depth + 1);
    if (depth >= MAX_DEPTH) evaluate([value], this.runtime, this.sessions);
  }

  override write(values: tf.BackendValues | null, shape: number[], dtype: tf.DataType): tf.DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: tf.DataId,
    values: tf.BackendValues | null,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void {
    if (dtype === 'string') {
      this.#data.set(dataId, { value: NOTHING, strings: values as Uint8Array[], references });
      return;
    }
    if (dtype === 'complex64') throw unsupported('complex numbers');
    const data = elements(values, dtype, tf.util.sizeFromShape(shape));
    const value = this.tracing
      ? constant(dtype, data.slice(), shape)
      : storedValue(this.runtime.tensor(dtype, data, shape), dtype, shape, false);
    this.#data.set(dataId, { value, strings: null, references });
  }

  override readSync(dataId: tf.DataId): tf.BackendValues {
    const { value, strings } = this.#data.get(dataId);
    if (strings) return strings;
    if (value.constant) return value.constant as tf.BackendValues;
    if (this.tracing) throw unsupported('reading a tensor inside a compiled function');
    if (value.source.kind !== 'stored') evaluate([value], this.runtime, this.sessions);
    const { tensor, exclusive } = value.source as Stored;
    const data = readBack(tensor, this.runtime, this.sessions);
    // A variable's own memory is written over by the next step.
    return (exclusive ? data.slice() : data) as tf.BackendValues;
  }

  override async read(dataId: tf.DataId): Promise<tf.BackendValues> {
    return this.readSync(dataId);
  }

  override refCount(dataId: tf.DataId): number {
    return this.#data.has(dataId) ? this.#data.get(dataId).references : 0;
  }

  override incRef(dataId: tf.DataId): void {
    this.#data.get(dataId).references++;
  }

  override disposeData(dataId: tf.DataId, force = false): boolean {
    if (!this.#data.has(dataId)) return true;
    const entry = this.#data.get(dataId);
    entry.references--;
    if (!force && entry.references > 0) return false;
    this.#data.delete(dataId);
    release(entry.value);
    return true;
  }

  override numDataIds(): number {
    return this.#data.numDataIds();
  }

  override memory(): { unreliable: boolean; reasons: string[] } {
    return { unreliable: true, reasons: ['ONNX Runtime holds memory of its own.'] };
  }

  override timerAvailable(): boolean {
    return true;
  }

  /** Runs `f`, which records; what it leaves waiting is not part of the time. What `f` throws is thrown at once. */
  override time(f: () => void): Promise<{ kernelMs: number }> {
    const start = performance.now();
    f();
    return Promise.resolve({ kernelMs: performance.now() - start });
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override dispose(): void {
    this.programs.clear();
    this.sessions.clear();
  }
}

/** Stands where strings are. */
const NOTHING = new Value('float32', [0], { kind: 'parameter' });

export function storedValue(tensor: Tensor, type: ElementType, shape: Shape, exclusive: boolean): Value {
  const stored: Stored = { kind: 'stored', tensor, exclusive };
  return new Value(type, shape, stored);
}

/** Frees a variable's tensor at once where it is on a device; JavaScript's collector would be late. */
export function release({ source }: Value): void {
  if (source.kind !== 'stored') return;
  const { tensor, exclusive } = source as Stored;
  if (exclusive && tensor.location !== 'cpu') tensor.dispose();
}

function elements(
  values: tf.BackendValues | null,
  type: 'float32' | 'int32' | 'bool',
  size: number,
): ElementArray {
  if (values === null) return arrayOf(type, new Array(size).fill(0));
  const Expected = { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[type];
  return values instanceof Expected ? values : arrayOf(type, values as ArrayLike<number>);
}

function unsupported(what: string): FinetuneGateError {
  return new FinetuneGateError('ENGINE_FAILED', `The engine onnxruntime does not support ${what}.`);
}
