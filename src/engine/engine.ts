import type { Tensor, TensorContainer } from '@tensorflow/tfjs-core';

export type EngineName = 'reference' | 'tensorflow';

/** What the report says about where the work ran. */
export interface EngineInfo {
  readonly name: EngineName;
  readonly version: string;
  /** 'cpu' or the GPU's name. */
  readonly device: string;
  readonly gpu: boolean;
}

/**
 * A tfjs backend with a lifecycle. Model code is plain `@tensorflow/tfjs-core`; whichever engine is open computes it.
 */
export interface Engine {
  readonly info: EngineInfo;
  /**
   * Prepares a pure function of tensors and `tf.Variable`s for repeated calls. A tracing engine traces it once per
   * signature of shapes and dtypes; an eager engine runs it inside `tf.tidy`. Numbers that change from call to call
   * (learning rate, bias correction) must come in as tensors. The caller disposes what comes back.
   */
  compile<A extends readonly Tensor[], R extends TensorContainer>(
    fn: (...inputs: A) => R,
  ): (...inputs: A) => Promise<R>;
  dispose(): void;
}
