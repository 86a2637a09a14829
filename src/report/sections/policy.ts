import { code, escapeMarkdown } from '../escape.ts';
import { headlineOf, OUTCOMES, STATES } from '../outcome.ts';
import type { PolicySummary, Result } from '../result.ts';
import { table } from '../table.ts';

const SHOWN_RULES = 20;

/** Whose rules judged, and what the pull request would change about them. */
export function policySection({ policy }: Result): string {
  if (!policy) return '';
  const commit = policy.commit ? ` at ${code(policy.commit.slice(0, 12))}` : '';
  const note = policy.note ? ` ${escapeMarkdown(policy.note)}` : '';
  if (policy.changes.length === 0) return note === '' ? '' : `### Policy\n\n${note.trim()}`;
  const rows = policy.changes.map(({ key, base, head }) => [
    code(key, 100),
    code(base, 200),
    code(head, 200),
  ]);
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
