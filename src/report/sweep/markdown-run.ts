import { engineWords } from '../engine.ts';
import { code, escapeMarkdown } from '../escape.ts';
import type { SweepSummary } from '../sweep-summary.ts';
import { passesWords, textWords, timeWords } from './words.ts';

const LISTED = 20;

/** What the sweep took. */
export function costSection(summary: SweepSummary): string {
  const lines = [
    `Time: **${timeWords(summary)}**`,
    `Texts encoded: **${textWords(summary)}**`,
    passesWords(summary),
    ...(summary.precision === 'fp32' ? [] : [`Encoder in ${escapeMarkdown(summary.precision, 20)}`]),
    `Engine: ${engineWords(summary.engine, escapeMarkdown)}`,
  ];
  return `### Cost\n\n${lines.map(line => `- ${line}`).join('\n')}`;
}

/** What names this sweep: the program, the data and the weights. */
export function provenanceSection({ tool, fingerprint, testFingerprint, bases }: SweepSummary): string {
  const parts = [
    `${tool.name} ${code(tool.version, 30)}`,
    `data ${code(fingerprint.slice(0, 19))}`,
    `test set ${code(testFingerprint.slice(0, 19))}`,
    ...bases
      .slice(0, LISTED)
      .flatMap(({ base, revision }) =>
        revision === undefined ? [] : [`${code(base, 100)} at ${code(revision.slice(0, 19))}`],
      ),
  ];
  return `---\n\n<sub>${parts.join(' · ')}</sub>`;
}
