import type { PairColumns } from '../pair-columns.ts';
import { EVERYTHING, type PairQuery, SORTS, searchable, select, terms } from '../query.ts';
import { count, find, make } from './dom.ts';
import { pairRow } from './row.ts';

/** Rows of a page: what a reader looks through, and few enough to be made anew at every key. */
const ROWS = 25;

/** Brings the explorer to life. */
export function startExplorer(columns: PairColumns, threshold: number | null): void {
  const box = document.querySelector<HTMLElement>('.explorer');
  if (!box) return;
  const form = find<HTMLFormElement>('form', box);
  const body = find('tbody', box);
  const all = searchable(columns);
  let [found, page] = [[] as readonly number[], 0];

  const show = () => {
    const from = page * ROWS;
    const words = terms(read(form).search);
    const rows = found.slice(from, from + ROWS).map(pair => pairRow(columns, pair, words, threshold));
    body.replaceChildren(...rows);
    const last = Math.max(0, Math.ceil(found.length / ROWS) - 1);
    const shown =
      rows.length > 0 ? `${count(from + 1)} – ${count(from + rows.length)} of ${count(found.length)}` : '';
    find('.pages', box).textContent = shown;
    for (const button of box.querySelectorAll<HTMLButtonElement>('.pager button')) {
      button.disabled = button.dataset.step === '1' ? page >= last : page <= 0;
    }
  };
  const update = () => {
    found = select(all, read(form));
    page = 0;
    find('.found', box).textContent =
      found.length === columns.n
        ? `${count(columns.n)} ${columns.n === 1 ? 'pair' : 'pairs'}`
        : `${count(found.length)} of ${count(columns.n)} pairs`;
    show();
  };

  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('input', event => {
    if ((event.target as Element).getAttribute('name') === 'column') offerValues(form, columns);
    update();
  });
  form.addEventListener('reset', () =>
    // The controls have their first values only after this event.
    setTimeout(() => {
      offerValues(form, columns);
      update();
    }),
  );
  find('.pager', box).addEventListener('click', event => {
    const step = Number((event.target as HTMLElement).dataset.step ?? 0);
    if (step === 0) return;
    page += step;
    show();
    find('.pairs', box).scrollIntoView({ block: 'start' });
  });
  document.addEventListener('keydown', event => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if ((event.target as Element).closest('input, select, textarea')) return;
    event.preventDefault();
    find<HTMLInputElement>('[name=search]', form).focus();
  });
  document.addEventListener('click', event => {
    const link = (event.target as Element).closest<HTMLElement>('a[data-query]');
    if (link?.dataset.query === undefined) return;
    ask(form, columns, new URLSearchParams(link.dataset.query));
    update();
  });
  document.querySelector('.without')?.remove();
  box.hidden = false;
  update();
}

const control = (form: HTMLFormElement, name: string): HTMLInputElement | HTMLSelectElement | null =>
  form.querySelector(`[name=${name}]`);

function read(form: HTMLFormElement): PairQuery {
  const value = (name: string) => control(form, name)?.value ?? '';
  return {
    search: value('search'),
    outcome: value('outcome') as PairQuery['outcome'],
    label: value('label') as PairQuery['label'],
    flip: value('flip') as PairQuery['flip'],
    column: value('column'),
    value: value('value'),
    judged: value('judged') as PairQuery['judged'],
    sort: SORTS.find(sort => sort === value('sort')) ?? EVERYTHING.sort,
  };
}

/** Sets every control as a link in the report asks. */
function ask(form: HTMLFormElement, columns: PairColumns, wanted: URLSearchParams): void {
  for (const name of ['search', 'outcome', 'label', 'flip', 'judged', 'column'] as const) {
    const found = control(form, name);
    if (found) found.value = wanted.get(name) ?? '';
  }
  offerValues(form, columns);
  const value = control(form, 'value');
  if (value) value.value = wanted.get('value') ?? '';
}

/** Lists the values of the chosen column. */
function offerValues(form: HTMLFormElement, { slices }: PairColumns): void {
  const select = control(form, 'value');
  if (!(select instanceof HTMLSelectElement)) return;
  const slice = slices.find(({ column }) => column === control(form, 'column')?.value);
  const options = (slice?.values ?? []).map(value => {
    const option = make('option', '', value);
    option.value = value;
    return option;
  });
  const none = make('option', '', slice ? 'none' : 'any');
  none.value = '';
  select.replaceChildren(none, ...options);
  select.value = slice?.values[0] ?? '';
  select.disabled = !slice;
}
