import { Mean } from '@tensorflow/tfjs-core';
import type { Kernel } from '../kernel.ts';
import { reduce } from '../reduce.ts';

export const mean: Kernel = { name: Mean, compute: call => reduce(call, count => 1 / count) };
