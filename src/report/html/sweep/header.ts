import { count, duration, interval, percent, plural, points } from '../../format.ts';
import { reasonOf } from '../../outcome.ts';
import { chosenRow } from '../../sweep/rows.ts';
import { sizeWords } from '../../sweep/words.ts';
import type { SweepSummary } from '../../sweep-summary.ts';
import { plain } from '../../text.ts';
import { type Content, html, type Markup } from '../markup.ts';
import { factList, OUTCOME_KINDS, outcome } from '../sections/verdict.ts';

/** What a reader must know who reads nothing else: the verdict on the chosen trial, and the sweep in numbers. */
export function sweepHeader(summary: SweepSummary): Markup {
  const { verdict, tool } = summary;
  return html`<header class="verdict ${OUTCOME_KINDS[verdict.outcome]}">
<p class="kicker">${tool.name} sweep</p>
<h1>${outcome(verdict.outcome)} <span class="reason">${plain(reasonOf(verdict), 600)}</span></h1>
<p class="done">${sizeWords(summary)} were trained and tested; the verdict is that of the trial that was chosen.</p>
${facts(summary)}
</header>`;
}

function facts(summary: SweepSummary): Markup {
  const { trials, missing, times, encoderPasses, bases } = summary;
  const row = chosenRow(summary);
  const base = bases.find(one => one.base === row?.base);
  const shown: (readonly [string, Content, Content])[] = row
    ? [
        ['Accuracy', percent(row.metrics.accuracy), `95 % interval ${interval(row.accuracyInterval)}`],
        [
          'Error rate',
          percent(row.metrics.error_rate),
          base
            ? `${points(row.metrics.error_rate - base.errorRate)} against the base model`
            : 'on the test pairs',
        ],
        ['Chosen', count(row.dimensions), `dimensions, ${plural(row.examples, 'example')}`],
      ]
    : [];
  return factList([
    ...shown,
    [
      'Trials',
      count(trials.length),
      missing.length > 0 ? `${count(missing.length)} without a result` : 'all with a result',
    ],
    ['Texts encoded', count(encoderPasses.done), `instead of ${count(encoderPasses.everyEpoch)}`],
    ['Time', duration(times.total), 'everything'],
  ]);
}
