import { count, NONE } from '../../format.ts';
import { headlineOf } from '../../outcome.ts';
import { changedParts } from '../../policy-change.ts';
import type { PolicySummary } from '../../result.ts';
import { plain } from '../../text.ts';
import { type Content, html, type Markup } from '../markup.ts';
import { code, table } from '../parts.ts';
import { ruleRow, ruleTable } from './rules.ts';
import type { Part } from './section.ts';

/** Whose rules judged, and what the pull request would change about them. */
export const policy: Part = ({ result: { policy: found } }) => {
  if (!found) return undefined;
  const note = found.note !== undefined && html`<p>${plain(found.note, 1000)}</p>`;
  if (found.changes.length === 0) {
    return found.note === undefined ? undefined : { id: 'policy', title: 'Policy', body: note };
  }
  const rows = found.changes.map(change => {
    const { base, head, same } = changedParts(change);
    const unchanged = same > 0 && html`<span class="sub">${count(same)} unchanged</span>`;
    return [html`${code(change.key, 100)}${unchanged}`, side(base), side(head)];
  });
  return {
    id: 'policy',
    title: 'Changes to the policy',
    body: html`<p>${inForce(found)}</p>
${note}
${table(['Setting', 'Base branch', 'This pull request'], rows, { caption: 'Settings that the pull request changes' })}
${proposed(found)}`,
  };
};

const side = (parts: readonly string[]): Content =>
  parts.length === 0 ? NONE : parts.map(part => html`<div>${code(part, 500)}</div>`);

function inForce({ accepted, commit }: PolicySummary): Markup {
  if (accepted === true) {
    return html`The workflow accepts the policy of this pull request: it judged this run.`;
  }
  return html`The base branch${commit !== undefined && html` at ${code(commit.slice(0, 12))}`} judged this run. The changes below do not count until they are merged.`;
}

function proposed({ proposed: verdict }: PolicySummary): Markup | undefined {
  if (!verdict) return undefined;
  return html`<p>By the pull request’s own policy, for information: ${plain(headlineOf(verdict), 600)}</p>
${verdict.rules.length > 0 && ruleTable(verdict.rules.map(ruleRow), 'Rules of the pull request, which do not count')}`;
}
