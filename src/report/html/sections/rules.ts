import type { BudgetOutcome, RuleOutcome, RuleState, Verdict } from '../../../gate/verdict.ts';
import { budgetSpent, count, duration, NONE, plural, pValue } from '../../format.ts';
import { boundsText, dataFault, STATES } from '../../outcome.ts';
import { plain } from '../../text.ts';
import { type Content, html, type Markup } from '../markup.ts';
import { badge, code, folded, right, type Section, table } from '../parts.ts';
import type { Part } from './section.ts';

/** What decided stands first. */
const WEIGHTS = { broken: 1, inconclusive: 2, holds: 3 } as const;

const KINDS = { holds: 'good', broken: 'bad', inconclusive: 'warn' } as const;

/** Everything that could decide the verdict, each with the sentence that says why. */
export const rules: Part = ({ result: { verdict } }) => rulesOf(verdict);

export function rulesOf(verdict: Verdict): Section | undefined {
  const rows = [
    ...Object.entries(verdict.data).map(([kind, n]) => ({ weight: n > 0 ? 0 : 3, row: dataRow(kind, n) })),
    ...verdict.rules.map(rule => ({ weight: WEIGHTS[rule.state], row: ruleRow(rule) })),
    ...verdict.budget.map(limit => ({ weight: limit.exceeded ? 0 : 3, row: budgetRow(limit) })),
  ]
    .sort((a, b) => a.weight - b.weight)
    .map(({ row }) => row);
  if (rows.length === 0) return undefined;
  return {
    id: 'rules',
    title: 'Rules',
    body: html`${ruleTable(rows, 'Rules, and whether they hold')}${inWords(verdict.rules)}`,
  };
}

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
    adjusted === undefined
      ? pValue(rule.pValue)
      : html`${pValue(rule.pValue)}<span class="sub">Holm ${pValue(adjusted)}</span>`,
    rule.n === 0 ? NONE : count(rule.n),
  ];
}

/** Rules choose their own confidence, so it stands beside each interval. */
function levelled(rule: RuleOutcome): Content {
  const { interval: bounds } = rule;
  const text = boundsText(rule);
  if (!bounds || text === NONE) return text;
  return html`${text}<span class="sub">${Number((bounds.level * 100).toFixed(4))} %</span>`;
}

/** What the columns mean, for a reader without statistics. */
function inWords(rules: readonly RuleOutcome[]): Markup | undefined {
  const notes = [
    rules.some(rule => rule.interval) &&
      html`<li><b>Interval</b>: with other test pairs of the same kind the number would come out a little different. A 95 % interval is made so that it holds the true one in 95 of 100 cases; more test pairs make it narrower.</li>`,
    rules.some(rule => rule.pValue !== undefined) &&
      html`<li><b>p-value</b>: how often chance alone would give so good a result if what the rule asks for were not so. The smaller, the surer; unless a rule says otherwise, it must be below 0.05.</li>`,
    rules.some(rule => rule.adjustedPValue !== undefined) &&
      html`<li><b>Holm</b>: who asks several times is lucky more often, so with several tests each p-value is raised for it. That one decides.</li>`,
    rules.some(rule => rule.state === 'inconclusive') &&
      html`<li><b>inconclusive</b>: neither shown to hold nor shown to be broken. The configuration says what that does to the run.</li>`,
  ].filter(note => note !== false);
  return notes.length === 0
    ? undefined
    : folded('What these columns mean', html`<ul class="plain">${notes}</ul>`);
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
