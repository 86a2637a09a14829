// The script of report.html: bundled by the build, put into the page with its hash.
import type { FigureSource } from '../../figures/figure.ts';
import type { PairColumns } from '../pair-columns.ts';
import { startCharts } from './charts.ts';
import { find } from './dom.ts';
import { startExplorer } from './explorer.ts';
import { startTheme } from './theme.ts';

interface PageData {
  readonly source: FigureSource;
  readonly pairs: PairColumns;
  readonly threshold: number | null;
}

const data = JSON.parse(find('#report-data').textContent ?? '') as PageData;
startTheme();
startExplorer(data.pairs, data.threshold);
startCharts(data.source);
