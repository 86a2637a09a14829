import { lineChart } from '../chart.ts';
import { escapeMarkdown } from '../escape.ts';
import { count, interval, percent } from '../format.ts';
import type { LearningPoint } from '../measures.ts';
import type { Result } from '../result.ts';
import { details, table } from '../table.ts';

/** Series that are drawn; the table has them all. */
const CHARTS = 3;

/** The error rate by number of examples: whether more pairs would help. */
export function learningCurveSection({ learningCurve = [] }: Result): string {
  if (learningCurve.length === 0) return '';
  const series = [...new Set(learningCurve.map(point => point.series))];
  const points = series.flatMap(name =>
    learningCurve.filter(point => point.series === name).sort((a, b) => a.examples - b.examples),
  );
  const columns = [
    { title: 'Model' },
    ...['Examples', 'Error rate', '95 % interval'].map(title => ({ title, align: 'right' as const })),
  ];
  const body = [
    ...series.slice(0, CHARTS).map(name => chart(points.filter(point => point.series === name))),
    table(columns, points.map(row)),
  ];
  return `### Learning curve\n\n${details(
    'Error rate by number of examples',
    body.filter(part => part !== '').join('\n\n'),
  )}`;
}

/** Titles are constants of ours, so a series is named by the table below. */
function chart(points: readonly LearningPoint[]): string {
  return lineChart({
    title: 'Error rate by number of examples',
    xTitle: 'examples',
    yTitle: 'error rate (%)',
    points: points.map(({ examples, errorRate }) => ({ x: examples, y: errorRate * 100 })),
  });
}

function row({ series, examples, errorRate, interval: bounds }: LearningPoint): string[] {
  return [escapeMarkdown(series, 80), count(examples), percent(errorRate), interval(bounds)];
}
