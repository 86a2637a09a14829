import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { FinetuneGateError } from '../../errors.ts';
import { engineError } from './failure.ts';
import type { ElementArray, ElementType, Shape } from './graph.ts';
import type { OnnxruntimePackage } from './package.ts';

export type Provider = 'cpu' | 'webgpu' | 'cuda';

export interface RuntimeOptions {
  readonly provider: Provider;
  /** Threads of one operator. */
  readonly threads: number;
  /** Where ONNX Runtime writes a profile of each session, as the start of the files' names; nowhere when omitted. */
  readonly profile?: string | undefined;
}

export interface SessionOptions {
  /** Names of the outputs that stay in the device's memory. */
  readonly onDevice?: readonly string[];
  /** Threads of one operator; the runtime's own when omitted. */
  readonly threads?: number;
}

/** Tensors by the names of a graph's inputs. */
export type Feeds = Readonly<Record<string, Tensor>>;
/** For each output wanted, the tensor to write into, or null for a new one. */
export type Fetches = Readonly<Record<string, Tensor | null>>;

/** A compiled graph. Runs are synchronous: the native call holds the thread anyway. */
export interface Session {
  /** @throws `ENGINE_OUT_OF_MEMORY`, `ENGINE_DEVICE_LOST` or `ENGINE_FAILED`. */
  run(feeds: Feeds, fetches: Fetches): Record<string, Tensor>;
  dispose(): void;
}

/** ONNX Runtime with one execution provider: makes tensors and sessions. */
export class Runtime {
  readonly provider: Provider;
  /** Calls into ONNX Runtime so far, and the time inside them. */
  readonly stats = { runs: 0, runMilliseconds: 0, sessions: 0 };
  readonly #package: OnnxruntimePackage;
  readonly #options: RuntimeOptions;

  constructor(onnxruntime: OnnxruntimePackage, options: RuntimeOptions) {
    this.#package = onnxruntime;
    this.#options = options;
    this.provider = options.provider;
  }

  /** A tensor over `data`, which is not copied. */
  tensor(type: ElementType, data: ElementArray, shape: Shape): Tensor {
    const { Tensor } = this.#package.ort;
    return new Tensor(type as 'float32', data as Float32Array, shape);
  }

  /** Compiles a serialized ONNX model. */
  session(model: Uint8Array, options: SessionOptions = {}): Session {
    const { binding } = this.#package;
    const native = new binding.InferenceSession();
    const { buffer, byteOffset, byteLength } = model;
    try {
      native.loadModel(buffer as ArrayBuffer, byteOffset, byteLength, this.#sessionOptions(options));
    } catch (cause) {
      throw engineError(cause, this.provider);
    }
    this.stats.sessions++;
    let disposed = false;
    return {
      run: (feeds, fetches) => {
        if (disposed) throw new FinetuneGateError('ENGINE_FAILED', 'The session was disposed of.');
        const start = performance.now();
        try {
          return native.run(feeds, fetches, {}) as Record<string, Tensor>;
        } catch (cause) {
          throw engineError(cause, this.provider);
        } finally {
          this.stats.runs++;
          this.stats.runMilliseconds += performance.now() - start;
        }
      },
      dispose: () => {
        if (disposed) return;
        disposed = true;
        this.stats.sessions--;
        if (this.#options.profile !== undefined) native.endProfiling();
        native.dispose();
      },
    };
  }

  #sessionOptions({ onDevice = [], ...own }: SessionOptions): InferenceSession.SessionOptions {
    const { provider, threads, profile } = { ...this.#options, ...own };
    return {
      executionProviders: [provider],
      // The passes of ours have fused what is worth it; ONNX Runtime's own would undo some of that.
      graphOptimizationLevel: 'basic',
      executionMode: 'sequential',
      // An arena belongs to one session, never gives back, and doubles to grow: memory for each shape anew.
      enableCpuMemArena: false,
      enableMemPattern: false,
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      extra: { session: { force_spinning_stop: '1' } },
      logSeverityLevel: 3,
      ...(profile !== undefined && { enableProfiling: true, profileFilePrefix: profile }),
      ...(onDevice.length > 0 && {
        preferredOutputLocation: Object.fromEntries(onDevice.map(name => [name, 'gpu-buffer'] as const)),
      }),
    };
  }
}
