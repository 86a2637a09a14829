import type { TrialReport } from './job.ts';
import type { PolicySource } from './policy.ts';

/**
 * The base branch's test pairs are the bar, as much as its rules are: a pull request may add to them, no more. What
 * cannot be compared may have been changed.
 */
export function testSetFaults(
  { summary }: PolicySource,
  { change, respelled = 0 }: TrialReport,
): Record<string, number> {
  if (summary.source !== 'base-branch') return {};
  if (!change) return { test_unverified: 1 };
  const { removed, relabelled } = change.bySplit.test;
  return {
    ...(removed > 0 && { test_dropped: removed }),
    ...(relabelled > 0 && { test_relabelled: relabelled }),
    ...(respelled > 0 && { test_respelled: respelled }),
  };
}

/** Why nothing was compared, and how it can be. */
export function unverifiedNote({ summary }: PolicySource, { change, changeNote }: TrialReport) {
  if (summary.source !== 'base-branch' || change) return changeNote;
  const commit = summary.commit?.slice(0, 12) ?? 'of the merge base';
  return `${changeNote ?? "The base branch's data was not compared with it."} A pull request could so change the test pairs unseen, and fails. Bring the base branch's files here before this step (in Git LFS: \`git lfs fetch origin ${commit}\`), mend them on the base branch, or let the workflow set \`accept-policy-change\`.`;
}
