import type { EChartsOption } from 'echarts';
import type { Result } from '../result.ts';

/** A chart, and the same in words and numbers for who does not see it. Texts are harmless but not escaped for HTML. */
export interface Figure {
  /** Names it in the page, and its file. */
  readonly id: string;
  readonly title: string;
  /** What it shows, in a sentence or two. */
  readonly summary: string;
  /** Colours are custom properties of the page; nothing in it depends on the time or on chance. */
  readonly option: EChartsOption;
  /** In CSS pixels. */
  readonly height: number;
  readonly table: {
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
}

/** What figures are drawn from: the page carries this much of a result, so that its script draws the same. */
export type FigureSource = Pick<
  Result,
  'candidate' | 'training' | 'curves' | 'learningCurve' | 'baselines' | 'slices' | 'seeds'
>;

/** A figure of the result, where it has the numbers for one. */
export type Draw = (source: FigureSource) => Figure | undefined;

/** What the page carries for its script. */
export function figureSource(result: Result): FigureSource {
  const { candidate, training, curves, learningCurve, baselines, slices, seeds } = result;
  return {
    ...(candidate && { candidate }),
    ...(training && { training }),
    ...(curves && { curves }),
    ...(learningCurve && { learningCurve }),
    ...(baselines && { baselines }),
    ...(slices && { slices }),
    ...(seeds && { seeds }),
  };
}
