import { posix, relative, sep } from 'node:path';
import type { Result } from '../report/result.ts';
import type { Places } from './annotations.ts';
import { completeCheckRun, openCheckRun } from './check-run.ts';
import { type CommentJob, commentId, postComment } from './comment.ts';
import type { JobContext } from './context.ts';
import { checkedCommit, type GitHub, openGitHub } from './github.ts';
import type { Inputs } from './inputs.ts';
import { answered, forbidden, PATIENCE, type Patience } from './patience.ts';

/** A cancelled run is killed soon. */
const CANCELLED: Patience = { requestMs: 2_000, totalMs: 2_500, pauseMs: 200 };

type Environment = Readonly<Record<string, string | undefined>>;

export interface FaceOptions {
  readonly inputs: Inputs;
  readonly context: JobContext;
  readonly places: Places;
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** Called for anything that did not work; a face that GitHub does not take never fails a run. */
  readonly notice: (message: string) => void;
  readonly patience?: Patience;
}

/** What a run shows on GitHub beside its own log and summary: a comment of the pull request, a check run. */
export class Faces {
  readonly #options: FaceOptions;
  readonly #github: GitHub;
  readonly #comment: CommentJob | undefined;
  readonly #check: number | undefined;

  private constructor(
    options: FaceOptions,
    github: GitHub,
    comment: CommentJob | undefined,
    check: number | undefined,
  ) {
    this.#options = options;
    this.#github = github;
    this.#comment = comment;
    this.#check = check;
  }

  /** Opens the check run, where one is wanted. Undefined when there is nothing to show, or nowhere. */
  static async open(options: FaceOptions): Promise<Faces | undefined> {
    const { inputs, context, env, signal, notice, patience = PATIENCE } = options;
    const comment = commentJob(options);
    const commit = inputs['check-run'] ? checkedCommit(context, env) : undefined;
    if (!comment && commit === undefined) return undefined;
    try {
      const github = await openGitHub(env, inputs['github-token'], { ...patience, signal });
      if (!github) return undefined;
      const externalId = `${env.GITHUB_RUN_ID ?? ''}/${env.GITHUB_RUN_ATTEMPT ?? ''}/${idOf(options)}`;
      const check =
        commit === undefined
          ? undefined
          : await openCheckRun({ name: inputs['check-name'], commit, externalId }, github).catch(thrown => {
              notice(refusal('check run', thrown));
              return undefined;
            });
      return new Faces(options, github, comment, check);
    } catch (thrown) {
      notice(refusal('API', thrown));
      return undefined;
    }
  }

  /** Completes the check run, also that of a cancelled run, and writes the comment. */
  async show(result: Result): Promise<void> {
    const { signal, places, notice, patience = PATIENCE } = this.#options;
    // The signal has ended what it should; the time for this is kept by the clock alone.
    const { signal: _, ...github } = { ...this.#github, ...(signal.aborted ? CANCELLED : patience) };
    const check = this.#check;
    const comment = this.#comment;
    await Promise.all([
      check !== undefined &&
        completeCheckRun(check, result, places, github).catch(thrown => notice(refusal('check run', thrown))),
      // A run that somebody ended says nothing about the pull request.
      comment &&
        result.error?.code !== 'INTERRUPTED' &&
        postComment(result, comment, github).catch(thrown => notice(refusal('comment', thrown))),
    ]);
  }
}

function commentJob({ inputs, context, ...options }: FaceOptions): CommentJob | undefined {
  const { pullRequest, head } = context;
  if (inputs.comment === 'never' || pullRequest === undefined) return undefined;
  return {
    mode: inputs.comment,
    id: idOf({ inputs, context, ...options }),
    pullRequest,
    ...(head !== undefined && { commit: head }),
  };
}

/** The configuration's path in the checkout names it, wherever the checkout is. */
function idOf({ inputs, places: { workspace, directory } }: FaceOptions): string {
  const folder = relative(workspace, directory).split(sep).join('/');
  return inputs['comment-id'] || commentId(posix.join(folder, inputs.config));
}

const NEEDS = {
  comment: 'give the job the permission `pull-requests: write`, or set `comment: never`',
  'check run': 'give the job the permission `checks: write`, or set `check-run: false`',
  API: 'see whether `github-token` is valid',
} as const;

function refusal(face: keyof typeof NEEDS, thrown: unknown): string {
  const what = face === 'API' ? "GitHub's API could not be used" : `There is no ${face}`;
  const remedy = forbidden(thrown) ? `; ${NEEDS[face]}. Pull requests of forks have no such permission` : '';
  return `${what}: ${answered(thrown)}${remedy}. The verdict is in the log and in the job summary.`;
}
