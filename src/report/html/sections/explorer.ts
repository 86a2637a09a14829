import { count, plural } from '../../format.ts';
import { html, type Markup } from '../markup.ts';
import type { PairColumns } from '../pair-columns.ts';
import type { Section } from '../parts.ts';

type Option = readonly [value: string, title: string];

const select = (name: string, title: string, options: readonly Option[]): Markup =>
  html`<label>${title}<select name="${name}">${options.map(([value, words]) => html`<option value="${value}">${words}</option>`)}</select></label>`;

/** The explorer of all test pairs; the page's script brings it to life, and without one it says where the pairs are. */
export function explorer(pairs: PairColumns): Section | undefined {
  if (pairs.n === 0) return undefined;
  const { bar, slices, judged, leftOut } = pairs;
  return {
    id: 'pairs',
    title: 'All test pairs',
    body: html`${leftOut > 0 && html`<p>The ${count(pairs.n)} most informative of ${count(pairs.n + leftOut)}: wrong, flipped, or nearest the threshold. ${plural(leftOut, 'pair')} more in <code>pairs.jsonl</code>.</p>`}
<p class="note without">To search and filter ${plural(pairs.n, 'pair')} this page needs JavaScript; <code>pairs.jsonl</code> beside it has them all.</p>
<div class="explorer" hidden>
<form role="search" aria-label="Test pairs">
<label class="wide">Search in both texts<input type="search" name="search" autocomplete="off" spellcheck="false" placeholder="words, or a “phrase” in quotes" aria-keyshortcuts="/"></label>
${select('outcome', 'Outcome', [
  ['', 'right and wrong'],
  ['wrong', 'wrong'],
  ['right', 'right'],
])}
${select('label', 'Labelled', [
  ['', 'same and different'],
  ['1', 'same'],
  ['0', 'different'],
])}
${
  bar &&
  select('flip', `Flip against ${bar.name}`, [
    ['', 'all'],
    ['broken', 'broken'],
    ['fixed', 'fixed'],
  ])
}
${
  slices.length > 0 &&
  html`${select('column', 'Slice', [['', 'all'], ...slices.map(({ column }): Option => [column, column])])}
<label>Value<select name="value" disabled><option value="">any</option></select></label>`
}
${
  judged !== '' &&
  select('judged', 'Judged', [
    ['', 'judged and added'],
    ['judged', 'judged'],
    ['added', 'added'],
  ])
}
${select('sort', 'Sort', [
  ['worst', 'most wrong first'],
  ['surest', 'furthest from the threshold'],
  ['nearest', 'nearest the threshold'],
  ['highest', 'highest similarity'],
  ['lowest', 'lowest similarity'],
  ['file', 'order of the files'],
])}
<button type="reset">Reset</button>
</form>
<p class="found" role="status" aria-live="polite"></p>
<table class="pairs" role="table"><caption class="unseen">Test pairs</caption>
<thead role="rowgroup"><tr role="row">${['Outcome', 'First text', 'Second text', 'Labelled', 'Similarity', 'Place'].map(title => html`<th scope="col" role="columnheader">${title}</th>`)}</tr></thead>
<tbody role="rowgroup"></tbody></table>
<nav class="pager" aria-label="Pages of test pairs"><button type="button" data-step="-1">Previous</button><span class="pages"></span><button type="button" data-step="1">Next</button></nav>
</div>`,
  };
}
