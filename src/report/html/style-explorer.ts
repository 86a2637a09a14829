/** The explorer's part of the style sheet: a table, and on a phone a list of cards. */
export const EXPLORER_STYLE = `
.explorer form { display: grid; grid-template-columns: repeat(auto-fill, minmax(165px, 1fr)); gap: .7rem .9rem; align-items: end; margin-bottom: 1rem; }
.explorer label { display: grid; gap: .2rem; color: var(--muted); font-size: .82rem; min-width: 0; }
.explorer .wide { grid-column: 1 / -1; }
.explorer input, .explorer select, .explorer button { font: inherit; font-size: .92rem; color: var(--ink); background: var(--ground); border: 1px solid var(--muted); border-radius: 6px; padding: .42rem .6rem; width: 100%; min-width: 0; }
.explorer input::placeholder { color: var(--muted); opacity: 1; }
.explorer select:disabled { color: var(--muted); border-color: var(--line); }
.explorer button { width: auto; cursor: pointer; background: var(--raised); }
.explorer button:disabled { color: var(--muted); border-color: var(--line); cursor: default; }
.found { font-weight: 600; margin: 0 0 .5rem; }
.pairs { table-layout: fixed; }
.pairs th:nth-child(1) { width: 7.2rem; }
.pairs th:nth-child(4) { width: 5.2rem; }
.pairs th:nth-child(5) { width: 9rem; }
.pairs th:nth-child(6) { width: 10rem; }
.pairs td { padding: .6rem .9rem .6rem 0; }
.pairs tbody tr:hover { background: var(--raised); }
.pairs mark { background: none; color: inherit; font-weight: 650; text-decoration: underline 2px var(--accent); text-underline-offset: 3px; }
.pairs .only { text-decoration: underline 1px dotted var(--muted); text-underline-offset: 3px; }
.pairs .sub { margin-top: .2rem; }
.meter { position: relative; display: block; height: 4px; border-radius: 2px; background: var(--line); margin: .35rem 0 .2rem; max-width: 7.5rem; }
.meter i { position: absolute; top: -3px; width: 10px; height: 10px; margin-left: -5px; border-radius: 50%; background: var(--ink); left: var(--at); }
.meter s { position: absolute; top: -5px; width: 2px; height: 14px; margin-left: -1px; background: var(--accent); left: var(--cut); }
.pager { display: flex; gap: 1rem; align-items: center; padding: .9rem 0; }
.explorer form[hidden] { display: none; }
.trials thead th { padding-right: .8rem; }
.explorer .sort { font: inherit; padding: 0; border: 0; background: none; color: inherit; cursor: pointer; white-space: nowrap; }
.explorer .sort::after { content: ' ↕'; opacity: .55; }
.explorer [aria-sort=ascending] .sort::after { content: ' ↑'; opacity: 1; }
.explorer [aria-sort=descending] .sort::after { content: ' ↓'; opacity: 1; }
.trials tbody tr:hover { background: var(--raised); }
@media (max-width: 760px) {
  .pairs thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .pairs, .pairs tbody { display: block; }
  .pairs tr { display: grid; grid-template-columns: auto 1fr; gap: .25rem .8rem; padding: .8rem 0; border-bottom: 1px solid var(--line); }
  .pairs td { display: block; border: 0; padding: 0; min-width: 0; }
  .pairs .text { grid-column: 1 / -1; margin-top: .2rem; }
  .pairs td:nth-child(4)::before { content: 'labelled: '; color: var(--muted); }
  .explorer form { grid-template-columns: 1fr 1fr; }
  .pager { justify-content: space-between; }
}
`;
