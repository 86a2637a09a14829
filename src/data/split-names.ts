import type { SplitName } from './pair.ts';

/** In the order in which they are read and reported. */
export const SPLIT_NAMES = ['train', 'validation', 'test'] as const satisfies readonly SplitName[];
