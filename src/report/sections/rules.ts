import type { Interval } from '../../evaluation/types.ts';
import type { BudgetOutcome, RuleOutcome } from '../../gate/verdict.ts';
import { code, escapeMarkdown } from '../escape.ts';
import { budgetSpent, count, duration, interval, NONE, plural, pValue } from '../format.ts';
import { dataFault, explained, STATES } from '../outcome.ts';
import type { Result } from '../result.ts';
import { table } from '../table.ts';

/** Everything that could decide the verdict, in one table; a sentence for each rule that does not hold. */
export function rulesSection({ verdict }: Result): string {
  const rows = [
    ...Object.entries(verdict.data).map(([kind, n]) => dataRow(kind, n)),
    ...verdict.budget.map(budgetRow),
    ...verdict.rules.map(ruleRow),
  ];
  if (rows.length === 0) return '';
  const columns = ['', 'Rule', 'Expected', 'Actual', 'Confidence interval', 'p-value', 'Pairs'];
  const sentences = verdict.rules
    .filter(rule => rule.state !== 'holds')
    .slice(0, 10)
    .map(rule => `- ${STATES[rule.state].icon} ${code(rule.rule, 100)}: ${escapeMarkdown(explained(rule))}`);
  const parts = [
    '### Rules',
    table(
      columns.map(title => ({ title })),
      rows,
    ),
    sentences.join('\n'),
  ];
  return parts.filter(part => part !== '').join('\n\n');
}

function ruleRow(rule: RuleOutcome): string[] {
  const { icon, words } = STATES[rule.state];
  return [
    `${icon} ${words}`,
    code(rule.rule, 100),
    escapeMarkdown(rule.expected, 100),
    escapeMarkdown(rule.actual, 100),
    levelled(rule.interval),
    pCell(rule),
    count(rule.n),
  ];
}

/** The p-value that decides: of several rules that test, the one after Holm's adjustment. */
function pCell({ pValue: own, adjustedPValue: adjusted }: RuleOutcome): string {
  if (adjusted === undefined || adjusted === own) return pValue(own);
  return `${pValue(adjusted)} (alone ${pValue(own)})`;
}

/** Rules choose their own confidence, so it stands beside each interval. */
function levelled(bounds: Interval | undefined): string {
  const text = interval(bounds);
  return bounds && text !== NONE ? `${text} (${Number((bounds.level * 100).toFixed(4))} %)` : text;
}

function budgetRow({ name, limit, spent, exceeded }: BudgetOutcome): string[] {
  const state = exceeded ? '⏱ exceeded' : '✅ kept';
  return [
    state,
    `budget ${code(name)}`,
    `at most ${duration(limit)}`,
    budgetSpent(limit, spent, exceeded),
    NONE,
    NONE,
    NONE,
  ];
}

function dataRow(kind: string, n: number): string[] {
  const { icon, words } = STATES[n > 0 ? 'broken' : 'holds'];
  const { rule, found } = dataFault(kind);
  return [`${icon} ${words}`, escapeMarkdown(rule, 80), '0', plural(n, found), NONE, NONE, NONE];
}
