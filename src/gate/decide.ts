import { budgetText } from './budget.ts';
import { faultTexts } from './data-faults.ts';
import { uncapitalised } from './format.ts';
import type { BudgetOutcome, RuleOutcome, Verdict, VerdictOutcome } from './verdict.ts';

export interface DecideInput {
  readonly rules: readonly RuleOutcome[];
  /** What a rule that neither holds nor is broken does to the run. */
  readonly inconclusive: 'fail' | 'pass' | 'warn';
  readonly budget: readonly BudgetOutcome[];
  /** Counts of data faults that fail the run by themselves; those of a pull request begin with `test_`. */
  readonly data: Readonly<Record<string, number>>;
}

/**
 * The verdict, from what was measured: pure. What weighs most decides and leads the sentence: faults of the data, then
 * the budget, then broken rules, then inconclusive ones.
 */
export function decide(input: DecideInput): Verdict {
  const { rules, budget, data } = input;
  const [outcome, sentence] = reason(input);
  return { outcome, sentence, rules, budget, data };
}

/** Exit code of the process for a verdict; errors before a verdict carry their own. */
export function exitCode({ outcome }: Pick<Verdict, 'outcome'>): 0 | 1 | 2 | 3 | 4 {
  return ({ pass: 0, fail: 1, budget: 3, error: 4 } as const)[outcome];
}

function reason({ rules, inconclusive, budget, data }: DecideInput): [VerdictOutcome, string] {
  const faults = faultTexts(data);
  if (faults.length > 0) return ['fail', `Failed: ${faults.join('; ')}.`];

  const missed = budget.find(({ exceeded }) => exceeded);
  if (missed) return ['budget', `Over budget: ${budgetText(missed)}.`];

  const broken = rules.filter(({ state }) => state === 'broken');
  if (broken[0]) return ['fail', `Failed: ${clause(broken[0])}${others(broken, rules, 'broken')}.`];

  const open = rules.filter(({ state }) => state === 'inconclusive');
  if (open[0]) {
    const found = `${clause(open[0])}${others(open, rules, 'inconclusive')}.`;
    if (inconclusive === 'fail') return ['fail', `Failed as inconclusive: ${found}`];
    return [
      'pass',
      `Passed${inconclusive === 'warn' ? ' with a warning' : ''}, though inconclusive: ${found}`,
    ];
  }
  if (!rules[0]) return ['pass', 'Passed: there are no rules to hold.'];
  const all = rules.length > 1 ? `; ${every(rules)} hold` : '';
  return ['pass', `Passed: ${clause(rules[0])}${all}${unopposedText(rules)}.`];
}

/** The outcome's sentence without its full stop, for use after a colon. */
function clause({ sentence }: RuleOutcome): string {
  return uncapitalised(sentence.replace(/\.$/, ''));
}

/** A pass that nothing was lost to says so, also when the rule does not lead the sentence. */
function unopposedText([, ...rest]: readonly RuleOutcome[]): string {
  const n = rest.filter(({ unopposed }) => unopposed).length;
  return n === 0
    ? ''
    : `, ${n} of them because ${n === 1 ? 'its baseline is' : 'their baselines are'} not there yet`;
}

function others(these: readonly unknown[], all: readonly unknown[], state: string): string {
  if (these.length < 2) return '';
  return `; ${these.length === all.length ? every(all) : `${these.length} of ${all.length} rules`} are ${state}`;
}

const every = (rules: readonly unknown[]): string =>
  rules.length === 2 ? 'both rules' : `all ${rules.length} rules`;
