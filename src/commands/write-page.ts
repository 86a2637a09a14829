import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PairRow } from '../report/measures.ts';
import type { Result } from '../report/result.ts';
import type { SweepSummary } from '../report/sweep-summary.ts';
import { type Output, unwritable } from './output-folder.ts';
import { writeWhole } from './write-whole.ts';

/** The page's script stands beside the program, as the build leaves it. */
const SCRIPT = fileURLToPath(new URL('./report-page.js', import.meta.url));

/**
 * Writes report.html, and its charts as SVG files. Run from its sources the program has no script for the page, which
 * then is without its explorer.
 *
 * @throws FinetuneGateError OUTPUT_UNWRITABLE
 */
export async function writePage(
  output: PagePlaces,
  result: Result,
  pairs: readonly PairRow[],
  scriptFile = SCRIPT,
): Promise<void> {
  // Charts are a megabyte of code that no other step needs: a run that fails early never loads it.
  const [{ asFile, drawFigures }, { toHtml }] = await Promise.all([
    import('../report/figures/draw.ts'),
    import('../report/html/to-html.ts'),
  ]);
  const drawings = drawFigures(result);
  const files = new Map([...drawings].map(([id, svg]) => [id, asFile(svg)]));
  await writeBoth(output, files, scriptFile, script => toHtml(result, pairs, { drawings, ...script }));
}

/**
 * The same of a sweep.
 *
 * @throws FinetuneGateError OUTPUT_UNWRITABLE
 */
export async function writeSweepPage(
  output: PagePlaces,
  summary: SweepSummary,
  scriptFile = SCRIPT,
): Promise<void> {
  const [{ asFile }, { drawPanels, sweepFigures }, { sweepHtml }] = await Promise.all([
    import('../report/figures/draw.ts'),
    import('../report/figures/draw-sweep.ts'),
    import('../report/html/sweep/to-html.ts'),
  ]);
  const drawings = drawPanels(summary);
  const files = new Map([...sweepFigures(summary)].map(([id, svg]) => [id, asFile(svg)]));
  await writeBoth(output, files, scriptFile, script => sweepHtml(summary, { drawings, ...script }));
}

type PagePlaces = Pick<Output, 'page' | 'figures'>;

async function writeBoth(
  output: PagePlaces,
  figures: ReadonlyMap<string, string>,
  scriptFile: string,
  page: (script: { readonly script?: string }) => string,
): Promise<void> {
  try {
    if (figures.size > 0) await mkdir(output.figures, { recursive: true });
    for (const [id, svg] of figures) await writeWhole(join(output.figures, `${id}.svg`), svg);
    const script = await readFile(scriptFile, 'utf8').catch(() => undefined);
    await writeWhole(output.page, page(script === undefined ? {} : { script }));
  } catch (cause) {
    throw unwritable(output.page, cause);
  }
}
