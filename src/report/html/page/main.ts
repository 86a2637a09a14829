// The script of report.html, of a run and of a sweep: bundled by the build, put into the page with its hash.
import type { FigureSource } from '../../figures/figure.ts';
import { figuresOf } from '../../figures/figures.ts';
import { sweepFiguresOf } from '../../figures/sweep-curves.ts';
import type { SweepFigureSource } from '../../figures/sweep-lines.ts';
import type { PairColumns } from '../pair-columns.ts';
import { startCharts } from './charts.ts';
import { find } from './dom.ts';
import { startExplorer } from './explorer.ts';
import { startTheme } from './theme.ts';
import { startTrials } from './trials.ts';

type PageData =
  | { readonly source: FigureSource; readonly pairs: PairColumns; readonly threshold: number | null }
  | { readonly sweep: SweepFigureSource };

const data = JSON.parse(find('#report-data').textContent ?? '') as PageData;
startTheme();
if ('sweep' in data) {
  startTrials();
  startCharts(() => sweepFiguresOf(data.sweep));
} else {
  startExplorer(data.pairs, data.threshold);
  startCharts(() => figuresOf(data.source));
}
