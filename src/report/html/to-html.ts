import { createHash } from 'node:crypto';
import { type Figure, figureSource } from '../figures/figure.ts';
import { figuresOf } from '../figures/figures.ts';
import type { PairRow } from '../measures.ts';
import { OUTCOMES } from '../outcome.ts';
import type { Result } from '../result.ts';
import { html, Markup, scriptJson } from './markup.ts';
import { packPairs } from './pair-columns.ts';
import { folded, right, type Section, table } from './parts.ts';
import { baselines } from './sections/baselines.ts';
import { data } from './sections/data.ts';
import { decisions } from './sections/decisions.ts';
import { error } from './sections/error.ts';
import { added, flips, mistakes } from './sections/examples.ts';
import { explorer } from './sections/explorer.ts';
import { learning } from './sections/learning.ts';
import { policy } from './sections/policy.ts';
import { retrieval } from './sections/retrieval.ts';
import { rules } from './sections/rules.ts';
import { cost, provenance } from './sections/run.ts';
import type { Part } from './sections/section.ts';
import { slices } from './sections/slices.ts';
import { verdictHeader } from './sections/verdict.ts';
import { STYLE } from './style.ts';

/** In the order of reading; the explorer stands between both. */
const BEFORE: readonly Part[] = [
  ...[error, rules, policy, baselines, decisions, learning, slices, retrieval, flips, added, mistakes],
];
const AFTER: readonly Part[] = [data, cost, provenance];

/** What the page is made of beside the result; without them it has tables in place of charts, and no explorer. */
export interface PageAssets {
  /** The page's script, bundled: `dist/report-page.js`. */
  readonly script?: string;
  /** SVG of each figure by its id. */
  readonly drawings?: ReadonlyMap<string, string>;
}

/**
 * The whole report as one HTML document, which loads nothing and sends nothing. Without its script it says the same,
 * but for the explorer. The same inputs give the same bytes.
 */
export function toHtml(result: Result, pairs: readonly PairRow[], assets: PageAssets = {}): string {
  const source = figureSource(result);
  const figures = new Map(figuresOf(source).map(figure => [figure.id, figure]));
  const figure = (id: string, numbers = true): Markup | undefined => {
    const found = figures.get(id);
    return found && figureMarkup(found, assets.drawings?.get(id), numbers);
  };
  const bar = result.flips?.baseline ?? result.baselines?.find(one => one.bar)?.name;
  const columns = packPairs(pairs, bar);
  const parts = (of: readonly Part[]) => of.flatMap(part => part({ result, figure }) ?? []);
  const sections = [...parts(BEFORE), ...[explorer(columns) ?? []].flat(), ...parts(AFTER)];
  const { words } = OUTCOMES[result.verdict.outcome];
  // The characters that would end a script element; both are written so in strings and expressions only.
  const script = assets.script?.replace(/<\/(?=script)/gi, '<\\/').replaceAll('<!--', '<\\!--');
  const json = scriptJson({ source, pairs: columns, threshold: result.candidate?.threshold ?? null });
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${words}: finetune-gate ${result.command}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<a class="skip" href="#report">To the report</a>
<div class="page">
${verdictHeader(result)}
<div class="side">${contents(sections)}</div>
<main id="report" tabindex="-1">
${sections.map(sectionMarkup)}
</main>
</div>
${script !== undefined && html`<script type="application/json" id="report-data">${new Markup(json)}</script>\n<script>${new Markup(script)}</script>`}
</body>
</html>
`.text;
}

/** Nothing is loaded, framed or sent; of scripts, only this one runs. */
function policyOf(script: string | undefined): string {
  const hash = script === undefined ? '' : createHash('sha256').update(script).digest('base64');
  return [
    "default-src 'none'",
    `script-src ${script === undefined ? "'none'" : `'sha256-${hash}'`}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

const contents = (sections: readonly Section[]): Markup =>
  html`<nav class="contents" aria-label="Contents"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>\n`)}</ul>
<button class="theme" type="button" hidden></button></nav>`;

const sectionMarkup = ({ id, title, body }: Section): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-title">\n<h2 id="${id}-title">${title}</h2>\n${body}\n</section>\n`;

function figureMarkup(
  { id, title, summary, height, table: cells }: Figure,
  svg: string | undefined,
  numbers: boolean,
): Markup | undefined {
  if (svg === undefined && !numbers) return undefined;
  const columns = cells.columns.map((name, i) => (i === 0 ? name : right(name)));
  const drawn =
    svg !== undefined &&
    html`<div class="chart" role="img" aria-labelledby="${id}-figure" aria-describedby="${id}-summary" data-figure="${id}" style="--height: ${height}px">${new Markup(svg)}</div>`;
  return html`<figure class="figure">
<h3 id="${id}-figure">${title}</h3>
<p id="${id}-summary">${summary}</p>
${drawn}
${numbers && folded('The numbers', table(columns, cells.rows, { caption: title }), svg === undefined)}
</figure>`;
}
