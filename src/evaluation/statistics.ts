import { compare } from './comparison.ts';
import { pairedEvidence, rateEvidence } from './evidence.ts';
import { wilson } from './intervals.ts';

/**
 * The tests and intervals that rules are judged by. The gate decides and computes nothing, so it is handed these; it
 * knows their types only.
 */
export const statistics = { wilson, compare, pairedEvidence, rateEvidence } as const;

export type Statistics = typeof statistics;
