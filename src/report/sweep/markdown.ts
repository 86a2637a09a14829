import { escapeMarkdown } from '../escape.ts';
import { fitted } from '../fitted.ts';
import { type MarkdownOptions, SUMMARY_BYTES } from '../markdown.ts';
import { OUTCOMES, reasonOf } from '../outcome.ts';
import { verdictRules } from '../sections/rules.ts';
import type { SweepSummary } from '../sweep-summary.ts';
import { choiceSection, missingSection } from './markdown-choice.ts';
import { curvesSection } from './markdown-curves.ts';
import { costSection, provenanceSection } from './markdown-run.ts';
import { trialsSection } from './markdown-trials.ts';
import { sizeWords } from './words.ts';

/** In the order of reading. `drop`: who goes first when there is no room (1 first); without it, last of all. */
const SECTIONS: readonly {
  readonly name: string;
  readonly render: (summary: SweepSummary) => string;
  readonly drop?: number;
}[] = [
  { name: 'verdict', render: verdict },
  { name: 'choice', render: choiceSection },
  { name: 'missing trials', render: missingSection, drop: 5 },
  { name: 'rules', render: ({ verdict: decided }) => verdictRules(decided), drop: 4 },
  { name: 'learning curve', render: curvesSection, drop: 2 },
  { name: 'trials', render: trialsSection, drop: 1 },
  { name: 'cost', render: costSection, drop: 3 },
  { name: 'provenance', render: provenanceSection },
];

/** The job summary of a sweep: the verdict first, then what was chosen and why. Every untrusted text is escaped. */
export function sweepMarkdown(
  summary: SweepSummary,
  { maxBytes = SUMMARY_BYTES }: MarkdownOptions = {},
): string {
  const parts = SECTIONS.map(({ render, ...section }) => ({ ...section, text: render(summary) }));
  return fitted(parts, maxBytes);
}

function verdict(summary: SweepSummary): string {
  const { icon, words } = OUTCOMES[summary.verdict.outcome];
  return [
    `## ${icon} ${words}`,
    `**${escapeMarkdown(reasonOf(summary.verdict))}**`,
    `This sweep trained and tested ${sizeWords(summary)}; the verdict is that of the trial it chose.`,
  ].join('\n\n');
}
