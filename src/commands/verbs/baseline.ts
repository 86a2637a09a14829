import { runBaseline } from '../baseline.ts';
import type { Verb } from '../verb.ts';

export const baselineVerb: Verb = async args => ({ text: await runBaseline(args) });
