import type { Result } from './result.ts';
import { baselinesSection } from './sections/baselines.ts';
import { costSection } from './sections/cost.ts';
import { dataSection } from './sections/data.ts';
import { errorSection } from './sections/error.ts';
import { mistakesSection } from './sections/mistakes.ts';
import { policySection } from './sections/policy.ts';
import { provenanceSection } from './sections/provenance.ts';
import { retrievalSection } from './sections/retrieval.ts';
import { rulesSection } from './sections/rules.ts';
import type { Section } from './sections/section.ts';
import { trainingSection } from './sections/training.ts';
import { verdictSection } from './sections/verdict.ts';

/** What GitHub accepts from one step's summary. */
export const SUMMARY_BYTES = 1024 * 1024;

/** In the order of reading. `drop`: who goes first when there is no room (1 first); without it, last of all. */
const SECTIONS: readonly { readonly name: string; readonly render: Section; readonly drop?: number }[] = [
  { name: 'verdict', render: verdictSection },
  { name: 'what went wrong', render: errorSection, drop: 8 },
  { name: 'policy', render: policySection, drop: 6 },
  { name: 'rules', render: rulesSection, drop: 7 },
  { name: 'baselines', render: baselinesSection, drop: 5 },
  { name: 'retrieval', render: retrievalSection, drop: 5 },
  { name: 'cost', render: costSection, drop: 3 },
  { name: 'data', render: dataSection, drop: 4 },
  { name: 'mistakes', render: mistakesSection, drop: 1 },
  { name: 'training', render: trainingSection, drop: 2 },
  { name: 'provenance', render: provenanceSection },
];

export interface MarkdownOptions {
  /** UTF-8 bytes; the least important sections are left out until the rest fits. */
  readonly maxBytes?: number;
}

/** The job summary: the verdict first, then its reasons. GitHub-flavoured Markdown; every untrusted text is escaped. */
export function toMarkdown(result: Result, { maxBytes = SUMMARY_BYTES }: MarkdownOptions = {}): string {
  const parts = SECTIONS.map(section => ({ ...section, text: section.render(result) })).filter(
    part => part.text !== '',
  );
  const dropOrder = parts.filter(part => part.drop !== undefined).sort((a, b) => a.drop! - b.drop!);
  const left = new Set<string>();
  for (let i = 0; i <= dropOrder.length; i++) {
    const text = join(
      parts.filter(part => !left.has(part.name)),
      [...left],
    );
    if (Buffer.byteLength(text) <= maxBytes) return text;
    const next = dropOrder[i];
    if (next) left.add(next.name);
  }
  const heading = `${verdictSection(result).split('\n', 1)[0]}\n`;
  return Buffer.byteLength(heading) <= maxBytes ? heading : '';
}

function join(parts: readonly { readonly text: string }[], left: readonly string[]): string {
  const note =
    left.length > 0
      ? [`Left out for lack of room: ${left.join(', ')}. The whole report is in report.json.`]
      : [];
  return `${[...parts.map(part => part.text), ...note].join('\n\n')}\n`;
}
