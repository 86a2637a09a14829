import { getKernel, type KernelFunc, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { Call, type Kernel } from './kernel.ts';
import { add } from './kernels/add.ts';
import { batchMatMul } from './kernels/batch-mat-mul.ts';
import { erf } from './kernels/erf.ts';
import { exp } from './kernels/exp.ts';
import { gatherV2 } from './kernels/gather-v2.ts';
import { mean } from './kernels/mean.ts';
import { multiply } from './kernels/multiply.ts';
import { neg } from './kernels/neg.ts';
import { realDiv } from './kernels/real-div.ts';
import { softmax } from './kernels/softmax.ts';
import { sqrt } from './kernels/sqrt.ts';
import { square } from './kernels/square.ts';
import { sub } from './kernels/sub.ts';
import { sum } from './kernels/sum.ts';
import { tanh } from './kernels/tanh.ts';
import { transpose } from './kernels/transpose.ts';
import { unsortedSegmentSum } from './kernels/unsorted-segment-sum.ts';

/** Every kernel of ours; each is held against tfjs' own in the tests. */
export const KERNELS: readonly Kernel[] = [
  add,
  batchMatMul,
  erf,
  exp,
  gatherV2,
  mean,
  multiply,
  neg,
  realDiv,
  softmax,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  transpose,
  unsortedSegmentSum,
];

const ours = new WeakSet<KernelFunc>();

/**
 * Puts our kernels before those of tfjs' CPU backend. May be called again: loading another copy of tfjs puts its own
 * kernels back.
 */
export function registerKernels(): void {
  for (const kernel of KERNELS) {
    const current = getKernel(kernel.name, 'cpu');
    if (ours.has(current.kernelFunc)) continue;
    const kernelFunc: KernelFunc = call => kernel.compute(new Call(call)) ?? current.kernelFunc(call);
    ours.add(kernelFunc);
    unregisterKernel(kernel.name, 'cpu');
    registerKernel({ ...current, kernelFunc });
  }
}
