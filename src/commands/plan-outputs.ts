import type { SweepPlan } from './plan-sweep.ts';

/** What a step hands to the jobs after it: JSON for `fromJSON`. */
export function planOutputs({
  encode,
  train,
}: Pick<SweepPlan, 'encode' | 'train'>): Record<'encode-matrix' | 'train-matrix', string> {
  return { 'encode-matrix': JSON.stringify(encode), 'train-matrix': JSON.stringify(train) };
}
