import type { BudgetOutcome, RuleOutcome, Verdict } from '../../gate/verdict.ts';
import { code, escapeMarkdown } from '../escape.ts';
import { budgetSpent, count, duration, NONE, plural, pValue } from '../format.ts';
import { boundsText, dataFault, explained, OUTCOMES, STATES } from '../outcome.ts';
import { table } from '../table.ts';
import type { Section } from './section.ts';

const COLUMNS = ['', 'Rule', 'Expected', 'Actual', 'Confidence interval', 'p-value', 'Pairs'];
/** Those that answer a reviewer at once. */
const BRIEF = 4;
const SENTENCES = 10;

/**
 * Everything that could decide the verdict, in one table; a sentence for each rule that does not hold, but for the one
 * that the verdict has said already.
 */
export const rulesSection: Section = ({ verdict }) => verdictRules(verdict);

export const verdictRules = (verdict: Verdict): string => ruleTable(verdict, COLUMNS);

/** The same in few enough columns for a comment. */
export const briefRulesSection: Section = ({ verdict }) => ruleTable(verdict, COLUMNS.slice(0, BRIEF));

function ruleTable(verdict: Verdict, columns: readonly string[]): string {
  const rows = [
    ...Object.entries(verdict.data).map(([kind, n]) => dataRow(kind, n)),
    ...verdict.rules.map(ruleRow),
    ...verdict.budget.map(budgetRow),
  ].sort((a, b) => weight(b) - weight(a));
  if (rows.length === 0) return '';
  // A column that says nothing of any rule only takes room.
  const used = columns.flatMap((title, i) => (rows.some(row => row[i] !== NONE) ? [{ title, i }] : []));
  const sentences = verdict.rules
    .filter(rule => rule.state !== 'holds' && !isSaid(rule, verdict))
    .slice(0, SENTENCES)
    .map(rule => `- ${STATES[rule.state].icon} ${code(rule.rule, 100)}: ${escapeMarkdown(explained(rule))}`);
  const parts = [
    '### Rules',
    table(
      used,
      rows.map(row => used.map(({ i }) => row[i] ?? '')),
    ),
    sentences.join('\n'),
  ];
  return parts.filter(part => part !== '').join('\n\n');
}

/** The verdict takes up a rule's sentence without its capital and its full stop. */
function isSaid(rule: RuleOutcome, verdict: Verdict): boolean {
  const clause = explained(rule).replace(/\.$/, '').slice(1);
  return clause !== '' && verdict.sentence.includes(clause);
}

/** What weighs most stands first. */
function weight([state = '']: readonly string[]): number {
  const icons = [STATES.inconclusive.icon, STATES.broken.icon, OUTCOMES.budget.icon];
  return icons.findIndex(icon => state.startsWith(icon));
}

function ruleRow(rule: RuleOutcome): string[] {
  const { icon, words } = STATES[rule.state];
  return [
    `${icon} ${words}`,
    code(rule.rule, 100),
    escapeMarkdown(rule.expected, 100),
    escapeMarkdown(rule.actual, 100),
    levelled(rule),
    pCell(rule),
    rule.n === 0 ? NONE : count(rule.n),
  ];
}

/** The p-value that decides: of several rules that test, the one after Holm's adjustment. */
function pCell({ pValue: own, adjustedPValue: adjusted }: RuleOutcome): string {
  if (adjusted === undefined || adjusted === own) return pValue(own);
  return `${pValue(adjusted)} (alone ${pValue(own)})`;
}

/** Rules choose their own confidence, so it stands beside each interval. */
function levelled(rule: RuleOutcome): string {
  const { interval: bounds } = rule;
  const text = boundsText(rule);
  return bounds && text !== NONE ? `${text} (${Number((bounds.level * 100).toFixed(4))} %)` : text;
}

function budgetRow({ name, limit, spent, exceeded }: BudgetOutcome): string[] {
  const state = exceeded ? `${OUTCOMES.budget.icon} exceeded` : `${STATES.holds.icon} kept`;
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
