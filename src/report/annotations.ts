import type { Finding } from '../data/pair.ts';
import type { RuleOutcome } from '../gate/verdict.ts';
import { count } from './format.ts';
import type { Result } from './result.ts';
import { plain, visible } from './text.ts';

export type AnnotationLevel = 'error' | 'warning' | 'notice';

/** One mark on a line of the change, or on the run where there is no file. Plain text, one line, the file's name too. */
export interface Annotation {
  readonly level: AnnotationLevel;
  readonly title: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
}

/** GitHub shows ten of each level for a step and drops the others without a word. */
const LIMITS: Readonly<Record<AnnotationLevel, number>> = { error: 10, warning: 10, notice: 10 };
const LEVELS: readonly AnnotationLevel[] = ['error', 'warning', 'notice'];

/**
 * What a reviewer should see beside the change, worst first, at most `limits` of each level; the last of a level says
 * how many more there are. An error without a place has no annotation: the run's own failure message says it.
 */
export function toAnnotations(
  result: Result,
  limits: Readonly<Partial<Record<AnnotationLevel, number>>> = {},
): Annotation[] {
  const { verdict, data } = result;
  const findings = data?.findings ?? [];
  const all = [
    ...placeOfError(result),
    ...verdict.rules.flatMap(ruleAnnotation),
    ...findings.map(finding => findingAnnotation(finding, verdict.data)),
  ];
  return LEVELS.flatMap(level => {
    const ofLevel = all.filter(annotation => annotation.level === level);
    return capped(ofLevel, limits[level] ?? LIMITS[level], ofLevel.length + unlisted(result, level));
  });
}

function placeOfError({ error }: Result): Annotation[] {
  if (!error?.place) return [];
  const { file, line } = error.place;
  const message = [error.message, ...error.details.slice(0, 3), error.remedy]
    .map(text => plain(text))
    .join(' · ');
  return [
    {
      level: 'error',
      title: `finetune-gate: ${error.code}`,
      message,
      file: visible(file),
      ...(line && { line }),
    },
  ];
}

function ruleAnnotation({ rule, state, sentence }: RuleOutcome): Annotation[] {
  if (state === 'holds') return [];
  const level = state === 'broken' ? 'error' : 'warning';
  return [
    { level, title: `finetune-gate: rule ${state}`, message: `${plain(rule, 100)}: ${plain(sentence)}` },
  ];
}

function findingAnnotation(
  { kind, file, line, message }: Finding,
  failing: Readonly<Record<string, number>>,
): Annotation {
  return {
    level: levelOf(kind, failing),
    title: `finetune-gate: ${kind}`,
    message: plain(message),
    file: visible(file),
    line,
  };
}

function levelOf(kind: string, failing: Readonly<Record<string, number>>): AnnotationLevel {
  if ((failing[kind] ?? 0) > 0) return 'error';
  return kind === 'leakage' || kind === 'conflict' ? 'warning' : 'notice';
}

/** Findings that were counted but are not in the list, which holds the first hundred only. */
function unlisted({ data, verdict }: Result, level: AnnotationLevel): number {
  if (!data) return 0;
  const listed = (kind: string) => data.findings.filter(finding => finding.kind === kind).length;
  return Object.entries(data.findingCounts)
    .filter(([kind]) => levelOf(kind, verdict.data) === level)
    .reduce((sum, [kind, n]) => sum + Math.max(n - listed(kind), 0), 0);
}

function capped(annotations: readonly Annotation[], limit: number, total: number): Annotation[] {
  const shown = annotations.slice(0, limit);
  const last = shown.at(-1);
  const more = total - shown.length;
  if (!last || more <= 0) return shown;
  return [
    ...shown.slice(0, -1),
    { ...last, message: `${last.message} (and ${count(more)} more; see the report)` },
  ];
}
