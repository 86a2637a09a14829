import { fitted } from './fitted.ts';
import type { Result } from './result.ts';
import { addedSection } from './sections/added.ts';
import { baselinesSection } from './sections/baselines.ts';
import { costSection } from './sections/cost.ts';
import { dataSection } from './sections/data.ts';
import { errorSection } from './sections/error.ts';
import { flipsSection } from './sections/flips.ts';
import { learningCurveSection } from './sections/learning-curve.ts';
import { mistakesSection } from './sections/mistakes.ts';
import { policySection } from './sections/policy.ts';
import { provenanceSection } from './sections/provenance.ts';
import { retrievalSection } from './sections/retrieval.ts';
import { rulesSection } from './sections/rules.ts';
import type { Section } from './sections/section.ts';
import { seedsSection } from './sections/seeds.ts';
import { slicesSection } from './sections/slices.ts';
import { trainingSection } from './sections/training.ts';
import { verdictSection } from './sections/verdict.ts';

/** What GitHub accepts from one step's summary. */
export const SUMMARY_BYTES = 1024 * 1024;

/** In the order of reading. `drop`: who goes first when there is no room (1 first); without it, last of all. */
const SECTIONS: readonly { readonly name: string; readonly render: Section; readonly drop?: number }[] = [
  { name: 'verdict', render: verdictSection },
  { name: 'what went wrong', render: errorSection, drop: 13 },
  { name: 'policy', render: policySection, drop: 11 },
  { name: 'rules', render: rulesSection, drop: 12 },
  { name: 'baselines', render: baselinesSection, drop: 10 },
  { name: 'added test pairs', render: addedSection, drop: 9 },
  { name: 'slices', render: slicesSection, drop: 8 },
  { name: 'seeds', render: seedsSection, drop: 7 },
  { name: 'retrieval', render: retrievalSection, drop: 6 },
  { name: 'flips', render: flipsSection, drop: 2 },
  { name: 'cost', render: costSection, drop: 4 },
  { name: 'data', render: dataSection, drop: 5 },
  { name: 'mistakes', render: mistakesSection, drop: 1 },
  { name: 'learning curve', render: learningCurveSection, drop: 3 },
  { name: 'training', render: trainingSection, drop: 3 },
  { name: 'provenance', render: provenanceSection },
];

export interface MarkdownOptions {
  /** UTF-8 bytes; the least important sections are left out until the rest fits. */
  readonly maxBytes?: number;
}

/** The job summary: the verdict first, then its reasons. GitHub-flavoured Markdown; every untrusted text is escaped. */
export function toMarkdown(result: Result, { maxBytes = SUMMARY_BYTES }: MarkdownOptions = {}): string {
  const parts = SECTIONS.map(({ render, ...section }) => ({ ...section, text: render(result) }));
  return fitted(parts, maxBytes);
}
