import { loadRetrieval, type RetrievalSet } from '../data/retrieval.ts';
import type { ErrorCode } from '../error-codes.ts';
import { FinetuneGateError, toError } from '../errors.ts';
import type { TrialJob } from './job.ts';

/** What retrieval is judged by, with what a reviewer should know of it. */
export interface JudgingSet extends RetrievalSet {
  readonly note?: string;
}

/** Base files that are not there to be read: in Git LFS, or new with this pull request. */
const ABSENT: readonly ErrorCode[] = ['DATA_LFS_POINTER', 'DATA_NOT_FOUND'];

/**
 * The queries, documents and relevance of `evaluate.retrieval`, where there are any: on a pull request those of the
 * base branch, since they are the bar as much as the rules are; its own where the base branch's cannot be read.
 *
 * @throws FinetuneGateError PATH_OUTSIDE and the DATA_* errors
 */
export async function readRetrieval(
  { evaluate, root, retrievalRoot }: Pick<TrialJob, 'evaluate' | 'root' | 'retrievalRoot'>,
  signal: AbortSignal,
): Promise<JudgingSet | undefined> {
  const files = evaluate.retrieval;
  if (!files) return undefined;
  if (retrievalRoot === undefined) return loadRetrieval(files, root, signal);
  let base: RetrievalSet;
  try {
    base = await loadRetrieval(files, retrievalRoot, signal);
  } catch (thrown) {
    const error = toError(thrown);
    if (!ABSENT.includes(error.code)) throw signal.aborted ? thrown : onBaseBranch(error);
    const note =
      "The base branch's queries, documents or relevance cannot be read here, so this change's were scored.";
    return { ...(await loadRetrieval(files, root, signal)), note };
  }
  const own = await loadRetrieval(files, root, signal).catch(thrown => {
    if (signal.aborted) throw thrown;
    return undefined;
  });
  if (own?.fingerprint === base.fingerprint) return base;
  const note =
    'This pull request changes queries, documents or relevance: those of the base branch were scored, and the change counts once it is merged.';
  return { ...base, note };
}

/** The same fault as one that the change at hand does not have: without a place in its files, nor a remedy there. */
function onBaseBranch({ code, message, details, cause }: FinetuneGateError): FinetuneGateError {
  return new FinetuneGateError(code, `On the base branch: ${message}`, {
    details,
    remedy: 'Mend it on the base branch itself: its queries, documents and relevance judge this change.',
    cause,
  });
}
