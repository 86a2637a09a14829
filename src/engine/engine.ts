import type { Tensor, TensorContainer, Variable } from '@tensorflow/tfjs-core';

export type EngineName = 'onnxruntime' | 'reference' | 'tensorflow';

/** What the report says about where the work ran. */
export interface EngineInfo {
  readonly name: EngineName;
  readonly version: string;
  /** 'cpu' or the GPU's name. */
  readonly device: string;
  /** Whether `device` is one; what only pretends to be, such as SwiftShader, is none. */
  readonly gpu: boolean;
  /** ONNX Runtime's execution provider. */
  readonly provider?: 'cpu' | 'webgpu' | 'cuda';
  /** The GPU's driver, where it is known: `NVIDIA 550.54.15`, or the name of its library. */
  readonly driver?: string;
}

export interface CompileOptions {
  /**
   * Matrices whose products from the right, x · W or x · Wᵀ, are computed in 8-bit integers: W quantized for each output
   * channel, x for each row as it comes. They are taken once; the caller does not change them from then on.
   */
  readonly int8?: ReadonlySet<Variable>;
}

/**
 * A tfjs backend with a lifecycle. Model code is plain `@tensorflow/tfjs-core`; whichever engine is open computes it.
 */
export interface Engine {
  readonly info: EngineInfo;
  /** Calls into a native runtime so far and the time inside them, where the engine has one. */
  readonly stats?: { readonly runs: number; readonly runMilliseconds: number; readonly sessions: number };
  /**
   * Prepares a pure function of tensors and `tf.Variable`s for repeated calls. A tracing engine traces it once per
   * signature of shapes and dtypes; an eager engine runs it inside `tf.tidy`. Numbers that change from call to call
   * (learning rate, bias correction) must come in as tensors. The caller disposes what comes back.
   *
   * A call is atomic: it assigns to variables only once all of it has succeeded. One that throws leaves every variable
   * as it was and keeps no tensor, so that the caller may do the same work again in smaller parts.
   *
   * @throws `PRECISION_UNSUPPORTED` when `int8` has matrices and the engine computes in floats only.
   * @throws the compiled function: `ENGINE_OUT_OF_MEMORY`, `ENGINE_DEVICE_LOST`, or `ENGINE_FAILED` for the rest.
   */
  compile<A extends readonly Tensor[], R extends TensorContainer>(
    fn: (...inputs: A) => R,
    options?: CompileOptions,
  ): (...inputs: A) => Promise<R>;
  dispose(): void;
}
