import type { Result } from '../result.ts';

/** One part of the job summary: Markdown of its own, empty when the result has nothing for it. */
export type Section = (result: Result) => string;
