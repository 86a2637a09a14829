import { code, escapeMarkdown } from '../escape.ts';
import type { Result } from '../result.ts';
import { table } from '../table.ts';

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
  return [
    '### ⚠️ This pull request changes the policy',
    `Its result was judged by the rules of the base branch${commit}. The changes below **do not count until they are merged**: please review them.${note}`,
    table([{ title: 'Setting' }, { title: 'Base branch (in force)' }, { title: 'This pull request' }], rows),
  ].join('\n\n');
}
