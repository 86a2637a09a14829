import type { RuleOutcome, RuleState, Verdict, VerdictOutcome } from '../gate/verdict.ts';
import { decimal, interval, NONE, plural } from './format.ts';

interface Face {
  readonly icon: string;
  readonly words: string;
}

/** How a verdict is shown, the same in every form of the report. */
export const OUTCOMES: Readonly<Record<VerdictOutcome, Face>> = {
  pass: { icon: '✅', words: 'Passed' },
  fail: { icon: '❌', words: 'Failed' },
  budget: { icon: '⏱', words: 'Over budget' },
  error: { icon: '⚠️', words: 'Not judged' },
};

export const STATES: Readonly<Record<RuleState, Face>> = {
  holds: { icon: '✅', words: 'holds' },
  broken: { icon: '❌', words: 'broken' },
  inconclusive: { icon: '❔', words: 'inconclusive' },
};

/** What a key of the verdict's `data` asks for, and what its count counts. */
export function dataFault(kind: string): { readonly rule: string; readonly found: string } {
  switch (kind) {
    case 'test_dropped':
      return { rule: 'no test pair of the base branch dropped', found: 'pair' };
    case 'test_relabelled':
      return { rule: 'no test pair of the base branch relabelled', found: 'pair' };
    case 'test_respelled':
      return { rule: 'no test pair of the base branch spelled otherwise', found: 'pair' };
    case 'test_unverified':
      return { rule: 'test pairs of the base branch to compare with', found: 'split' };
    default:
      return { rule: `no ${kind} in the data`, found: 'finding' };
  }
}

/** A rule's sentence, and how many more test pairs would settle it where the sentence does not say so. */
export function explained({ sentence, morePairs }: Pick<RuleOutcome, 'sentence' | 'morePairs'>): string {
  if (morePairs === undefined || / more (?:(?:test )?pairs?|quer(?:y|ies)) /.test(sentence)) return sentence;
  return `${sentence} About ${plural(morePairs, 'more test pair')} like these would settle it.`;
}

/** A rule's interval as its value is shown: in percent, or as the plain numbers that F1 and rankings are. */
export function boundsText({ interval: bounds, actual }: Pick<RuleOutcome, 'interval' | 'actual'>): string {
  const text = interval(bounds);
  if (!bounds || text === NONE || actual.includes('%')) return text;
  return `${decimal(bounds.low)} – ${decimal(bounds.high)}`;
}

type Decided = Pick<Verdict, 'outcome' | 'sentence'>;

/** `Failed: accuracy is …`, whether or not the sentence begins so by itself. */
export function headlineOf({ outcome, sentence }: Decided): string {
  const { words } = OUTCOMES[outcome];
  return sentence.startsWith(words) ? sentence : `${words}: ${sentence}`;
}

/** The sentence without the words that already stand in a heading above it. */
export function reasonOf({ outcome, sentence }: Decided): string {
  const { words } = OUTCOMES[outcome];
  const [lead] =
    /^(?:: |, | as | )/.exec(sentence.startsWith(words) ? sentence.slice(words.length) : '') ?? [];
  if (lead === undefined) return sentence;
  const rest = sentence.slice(words.length + lead.length);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
