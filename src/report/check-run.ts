import { type Annotation, toAnnotations } from './annotations.ts';
import { toMarkdown } from './markdown.ts';
import { headlineOf } from './outcome.ts';
import type { Result } from './result.ts';
import { plain } from './text.ts';

/** Below the 65,535 characters that GitHub accepts; there are never more of them than of bytes. */
export const CHECK_BYTES = 65_535;
/** Of each level; the report has them all. */
const ANNOTATIONS = 100;
const TITLE = 200;

export type Conclusion = 'success' | 'failure' | 'cancelled';

/** A check run's end. Markdown in `summary`, plain text elsewhere. */
export interface CheckRunReport {
  readonly conclusion: Conclusion;
  readonly title: string;
  readonly summary: string;
  /** The worst first, only those with a file: the API wants a place. */
  readonly annotations: readonly (Annotation & { readonly file: string })[];
}

/** A pass with a warning is a success, as it is for the job: its title says so. */
export function toCheckRun(result: Result): CheckRunReport {
  const { verdict, error } = result;
  const limits = { error: ANNOTATIONS, warning: ANNOTATIONS, notice: ANNOTATIONS };
  return {
    conclusion:
      error?.code === 'INTERRUPTED' ? 'cancelled' : verdict.outcome === 'pass' ? 'success' : 'failure',
    title: plain(headlineOf(verdict), TITLE),
    summary: toMarkdown(result, { maxBytes: CHECK_BYTES }),
    annotations: toAnnotations(result, limits).flatMap(annotation =>
      annotation.file === undefined ? [] : [{ ...annotation, file: annotation.file }],
    ),
  };
}
