import type { RuleState, Verdict, VerdictOutcome } from '../gate/verdict.ts';

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

type Decided = Pick<Verdict, 'outcome' | 'sentence'>;

/** `Failed: accuracy is …`, whether or not the sentence begins so by itself. */
export function headlineOf({ outcome, sentence }: Decided): string {
  const { words } = OUTCOMES[outcome];
  return sentence.startsWith(words) ? sentence : `${words}: ${sentence}`;
}

/** The sentence without the words that already stand in a heading above it. */
export function reasonOf({ outcome, sentence }: Decided): string {
  const lead = `${OUTCOMES[outcome].words}: `;
  if (!sentence.startsWith(lead)) return sentence;
  const rest = sentence.slice(lead.length);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
