import { code, escapeMarkdown } from '../escape.ts';
import { trainExamples } from '../examples.ts';
import { count, interval, percent } from '../format.ts';
import { OUTCOMES, reasonOf } from '../outcome.ts';
import type { Result } from '../result.ts';

/** The verdict, the sentence that decided, and what was done, for a reader who has never seen this tool. */
export function verdictSection(result: Result): string {
  const { icon, words } = OUTCOMES[result.verdict.outcome];
  const parts = [
    `## ${icon} ${words}`,
    `**${escapeMarkdown(reasonOf(result.verdict))}**`,
    whatWasDone(result),
  ];
  return parts.filter(part => part !== '').join('\n\n');
}

function whatWasDone({ command, verdict, model, data, training, candidate }: Result): string {
  if (!data) return '';
  if (!training) {
    const reason = verdict.outcome === 'fail' ? ': what was found in the data must be mended first' : '';
    return `Nothing was trained${reason}.`;
  }
  const who = command === 'check' ? 'This check' : 'This run';
  const base = model ? ` ${code(model.base, 100)}` : '';
  const trained = `${who} fine-tuned the embedding model${base} on ${trainExamples(data)}`;
  if (!candidate) return `${trained}; it was not tested.`;
  const { metrics, n, accuracyInterval } = candidate;
  return (
    `${trained} and asked it of ${count(n)} test pairs: do the two texts mean the same? ` +
    `It answered **${percent(metrics.accuracy)}** of them rightly (95 % interval ${interval(accuracyInterval)}).`
  );
}
