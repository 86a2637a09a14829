import type { VerdictOutcome } from '../../../gate/verdict.ts';
import { trainExamples } from '../../examples.ts';
import { count, duration, interval, NONE, percent, plural, points } from '../../format.ts';
import { OUTCOMES, reasonOf } from '../../outcome.ts';
import type { Result } from '../../result.ts';
import { plain } from '../../text.ts';
import { totalSeconds } from '../../times.ts';
import { type Content, html, type Markup } from '../markup.ts';
import { badge, code } from '../parts.ts';

export const OUTCOME_KINDS = { pass: 'good', fail: 'bad', budget: 'warn', error: 'warn' } as const;

/** What a reader must know who reads nothing else. */
export function verdictHeader(result: Result): Markup {
  const { verdict, command, tool } = result;
  return html`<header class="verdict ${OUTCOME_KINDS[verdict.outcome]}">
<p class="kicker">${tool.name} ${command}</p>
<h1>${outcome(verdict.outcome)} <span class="reason">${plain(reasonOf(verdict), 600)}</span></h1>
${done(result)}
${facts(result)}
</header>`;
}

export const outcome = (one: VerdictOutcome): Markup => badge(OUTCOME_KINDS[one], OUTCOMES[one].words);

function done({ verdict, model, data, training, candidate }: Result): Content {
  if (!data) return undefined;
  if (!training) {
    return html`<p class="done">Nothing was trained${verdict.outcome === 'fail' && ': what was found in the data must be mended first'}.</p>`;
  }
  const tested = candidate
    ? html`and tested on ${plural(candidate.n, 'pair')} that nothing was chosen on`
    : 'and not tested';
  return html`<p class="done">${model && html`${code(model.base, 120)} was `}${model ? 'fine-tuned' : 'Fine-tuned'} on ${trainExamples(data)}, ${tested}.</p>`;
}

function facts({ candidate, baselines = [], times, model }: Result): Content {
  const bar = baselines.find(baseline => baseline.bar);
  const seconds = totalSeconds(times);
  // Of a run that measured nothing, its time alone is no news.
  if (!candidate) return undefined;
  const { metrics, accuracyInterval, threshold, n, positives } = candidate;
  const shown: (readonly [string, string, string])[] = [
    ['Accuracy', percent(metrics.accuracy), `95 % interval ${interval(accuracyInterval)}`],
    ['Error rate', percent(metrics.error_rate), against(bar?.name, bar?.errorRate, metrics.error_rate)],
    ['Threshold', Number.isFinite(threshold) ? threshold.toFixed(4) : NONE, 'cosine similarity'],
    ['Test pairs', count(n), `${count(positives)} labelled the same`],
  ];
  if (model) {
    shown.push(['Dimensions', count(model.dimensions), plural(model.parameters, 'parameter')]);
  }
  if (seconds !== undefined) shown.push(['Time', duration(seconds), 'whole run']);
  return factList(shown);
}

/** Numbers that stand out, each with its name and a note. */
export const factList = (shown: readonly (readonly [string, Content, Content])[]): Markup =>
  html`<dl class="facts">${shown.map(([name, value, note]) => html`<div><dt>${name}</dt><dd><b>${value}</b><span>${note}</span></dd></div>`)}</dl>`;

const against = (name: string | undefined, bar: number | undefined, rate: number): string =>
  name === undefined || typeof bar !== 'number'
    ? 'on the test pairs'
    : `${points(rate - bar)} against ${plain(name, 30)}`;
