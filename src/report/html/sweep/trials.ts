import { count, duration, interval, percent, plural } from '../../format.ts';
import { bestFirst, metricText, metricTitle, STATE_WORDS } from '../../sweep/rows.ts';
import { type Setting, settingText, shared, varied } from '../../sweep/settings.ts';
import type { SweepRow, SweepSummary } from '../../sweep-summary.ts';
import { plain } from '../../text.ts';
import { type Content, html, Markup } from '../markup.ts';
import { badge, code, type Section } from '../parts.ts';

/** Rows that a page carries; results.csv has all. */
const LISTED = 2000;
/** Values that a filter offers. */
const OFFERED = 100;

interface Column {
  readonly title: string;
  /** What is sorted by; a number, or the text itself. */
  value(row: SweepRow): number | string;
  shown(row: SweepRow): Content;
  /** Whether there is a filter by what is shown. */
  readonly filter?: boolean;
  readonly numeric: boolean;
}

/** Every trial, which the page's script lets sort and filter; without it, the best stand first. */
export function trialsSection(summary: SweepSummary): Section {
  const all = bestFirst(summary);
  const rows = all.slice(0, LISTED);
  const columns = columnsOf(summary, rows);
  const same = shared(rows).map(setting => `${setting.title} ${plain(settingText(setting, rows[0]!), 100)}`);
  return {
    id: 'trials',
    title: 'Trials',
    body: html`<p>The chosen one first, then those as good, the best on validation before the others. Error rates are on the test pairs, where nothing was chosen.${same.length > 0 && html` All of them: ${same.join(', ')}.`}${all.length > LISTED && html` The first ${count(LISTED)} of ${count(all.length)}; <code>results.csv</code> has them all.`}</p>
<div class="explorer trials">
${filters(columns, rows)}
<div class="scroll" role="group" aria-label="Trials" tabindex="0"><table>
<caption class="unseen">Trials: settings, and how they did</caption>
<thead><tr>${columns.map(({ title, numeric }) => html`<th scope="col"${side(numeric)}>${title}</th>`)}</tr></thead>
<tbody>${rows.map(row => html`<tr>${columns.map((column, i) => cell(column, row, i === 0))}</tr>\n`)}</tbody>
</table></div>
</div>`,
  };
}

const side = (numeric: boolean) => numeric && new Markup(' class="n"');

function cell({ value, shown, numeric }: Column, row: SweepRow, first: boolean): Markup {
  const key = value(row);
  const sorted = html` data-value="${typeof key === 'number' ? String(key) : plain(key, 200)}"`;
  return first
    ? html`<th scope="row"${side(numeric)}${sorted}>${shown(row)}</th>`
    : html`<td${side(numeric)}${sorted}>${shown(row)}</td>`;
}

function columnsOf({ choice: { metric } }: SweepSummary, rows: readonly SweepRow[]): Column[] {
  const number = (title: string, value: Column['value'], shown: Column['shown']): Column => ({
    ...{ title, value, shown, numeric: true },
  });
  return [
    ...varied(rows).map(settingColumn),
    number(
      'error rate',
      row => row.metrics.error_rate,
      row => percent(row.metrics.error_rate),
    ),
    number(
      'accuracy, 95 %',
      row => row.accuracyInterval.low,
      row => interval(row.accuracyInterval),
    ),
    number(
      `validation ${metricTitle(metric)}`,
      row => row.validation[metric],
      row => metricText(metric, row.validation[metric]),
    ),
    number(
      'time',
      row => row.seconds,
      row => duration(row.seconds),
    ),
    {
      title: 'state',
      value: row => row.state,
      shown: state,
      filter: true,
      numeric: false,
    },
  ];
}

const settingColumn = (setting: Setting): Column => ({
  title: setting.title,
  value: setting.of,
  shown: row => (setting.numeric ? settingText(setting, row) : code(settingText(setting, row), 100)),
  filter: true,
  numeric: setting.numeric,
});

const WORDS = { ...STATE_WORDS, satisfies: 'satisfies' } as const;
const KINDS = { chosen: 'good', equal: 'plain', satisfies: 'plain', none: 'bad' } as const;

const state = (row: SweepRow): Content =>
  html`${badge(KINDS[row.state], WORDS[row.state])}${row.stopped && html`<span class="sub">stopped: ${row.stopped}</span>`}`;

/** Hidden until the script can answer it. */
function filters(columns: readonly Column[], rows: readonly SweepRow[]): Markup {
  const selects = columns.flatMap(({ title, value, numeric, filter }, i) => {
    if (!filter) return [];
    const values = [...new Set(rows.map(value))].sort((a, b) =>
      typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
    );
    if (values.length < 2 || values.length > OFFERED) return [];
    const options = values.map(one => {
      const key = typeof one === 'number' ? String(one) : plain(one, 200);
      const words =
        title === 'state' ? WORDS[one as SweepRow['state']] : numeric ? key : plain(String(one), 60);
      return html`<option value="${key}">${words}</option>`;
    });
    return [
      html`<label>${title}<select name="${`column-${i}`}" data-column="${String(i)}"><option value="">all</option>${options}</select></label>`,
    ];
  });
  return html`<form role="search" aria-label="Trials" hidden>${selects}<button type="reset">Reset</button></form>
<p class="found" role="status" aria-live="polite">${plural(rows.length, 'trial')}</p>`;
}
