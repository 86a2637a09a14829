import { Sum } from '@tensorflow/tfjs-core';
import type { Kernel } from '../kernel.ts';
import { reduce } from '../reduce.ts';

export const sum: Kernel = { name: Sum, compute: call => reduce(call, () => 1) };
