import { COST_METRICS } from '../../../evaluation/types.ts';
import { engineWords } from '../../engine.ts';
import { count, decimal, duration, percent } from '../../format.ts';
import type { Result } from '../../result.ts';
import { plain } from '../../text.ts';
import { totalSeconds } from '../../times.ts';
import { type Content, html, type Markup } from '../markup.ts';
import { code } from '../parts.ts';
import type { Part } from './section.ts';

export type Line = readonly [name: string, value: Content];

/** What the run took: time, the part of the budget, texts and tokens, and what rules may limit. */
export const cost: Part = ({ result }) => {
  if (result.error && !result.cost) return undefined;
  const lines = [...times(result), ...encoded(result), ...limits(result)];
  return lines.length > 0 ? { id: 'cost', title: 'Cost', body: list(lines) } : undefined;
};

/** What names this run: the data, the weights, the program and where it ran. */
export const provenance: Part = ({ result: { tool, data, model, policy, engine } }) => {
  const lines: Line[] = [['Program', `${tool.name} ${plain(tool.version, 30)}`]];
  if (engine) lines.push(['Engine', engineWords(engine, plain)]);
  if (model) {
    lines.push(['Base model', code(model.base, 200)]);
    if (model.revision !== undefined) lines.push(['Revision', code(model.revision, 100)]);
    lines.push(['Base weights', code(model.weights, 100)]);
    if (model.precision) {
      const { kind, agreement } = model.precision;
      lines.push([
        'Precision',
        `${plain(kind, 10)}, mean cosine ${decimal(agreement.meanCosine, 6)} to fp32 over ${count(agreement.texts)} texts`,
      ]);
    }
  }
  if (data) {
    lines.push(['Data', code(data.fingerprint, 100)], ['Test set', code(data.testFingerprint, 100)]);
    lines.push(['Files', data.files.slice(0, 30).map(file => html`${code(file)} `)]);
  }
  if (policy?.source === 'base-branch' && policy.commit !== undefined) {
    lines.push(['Policy', html`of the base branch at ${code(policy.commit, 64)}`]);
  } else if (policy) lines.push(['Policy', 'of the working tree']);
  return { id: 'provenance', title: 'Provenance', body: list(lines) };
};

export const list = (lines: readonly Line[]): Markup =>
  html`<dl class="lines">${lines.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>`;

function times({ times: all, verdict }: Result): Line[] {
  const total = totalSeconds(all);
  if (total === undefined) return [];
  const parts = Object.entries(all)
    .filter(([name, seconds]) => name !== 'total' && seconds >= 0.05)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 8)
    .map(([name, seconds]) => `${plain(name, 30)} ${duration(seconds)}`);
  return [
    ['Time', html`<b>${duration(total)}</b>${parts.length > 1 && ` (${parts.join(', ')})`}`],
    ...verdict.budget.map(
      ({ limit, spent }): Line => [
        'Budget',
        `${duration(spent)} of ${duration(limit)} (${percent(spent / limit)})`,
      ],
    ),
  ];
}

function encoded({ cost: found }: Result): Line[] {
  if (!found) return [];
  const kept = found.textsFound > 0 ? `; ${count(found.textsFound)} more were found in the cache` : '';
  return [['Texts encoded', `${count(found.textsEncoded)} (${count(found.tokensEncoded)} tokens)${kept}`]];
}

function limits({ costs = {} }: Result): Line[] {
  return COST_METRICS.flatMap((name): Line[] => {
    const value = costs[name];
    if (typeof value !== 'number') return [];
    const shown = Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(4)));
    return [[name.replaceAll('_', ' '), shown]];
  });
}
