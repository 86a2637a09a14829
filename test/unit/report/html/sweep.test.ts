import { describe, expect, it } from 'vitest';
import { sampleSweep } from '../../../../fixtures/report/sample-sweep.ts';
import { sweepHtml } from '../../../../src/report/html/sweep/to-html.ts';
import type { SweepSummary } from '../../../../src/report/sweep-summary.ts';
import { HOSTILE } from '../samples.ts';

const summary = sampleSweep();
const SCRIPT = 'const a = "</script><!--";';
const page = sweepHtml(summary, { script: SCRIPT });
const sections = (text: string) => [...text.matchAll(/<section id="([^"]*)"/g)].map(([, id]) => id);

describe('sweepHtml', () => {
  it('says the verdict first, and gives the same bytes for the same sweep', () => {
    expect(page).toContain('<title>Failed: finetune-gate sweep</title>');
    const words = page
      .slice(page.indexOf('<body>'))
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(words.slice(0, 150)).toContain(`Failed ${summary.verdict.sentence.slice(0, 40)}`);
    expect(sweepHtml(structuredClone(summary), { script: SCRIPT }) === page).toBe(true);
  });

  it('has a part for everything that a sweep holds, and none for nothing', () => {
    expect(sections(page)).toEqual([
      ...['choice', 'curves', 'trials', 'missing', 'rules', 'cost', 'provenance'],
    ]);
    const less = sweepHtml({ ...summary, curves: [], missing: [], repeated: [] });
    expect(sections(less)).toEqual(['choice', 'trials', 'rules', 'cost', 'provenance']);
  });

  it('has every trial in its table, with what is sorted by', () => {
    const body = page.slice(page.indexOf('id="trials"'), page.indexOf('id="missing"'));
    const rows = [...body.matchAll(/<tr><th scope="row".*?<\/tr>/gs)].map(([row]) => row);
    expect(rows).toHaveLength(summary.trials.length);
    expect(rows[0]).toContain('chosen');
    const rates = rows.map(row => Number([...row.matchAll(/data-value="([^"]*)"/g)][3]![1]));
    expect(rates.toSorted((a, b) => a - b)).toEqual(
      summary.trials.map(row => row.metrics.error_rate).toSorted((a, b) => a - b),
    );
  });

  it('lists 2,000 trials at most, and says so', () => {
    const trials = Array.from({ length: 2100 }, (_, i) => ({
      ...summary.trials[i % summary.trials.length]!,
      id: String(i),
    }));
    const many = sweepHtml({ ...summary, trials });
    expect(many.match(/<tr><th scope="row" data-value/g)).toHaveLength(2000);
    expect(many).toContain('The first 2,000 of 2,100');
  });

  it('lets nothing but its own script run, and nothing be loaded', () => {
    expect(page.match(/<script\b/g)).toHaveLength(2);
    expect(page).toContain('default-src &#39;none&#39;');
    expect(/\s(?:src|href)="(?!#)[^"]*/.exec(page)).toBeNull();
    expect(sweepHtml(summary)).toContain('script-src &#39;none&#39;');
  });

  it('shows hostile texts as text, wherever they stand', () => {
    const evil = `"'><img src=x onerror=alert(1)></script><!-- ${HOSTILE.join(' ')}`;
    const run: SweepSummary = {
      ...summary,
      verdict: { ...summary.verdict, sentence: evil },
      choice: { ...summary.choice, sentence: evil, satisfy: [evil], equal: [evil] },
      precision: evil,
      bases: summary.bases.map(one => ({ ...one, base: evil, revision: evil, architecture: evil })),
      baselines: [{ name: evil, errorRate: 0.2 }],
      trials: summary.trials.map((row, i) => (i % 2 ? row : { ...row, base: evil, loss: evil, tune: evil })),
      curves: summary.curves.map(one => ({ ...one, base: evil, series: evil, sentence: evil })),
      missing: [{ id: evil, reason: evil }],
      repeated: [evil],
      fingerprint: evil,
    };
    const text = sweepHtml(run, { script: SCRIPT });
    expect(text).not.toMatch(/<img|<!--|\u202e/);
    expect(text.includes('\u001b')).toBe(false);
    expect(text.match(/<script\b/g)).toHaveLength(2);
  });

  it('heads its parts in order, and names every table', () => {
    const levels = [...page.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    expect(levels[0]).toBe(1);
    for (const [i, level] of levels.entries()) expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1);
    expect(page.match(/<caption/g)?.length).toBe(page.match(/<table/g)?.length);
    expect(page).not.toMatch(/\bNaN\b|undefined|Infinity/);
  });
});
