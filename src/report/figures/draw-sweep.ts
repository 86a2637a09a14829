import type { SweepSummary } from '../sweep-summary.ts';
import { xmlText } from '../xml.ts';
import { drawFigure } from './draw.ts';
import type { Figure } from './figure.ts';
import { colour } from './palette.ts';
import { FONT } from './style.ts';
import { sweepFiguresOf } from './sweep-curves.ts';
import { sweepFigureSource } from './sweep-lines.ts';

const WIDTH = 560;
const TITLE = 34;
const MARGIN = 12;

/** SVG of each panel by its id, for the page. */
export const drawPanels = (summary: SweepSummary): Map<string, string> =>
  new Map(figuresOf(summary).map(figure => [figure.id, drawFigure(figure)]));

const figuresOf = (summary: SweepSummary): Figure[] => sweepFiguresOf(sweepFigureSource(summary));

/**
 * The figures of a sweep as SVG, by the names of their files: all panels as one, two in a row. Colours are custom
 * properties, as `asFile` expects.
 */
export function sweepFigures(summary: SweepSummary): Map<string, string> {
  const figures = figuresOf(summary);
  if (figures.length === 0) return new Map();
  const columns = Math.min(2, figures.length);
  const height = Math.max(...figures.map(figure => figure.height)) + TITLE + MARGIN;
  const size = {
    width: columns * (WIDTH + MARGIN) + MARGIN,
    height: Math.ceil(figures.length / columns) * height,
  };
  const panels = figures.map((figure, i) => {
    const [x, y] = [MARGIN + (i % columns) * (WIDTH + MARGIN), Math.floor(i / columns) * height];
    const title = `<text x="${x + 4}" y="${y + 24}" font-family="${FONT}" font-size="15" font-weight="600" fill="${colour('ink')}">${xmlText(figure.title)}</text>`;
    const drawn = drawFigure(figure, WIDTH).replace(/^<svg\b/, `<svg x="${x}" y="${y + TITLE}"`);
    return `${title}${drawn}`;
  });
  const { width } = size;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${size.height}" viewBox="0 0 ${width} ${size.height}"><title>Error rate by number of examples</title>${panels.join('')}</svg>`;
  return new Map([['error-rate-by-examples', svg]]);
}
