import { DARK, LIGHT, properties } from '../figures/palette.ts';
import { EXPLORER_STYLE } from './style-explorer.ts';

/** The page's style sheet: system fonts, one accent, both themes. */
export const STYLE = `
:root { color-scheme: light; ${properties(LIGHT)} }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { color-scheme: dark; ${properties(DARK)} } }
:root[data-theme=dark] { color-scheme: dark; ${properties(DARK)} }
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h2 { font-size: 1.3rem; font-weight: 650; letter-spacing: -.01em; margin: 0 0 .8rem; }
h3 { font-size: 1rem; font-weight: 650; margin: 0 0 .25rem; }
p { margin: 0 0 .9rem; max-width: 78ch; }
code { font: .875em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999px; top: 0; padding: .5rem .8rem; background: var(--ground); z-index: 3; }
.skip:focus { left: 0; }
.note, .sub, .why { color: var(--muted); font-size: .87rem; }
.sub, .why { display: block; }
.why { max-width: 62ch; font-weight: 400; margin-top: .15rem; }

.page { max-width: 1280px; margin: 0 auto; padding: 0 1.5rem 5rem; display: grid; grid-template-columns: minmax(0, 1fr); }
.contents { font-size: .87rem; padding: .9rem 0; }
.contents ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
.contents a { display: inline-block; padding: .12rem 0; color: var(--muted); text-decoration: none; }
.contents a:hover { color: var(--accent); text-decoration: underline; }
.theme { font: inherit; font-size: .87rem; color: var(--ink); background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: .3rem .65rem; cursor: pointer; margin-top: .7rem; }
main > section { padding: 1.7rem 0 0; border-top: 1px solid var(--line); margin-top: 1.7rem; }

.verdict { padding: 2.2rem 0 0; }
.kicker { margin: 0 0 .5rem; color: var(--muted); font-size: .87rem; }
h1 { font-size: 1.6rem; font-weight: 650; letter-spacing: -.015em; margin: 0 0 .6rem; }
h1 .badge { font-size: 1rem; vertical-align: .18em; margin-right: .35rem; padding: .2rem .7rem; }
h1 .reason { font-weight: 600; }
.done { color: var(--muted); }
.badge { display: inline-block; white-space: nowrap; font-size: .84rem; font-weight: 600; border-radius: 999px; padding: .08rem .55rem; border: 1px solid currentColor; letter-spacing: 0; }
.badge.good, .matrix .good b { color: var(--good); }
.badge.bad, .matrix .bad b { color: var(--bad); }
.badge.warn { color: var(--warn); }
h1 .badge { color: var(--ground); border: 0; }
h1 .badge.good { background: var(--good); color: var(--ground); }
h1 .badge.bad { background: var(--bad); color: var(--ground); }
h1 .badge.warn { background: var(--warn); color: var(--ground); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 1px; margin: 1.4rem 0 0; background: var(--line); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.facts > div { background: var(--ground); padding: .85rem 1rem; }
.facts dt { color: var(--muted); font-size: .84rem; }
.facts dd { margin: 0; }
.facts b { display: block; font-size: 1.45rem; font-weight: 650; letter-spacing: -.01em; line-height: 1.3; }
.facts span { color: var(--muted); font-size: .82rem; }

.scroll { overflow-x: auto; margin: 0 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .8rem .5rem 0; border-bottom: 1px solid var(--line); font-weight: 400; overflow-wrap: break-word; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-size: .82rem; white-space: nowrap; vertical-align: bottom; }
th[scope=row] { min-width: 9rem; }
.n { text-align: right; white-space: nowrap; }
.rules th[scope=row] { min-width: 17rem; }
.rules th code { font-weight: 600; margin-left: .4rem; }
.rules td:nth-child(3) { min-width: 4.5rem; }
.rules td:nth-child(4) { white-space: nowrap; }
.rules .why { margin-top: .35rem; }
.texts td, .texts th[scope=row] { min-width: 7rem; }
.texts th[scope=row], .texts td:nth-child(2) { min-width: 13rem; }
.sentences, .plain { margin: 0 0 1rem; padding-left: 1.1rem; }
.sentences li { max-width: 78ch; margin-bottom: .35rem; }

.three { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 290px), 1fr)); gap: 1.2rem 2.2rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 1.2rem 2.6rem; }
.figure { margin: 0 0 .8rem; min-width: 0; }
.pair > .figure, .three > .figure { display: grid; grid-row: span 4; grid-template: subgrid / minmax(0, 1fr); row-gap: 0; }
.figure p { color: var(--muted); font-size: .87rem; margin-bottom: .7rem; }
.chart { width: 100%; overflow: hidden; }
.chart svg { display: block; max-width: 100%; height: auto; }
.chart.live { height: var(--height); }
.chart.live svg { max-width: none; }
details { margin: .4rem 0 .8rem; }
summary { cursor: pointer; color: var(--muted); font-size: .87rem; width: fit-content; }
summary:hover { color: var(--accent); }
details > .scroll { margin-top: .5rem; max-height: 420px; overflow-y: auto; }

.matrix { table-layout: fixed; }
.matrix th { color: var(--muted); font-size: .84rem; width: 28%; min-width: 0; }
.matrix th, .matrix td { border: 0; padding: .3rem; vertical-align: middle; white-space: normal; }
.matrix td { width: 36%; }
.matrix td a { display: block; text-decoration: none; color: inherit; padding: .9rem 1rem; border-radius: 8px; border: 1px solid var(--line); background: var(--raised); }
.matrix td a:hover { border-color: var(--accent); }
.matrix td b { font-size: 1.35rem; font-weight: 650; }
.small { display: grid; grid-template-columns: repeat(auto-fit, minmax(115px, 1fr)); gap: .6rem 1rem; margin: 1rem .3rem; }
.small dt { color: var(--muted); font-size: .82rem; }
.small dd { margin: 0; font-weight: 600; }
.lines { margin: 0; }
.lines > div { display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: 1rem; padding: .42rem 0; border-bottom: 1px solid var(--line); font-size: .9rem; }
.lines dt { color: var(--muted); }
.lines dd { margin: 0; }
.lines dt::first-letter { text-transform: uppercase; }
${EXPLORER_STYLE}
@media (min-width: 1080px) {
  .page { grid-template-columns: 168px minmax(0, 1fr); gap: 0 3rem; }
  .side { grid-area: 1 / 1 / span 2; position: sticky; top: 0; align-self: start; padding-top: 1.6rem; max-height: 100vh; overflow-y: auto; }
  .verdict, main { grid-column: 2; }
  .contents ul { display: block; }
}
@media (max-width: 640px) {
  .page { padding: 0 1rem 3rem; }
  .verdict { padding-top: 1rem; }
  h1 { font-size: 1.3rem; }
  .facts { grid-template-columns: 1fr 1fr; }
  .facts b { font-size: 1.2rem; }
  .lines > div { grid-template-columns: 1fr; gap: 0; }
  .matrix td a { padding: .6rem; }
  .rules thead { position: absolute; clip-path: inset(50%); }
  .rules tr { display: flex; flex-wrap: wrap; gap: 0 1.2rem; padding: .6rem 0; border-bottom: 1px solid var(--line); }
  .rules th[scope=row] { flex: 1 0 100%; min-width: 0; padding: 0; border: 0; }
  .rules td { flex: 0 1 auto; padding: .35rem 0 0; border: 0; text-align: left; white-space: normal; }
  .rules td::before { display: block; color: var(--muted); font-size: .82rem; }
  .rules td:nth-child(2)::before { content: "Expected"; }
  .rules td:nth-child(3)::before { content: "Actual"; }
  .rules td:nth-child(4)::before { content: "Interval"; }
  .rules td:nth-child(5)::before { content: "p-value"; }
  .rules td:nth-child(6)::before { content: "Pairs"; }
  .rules td:has(> .none) { display: none; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media print { .side, .explorer, .skip { display: none; } .page { display: block; } .chart, tr { break-inside: avoid; } }
`;
