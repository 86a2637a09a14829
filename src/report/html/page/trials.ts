import { count, find, make } from './dom.ts';

/** Lets the table of a sweep's trials be sorted by each column, and filtered. */
export function startTrials(): void {
  const box = document.querySelector<HTMLElement>('.trials');
  if (!box) return;
  const form = find<HTMLFormElement>('form', box);
  const body = find<HTMLTableSectionElement>('tbody', box);
  const rows = [...body.rows];
  const selects = [...form.querySelectorAll('select')];

  const filter = () => {
    const wanted = selects.flatMap(({ value, dataset }) =>
      value === '' ? [] : [[Number(dataset.column), value] as const],
    );
    for (const row of rows) row.hidden = !wanted.every(([column, value]) => keyOf(row, column) === value);
    const shown = rows.filter(row => !row.hidden).length;
    const all = `${count(rows.length)} ${rows.length === 1 ? 'trial' : 'trials'}`;
    find('.found', box).textContent = shown === rows.length ? all : `${count(shown)} of ${all}`;
  };
  const heads = [...box.querySelectorAll<HTMLTableCellElement>('thead th')];
  for (const [column, head] of heads.entries()) {
    const button = make('button', 'sort', head.textContent ?? '');
    button.type = 'button';
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const sign = down ? -1 : 1;
      // Sorting is stable: equals stay as they stood.
      rows.sort((a, b) => sign * compare(keyOf(a, column), keyOf(b, column)));
      body.append(...rows);
    });
    head.replaceChildren(button);
  }
  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('input', filter);
  // The controls have their first values only after this event.
  form.addEventListener('reset', () => setTimeout(filter));
  form.hidden = false;
  filter();
}

const keyOf = (row: HTMLTableRowElement, column: number): string => row.cells[column]?.dataset.value ?? '';

/** Numbers as such; what is no number stands as text. */
function compare(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}
