import { code, escapeMarkdown } from '../report/escape.ts';
import { count, interval, percent } from '../report/format.ts';
import { OUTCOMES, reasonOf } from '../report/outcome.ts';
import type { Result } from '../report/result.ts';
import type { Packed } from './pack.ts';

const BEGIN = '<!-- finetune-gate: what follows is written by it -->';
const END = '<!-- finetune-gate: up to here -->';

/** What a release says of the model, between marks, so that a text around it stays whose it is. */
export function releaseSection(result: Result, { archive, assets }: Packed): string {
  const { verdict, candidate, model } = result;
  const parts = assets.filter(({ name }) => name.startsWith(`${archive.name}.part-`));
  const lines = [
    BEGIN,
    `**${OUTCOMES[verdict.outcome].words}.** ${escapeMarkdown(reasonOf(verdict))}`,
    ...(candidate && model
      ? [
          `Fine-tuned ${code(model.base, 120)}: ${percent(candidate.metrics.accuracy)} of ${count(candidate.n)} test pairs are answered rightly (95 % interval ${interval(candidate.accuracyInterval)}).`,
        ]
      : []),
    `\`${archive.name}\` has the SHA-256 \`${archive.sha256}\`; \`provenance.json\` says where it comes from.`,
    ...(parts.length > 0 ? [joining(archive.name, parts.length)] : []),
    END,
  ];
  return lines.join('\n\n');
}

function joining(name: string, parts: number): string {
  const command = `cat ${name}.part-* > ${name} && sha256sum -c SHA256SUMS`;
  return `It is in ${parts} parts, because a file of a release has less than 2 GiB. With all files in one folder:\n\n\`\`\`sh\n${command}\n\`\`\``;
}

/** A release's text with our section in it: in the place of an older one, else at its end. */
export function withSection(body: string, section: string): string {
  const [start, end] = placeOf(body);
  if (start >= 0) return body.slice(0, start) + section + body.slice(end);
  return body.trim() === '' ? section : `${body.trimEnd()}\n\n${section}`;
}

export const hasSection = (body: string): boolean => placeOf(body)[0] >= 0;

/** Whether nobody but this program wrote anything into it. */
export function isOwn(body: string): boolean {
  const [start, end] = placeOf(body);
  return start >= 0 && (body.slice(0, start) + body.slice(end)).trim() === '';
}

/** An editor on a page sends other line ends. */
export const sameText = (a: string, b: string): boolean =>
  a.replaceAll('\r\n', '\n').trim() === b.replaceAll('\r\n', '\n').trim();

function placeOf(body: string): [start: number, end: number] {
  const start = body.indexOf(BEGIN);
  const end = start < 0 ? -1 : body.indexOf(END, start);
  return end < 0 ? [-1, -1] : [start, end + END.length];
}
