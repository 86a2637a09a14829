import { code, escapeMarkdown } from '../escape.ts';
import { count, NONE } from '../format.ts';
import { headlineOf, OUTCOMES, STATES } from '../outcome.ts';
import { changedParts } from '../policy-change.ts';
import type { PolicySummary, Result } from '../result.ts';
import { table } from '../table.ts';

const SHOWN_RULES = 20;
const SHOWN_PARTS = 30;

function side(parts: readonly string[]): string {
  if (parts.length === 0) return NONE;
  const more = parts.length - SHOWN_PARTS;
  const lines = parts.slice(0, SHOWN_PARTS).map(part => code(part, 200));
  return [...lines, ...(more > 0 ? [`… and ${count(more)} more`] : [])].join('<br>');
}

/** Whose rules judged, and what the pull request would change about them. */
export function policySection({ policy }: Result): string {
  if (!policy) return '';
  const commit = policy.commit ? ` at ${code(policy.commit.slice(0, 12))}` : '';
  const note = policy.note ? ` ${escapeMarkdown(policy.note)}` : '';
  if (policy.changes.length === 0) return note === '' ? '' : `### Policy\n\n${note.trim()}`;
  const rows = policy.changes.map(change => {
    const { base, head, same } = changedParts(change);
    return [code(change.key, 100) + (same > 0 ? `<br>${count(same)} unchanged` : ''), side(base), side(head)];
  });
  const [sentence, base, head] = policy.accepted
    ? [
        `The workflow accepts the change: its result was judged by **its own rules**, not by those of the base branch${commit}. Please review them.`,
        'Base branch',
        'This pull request (in force)',
      ]
    : [
        `Its result was judged by the rules of the base branch${commit}. The changes below **do not count until they are merged**: please review them.`,
        'Base branch (in force)',
        'This pull request',
      ];
  return [
    '### ⚠️ This pull request changes the policy',
    `${sentence}${note}`,
    table([{ title: 'Setting' }, { title: base }, { title: head }], rows),
    proposed(policy),
  ]
    .filter(part => part !== '')
    .join('\n\n');
}

/** What would come of the change, which decides nothing. */
function proposed({ proposed: verdict }: PolicySummary): string {
  if (!verdict) return '';
  const { icon } = OUTCOMES[verdict.outcome];
  const rules = verdict.rules.map(
    ({ rule, state, actual }) =>
      `- ${STATES[state].icon} ${code(rule, 100)}: ${STATES[state].words}, ${escapeMarkdown(actual, 100)}`,
  );
  return [
    `For information, by its own rules: ${icon} ${escapeMarkdown(headlineOf(verdict))}`,
    rules.slice(0, SHOWN_RULES).join('\n'),
  ]
    .filter(part => part !== '')
    .join('\n\n');
}
