import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PairRow } from '../report/measures.ts';
import type { Result } from '../report/result.ts';
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
  output: Pick<Output, 'page' | 'figures'>,
  result: Result,
  pairs: readonly PairRow[],
  scriptFile = SCRIPT,
): Promise<void> {
  // Charts are a megabyte of code that no other step needs: a run that fails early never loads it.
  const [{ asFile, drawFigures }, { toHtml }] = await Promise.all([
    import('../report/figures/draw.ts'),
    import('../report/html/to-html.ts'),
  ]);
  try {
    const drawings = drawFigures(result);
    if (drawings.size > 0) await mkdir(output.figures, { recursive: true });
    for (const [id, svg] of drawings) await writeWhole(join(output.figures, `${id}.svg`), asFile(svg));
    const script = await readFile(scriptFile, 'utf8').catch(() => undefined);
    await writeWhole(
      output.page,
      toHtml(result, pairs, { drawings, ...(script !== undefined && { script }) }),
    );
  } catch (cause) {
    throw unwritable(output.page, cause);
  }
}
