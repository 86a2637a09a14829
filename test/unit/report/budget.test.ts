import { describe, expect, it } from 'vitest';
import {
  budgetAmount,
  budgetSpent,
  forecastWords,
  memorySize,
  usageLines,
} from '../../../src/report/budget.ts';
import { toHtml } from '../../../src/report/html/to-html.ts';
import { toJunit } from '../../../src/report/junit.ts';
import { toMarkdown } from '../../../src/report/markdown.ts';
import type { Result } from '../../../src/report/result.ts';
import { stoppedWords } from '../../../src/report/stopped.ts';
import { toTerminal } from '../../../src/report/terminal.ts';
import { passing } from './samples.ts';

describe('amounts of the budget', () => {
  it.each([
    [budgetAmount('s', 192), '3 min 12 s'],
    [budgetAmount('bytes', 1.5 * 2 ** 30), '1.5 GiB'],
    [budgetAmount('examples', 12_345), '12,345'],
    [budgetAmount('price', 0.4), '0.40'],
    [budgetAmount('s', Number.NaN), '–'],
    [memorySize(1023), '1020 B'],
    [memorySize(2 ** 20), '1 MiB'],
    [budgetSpent({ unit: 's', limit: 60, spent: 70, exceeded: true }), '1 min 10 s'],
    [budgetSpent({ unit: 's', limit: 60, spent: 50, exceeded: true }), 'stopped early at 50 s'],
    [forecastWords('s', { estimate: 60, low: 50, high: 70 }), 'forecast 1 min (50 s – 1 min 10 s)'],
    [forecastWords('s', undefined), ''],
  ])('%s', (shown, expected) => {
    expect(shown).toBe(expected);
  });

  it('tells what the run held, and of the GPU what is known', () => {
    expect(
      usageLines({ memory: 2 ** 30, gpuSeconds: 90, gpu: { utilization: 0.876, wattHours: 12.345 } }),
    ).toEqual([
      ['Memory', 'at most 1 GiB'],
      ['GPU use', 'held for 1 min 30 s, busy 88 % of it, 12.3 Wh'],
    ]);
    expect(usageLines({})).toEqual([]);
  });
});

describe('every face of the report', () => {
  const forecast = { estimate: 2460, low: 2290, high: 2630 };
  const limit = { name: 'wall_time', unit: 's', limit: 1200, spent: 34, exceeded: true, forecast } as const;
  const verdict = {
    outcome: 'budget',
    sentence: 'Over budget.',
    rules: [],
    budget: [limit],
    data: {},
  } as const;
  const ended: Result = {
    schemaVersion: 1,
    tool: passing.tool,
    command: 'check',
    verdict,
    usage: { forecast, memory: 2 ** 30, gpu: { wattHours: 3.21 } },
    times: { total: 34 },
  };

  it.each([
    ['Markdown', toMarkdown],
    ['terminal', toTerminal],
    ['page', (result: Result) => toHtml(result, [])],
    ['JUnit', toJunit],
  ])('has what was spent and foreseen of a run that could not fit: %s', (_, render) => {
    const text = render(ended);
    expect(text).toContain('41 min');
    expect(text).toContain('34 s');
    expect(text).toContain('20 min');
  });

  it.each([
    ['Markdown', toMarkdown],
    ['page', (result: Result) => toHtml(result, [])],
  ])('has the energy and the memory: %s', (_, render) => {
    expect(render(ended)).toContain('3.21 Wh');
    expect(render({ ...passing, usage: ended.usage! })).toContain('1 GiB');
  });

  it.each([
    ['budget', 'stopped by the budget'],
    ['patience', 'validation ceased to improve'],
    ['target', 'validation met the target'],
  ] as const)('says that training stopped for %s', (stopped, words) => {
    const result = { ...passing, training: { ...passing.training!, stopped } };
    expect(stoppedWords(result.training)).toContain(words);
    expect(toMarkdown(result)).toContain(words);
    expect(toHtml(result, [])).toContain(words);
  });
});
