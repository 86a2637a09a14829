import { createHash } from 'node:crypto';
import type { Figure } from '../figures/figure.ts';
import { html, Markup, scriptJson } from './markup.ts';
import { folded, right, type Section, table } from './parts.ts';
import { STYLE } from './style.ts';

/** What a page is made of beside what it reports; without them it has tables in place of charts, and nothing that moves. */
export interface PageAssets {
  /** The page's script, bundled: `dist/report-page.js`. */
  readonly script?: string;
  /** SVG of each figure by its id. */
  readonly drawings?: ReadonlyMap<string, string>;
}

export interface Page {
  readonly title: string;
  readonly header: Markup;
  readonly sections: readonly Section[];
  readonly script: string | undefined;
  /** For the script. */
  readonly data: unknown;
}

/** A whole HTML document, which loads nothing and sends nothing. */
export function pageDocument({ title, header, sections, script: source, data }: Page): string {
  // The characters that would end a script element; both are written so in strings and expressions only.
  const script = source?.replace(/<\/(?=script)/gi, '<\\/').replaceAll('<!--', '<\\!--');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<a class="skip" href="#report">To the report</a>
<div class="page">
${header}
<div class="side">${contents(sections)}</div>
<main id="report" tabindex="-1">
${sections.map(sectionMarkup)}
</main>
</div>
${script !== undefined && html`<script type="application/json" id="report-data">${new Markup(scriptJson(data))}</script>\n<script>${new Markup(script)}</script>`}
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

/** A figure with its words, its drawing where there is one, and its numbers. */
export function figureMarkup(
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
