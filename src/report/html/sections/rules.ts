import type { BudgetOutcome, RuleOutcome, RuleState } from '../../../gate/verdict.ts';
import { budgetSpent, count, duration, NONE, plural, pValue } from '../../format.ts';
import { boundsText, dataFault, STATES } from '../../outcome.ts';
import { plain } from '../../text.ts';
import { type Content, html, type Markup } from '../markup.ts';
import { badge, code, right, table } from '../parts.ts';
import type { Part } from './section.ts';

const KINDS = { holds: 'good', broken: 'bad', inconclusive: 'warn' } as const;

/** Everything that could decide the verdict, each with the sentence that says why. */
export const rules: Part = ({ result: { verdict } }) => {
  const rows = [
    ...Object.entries(verdict.data).map(([kind, n]) => dataRow(kind, n)),
    ...verdict.budget.map(budgetRow),
    ...verdict.rules.map(ruleRow),
  ];
  if (rows.length === 0) return undefined;
  return { id: 'rules', title: 'Rules', body: ruleTable(rows, 'Rules, and whether they hold') };
};

export const ruleTable = (rows: readonly (readonly Content[])[], caption: string): Markup =>
  table(['Rule', 'Expected', 'Actual', 'Interval', right('p-value'), right('Pairs')], rows, {
    caption,
    className: 'rules',
  });

const state = (one: RuleState): Markup => badge(KINDS[one], STATES[one].words);

export function ruleRow(rule: RuleOutcome): Content[] {
  const more =
    rule.morePairs === undefined ? '' : ` About ${count(rule.morePairs)} more test pairs would settle it.`;
  const said = /more test pairs/.test(rule.sentence) ? '' : more;
  const adjusted = rule.adjustedPValue;
  return [
    html`${state(rule.state)}${code(rule.rule, 200)}<span class="why">${plain(rule.sentence + said, 800)}</span>`,
    plain(rule.expected, 200),
    plain(rule.actual, 200),
    levelled(rule),
    html`${pValue(rule.pValue)}${adjusted !== undefined && html`<span class="sub">Holm ${pValue(adjusted)}</span>`}`,
    count(rule.n),
  ];
}

/** Rules choose their own confidence, so it stands beside each interval. */
function levelled(rule: RuleOutcome): Content {
  const { interval: bounds } = rule;
  const text = boundsText(rule);
  if (!bounds || text === NONE) return text;
  return html`${text}<span class="sub">${Number((bounds.level * 100).toFixed(4))} %</span>`;
}

function budgetRow({ name, limit, spent, exceeded }: BudgetOutcome): Content[] {
  return [
    html`${badge(exceeded ? 'warn' : 'good', exceeded ? 'exceeded' : 'kept')}${code(`budget ${name}`)}`,
    `at most ${duration(limit)}`,
    budgetSpent(limit, spent, exceeded),
    NONE,
    NONE,
    NONE,
  ];
}

function dataRow(kind: string, n: number): Content[] {
  const { rule, found } = dataFault(kind);
  return [
    html`${state(n > 0 ? 'broken' : 'holds')} ${plain(rule, 80)}`,
    '0',
    plural(n, found),
    NONE,
    NONE,
    NONE,
  ];
}
