import { createHash } from 'node:crypto';
import { code } from './escape.ts';
import { fitted, type Part } from './fitted.ts';
import type { Result } from './result.ts';
import { addedSection } from './sections/added.ts';
import { baselinesSection } from './sections/baselines.ts';
import { changeLine } from './sections/data.ts';
import { errorSection } from './sections/error.ts';
import { flipsSection } from './sections/flips.ts';
import { policySection } from './sections/policy.ts';
import { briefRulesSection } from './sections/rules.ts';
import { slicesSection } from './sections/slices.ts';
import { verdictSection } from './sections/verdict.ts';
import { details } from './table.ts';

/** What GitHub accepts in a comment: so many characters, and never more of them than of bytes. */
export const COMMENT_BYTES = 65_536;

export const COMMENT_MODES = ['never', 'always', 'on-change', 'on-failure'] as const;
export type CommentMode = (typeof COMMENT_MODES)[number];

export interface CommentOptions {
  /** Names the comment among others of the same pull request: letters, digits, `.`, `_` and `-`. */
  readonly id: string;
  /** The commit that was judged. */
  readonly commit?: string;
  /** The page of the run, where its summary is. */
  readonly runUrl?: string;
  readonly runId?: number;
}

/** What an earlier comment says, in few enough words to be compared. */
export interface CommentState {
  readonly outcome: string;
  /** Of the outcome and of the state of everything that decides. */
  readonly digest: string;
  readonly run: number;
}

/** Begins a comment, and is not shown. */
export const commentMarker = (id: string): string => `<!-- finetune-gate:${id} -->`;

/** The comment on a pull request: the verdict and its reasons, folded but for what a reviewer must see. */
export function toComment(result: Result, { id, commit, runUrl, runId = 0 }: CommentOptions): string {
  const { outcome, digest } = stateOf(result);
  const state = `<!-- finetune-gate-state: ${outcome} ${digest} ${runId} -->`;
  const head = `${commentMarker(id)}\n${state}\n`;
  const about = commit ? `Of commit ${code(commit.slice(0, 12))}. ` : '';
  const more = runUrl ? `[The whole report](${runUrl}) is in the summary of the run.` : '';
  const parts: Part[] = [
    { name: 'verdict', text: verdictSection(result) },
    { name: 'what went wrong', text: errorSection(result), drop: 9 },
    { name: 'data', text: result.data ? changeLine(result.data) : '', drop: 5 },
    { name: 'rules', text: briefRulesSection(result), drop: 8 },
    { name: 'policy', text: policySection(result), drop: 7 },
    { name: 'added test pairs', text: addedSection(result), drop: 6 },
    { name: 'baselines', text: folded('Scores and baselines', baselinesSection(result)), drop: 4 },
    { name: 'slices', text: folded('Slices', slicesSection(result)), drop: 3 },
    { name: 'flips', text: folded('Pairs that flipped', flipsSection(result)), drop: 2 },
    { name: 'links', text: about + more && `<sub>${about}${more}</sub>` },
  ];
  return head + fitted(parts, COMMENT_BYTES - Buffer.byteLength(head));
}

/** What the comment says by its hidden lines; undefined where it has none of ours. */
export function readState(body: string): CommentState | undefined {
  const [, outcome, digest, run] =
    /^<!-- finetune-gate-state: (\w+) ([0-9a-f]+) (\d+) -->$/m.exec(body) ?? [];
  if (outcome === undefined || digest === undefined) return undefined;
  return { outcome, digest, run: Number(run) };
}

export function stateOf({ verdict, policy, baselines = [], error }: Result): Omit<CommentState, 'run'> {
  const { outcome, rules, budget, data } = verdict;
  const said = [
    outcome,
    rules.map(({ rule, state }) => [rule, state]),
    budget.map(({ name, exceeded }) => [name, exceeded]),
    Object.entries(data).filter(([, n]) => n > 0),
    policy?.changes ?? [],
    policy?.accepted ?? false,
    baselines.map(({ name, kind }) => [name, kind]),
    error && [error.code, error.message],
  ];
  const digest = createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16);
  return { outcome, digest };
}

/**
 * Whether to write: `always` each time; `on-change` when the comment says something else, or when there is none and
 * something to be told; `on-failure` when the run did not pass, or to turn the comment that says so.
 *
 * @param earlier the state of the comment that is there; null where it cannot be read
 */
export function isPosted(
  mode: CommentMode,
  result: Result,
  earlier: CommentState | null | undefined,
  runId = 0,
): boolean {
  if (mode === 'never') return false;
  // A newer run has been faster.
  if (earlier && earlier.run > runId) return false;
  const { outcome, digest } = stateOf(result);
  if (mode === 'always') return true;
  if (mode === 'on-failure')
    return outcome !== 'pass' || (earlier !== undefined && earlier?.outcome !== 'pass');
  return earlier === undefined ? !uneventful(result) : earlier?.digest !== digest;
}

/** A pass that leaves nothing to look at: the green tick says it all. */
function uneventful({ verdict, policy, baselines = [] }: Result): boolean {
  return (
    verdict.outcome === 'pass' &&
    verdict.rules.every(({ state }) => state === 'holds') &&
    baselines.every(({ kind }) => kind !== 'absent' && kind !== 'refused') &&
    (policy?.changes.length ?? 0) === 0
  );
}

function folded(title: string, section: string): string {
  if (section === '') return '';
  return details(title, section.replace(/^### .*\n\n/, ''));
}
