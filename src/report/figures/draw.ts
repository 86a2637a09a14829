import type { Result } from '../result.ts';
import { init } from './charts.ts';
import { type Figure, figureSource } from './figure.ts';
import { figuresOf } from './figures.ts';
import { fixedColours } from './palette.ts';

const WIDTH = 560;

/** A figure as SVG, the same for the same figure; its colours are custom properties of the page around it. */
export function drawFigure({ id, option, height }: Figure, width = WIDTH): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(option);
    // Names inside hold numbers that count what the process has drawn; its classes only serve a pointer.
    return chart
      .renderToSVGString()
      .replace(/<style\b[^>]*>.*?<\/style>/gs, '')
      .replace(/ class="[^"]*"/g, '')
      .replace(/\bzr\d+-/g, `${id}-`);
  } finally {
    chart.dispose();
  }
}

/** SVG of every figure of a result, by the figure's id. */
export const drawFigures = (result: Result): Map<string, string> =>
  new Map(figuresOf(figureSource(result)).map(figure => [figure.id, drawFigure(figure)]));

/** A drawing to stand by itself: with fixed colours on a ground of its own. */
export function asFile(svg: string): string {
  return fixedColours(
    svg.replace(/(<svg\b[^>]*>)/, '$1<rect width="100%" height="100%" fill="var(--ground)"/>'),
  );
}
