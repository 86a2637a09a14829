import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { sampleSweep } from '../../fixtures/report/sample-sweep.ts';
// @ts-expect-error plain JavaScript, shared with scripts/run.mjs
import { bundlePage } from '../../scripts/bundle.mjs';
import { writeSweepPage } from '../../src/commands/write-page.ts';
import type { SweepSummary } from '../../src/report/sweep-summary.ts';
import { describeBrowser } from '../browser.ts';
import { Sandbox } from '../sandbox.ts';
import { HOSTILE } from '../unit/report/samples.ts';

const summary = sampleSweep();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const found = (page: Page) => page.locator('.trials .found').innerText();
const rows = (page: Page) => page.locator('.trials tbody tr:visible');
/** Numbers of a column, counted from 1, as they are shown. */
const column = async (page: Page, n: number) =>
  (await page.locator(`.trials tbody tr:visible > :nth-child(${n})`).allInnerTexts()).map(text =>
    Number.parseFloat(text.replaceAll(',', '')),
  );
const sorted = (numbers: readonly number[], sign: 1 | -1) => numbers.toSorted((a, b) => sign * (a - b));

describeBrowser('report.html of a sweep in a browser', open => {
  let url = '';
  let script = '';
  let sandbox: Sandbox;

  async function write(name: string, one: SweepSummary): Promise<string> {
    const page = sandbox.path(name);
    await writeSweepPage({ page, figures: sandbox.path('figures') }, one, script);
    return pathToFileURL(page).href;
  }

  beforeAll(async () => {
    sandbox = new Sandbox();
    script = sandbox.path('report-page.js');
    await bundlePage({ outfile: script });
    url = await write('report.html', summary);
  });

  it('sorts by every column, both ways, by mouse and by keyboard', async () => {
    const { page, faults } = await open(url);
    expect(await found(page)).toBe('36 trials');
    const head = page.locator('.trials th', { hasText: 'error rate' });
    await head.getByRole('button').click();
    const expected = summary.trials.map(row => Number((row.metrics.error_rate * 100).toFixed(2)));
    expect(await column(page, 4)).toEqual(sorted(expected, 1));
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await page.keyboard.press('Enter');
    expect(await column(page, 4)).toEqual(sorted(expected, -1));
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    await page.locator('.trials th', { hasText: 'examples' }).getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBeNull();
    expect(await column(page, 2)).toEqual(
      sorted(
        summary.trials.map(row => row.examples),
        1,
      ),
    );
    expect(faults).toEqual([]);
  });

  it('filters by settings and by state, and forgets both', async () => {
    const { page, faults } = await open(url);
    await page.getByRole('combobox', { name: 'dimensions' }).selectOption('256');
    await page.getByRole('combobox', { name: 'base model' }).selectOption({ index: 1 });
    expect(await found(page)).toBe('6 of 36 trials');
    expect(new Set(await column(page, 3))).toEqual(new Set([256]));
    await page.getByRole('combobox', { name: 'state' }).selectOption('none');
    const left = summary.trials.filter(
      row => row.dimensions === 256 && row.base === 'BAAI/bge-base-en-v1.5' && row.state === 'none',
    );
    expect(left.length).toBeGreaterThan(0);
    expect(await rows(page).count()).toBe(left.length);
    await page.getByRole('button', { name: 'Reset' }).click();
    await expect.poll(() => found(page)).toBe('36 trials');
    expect(faults).toEqual([]);
  });

  it('draws its panels anew, and follows the theme', async () => {
    const { page, faults } = await open(url);
    const charts = page.locator('[data-figure]');
    expect(await charts.count()).toBe(2);
    for (let i = 0; i < 2; i++) await charts.nth(i).scrollIntoViewIfNeeded();
    await expect.poll(() => page.locator('.chart.live').count()).toBe(2);
    await charts.first().hover();
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const before = await ground();
    await page.getByRole('button', { name: 'Dark theme' }).click();
    expect(await ground()).not.toBe(before);
    expect(faults).toEqual([]);
  });

  it.each([
    { name: 'light', view: {} },
    { name: 'dark', view: { colorScheme: 'dark' as const } },
    { name: 'phone', view: { width: 360 } },
    { name: 'phone, dark', view: { width: 360, colorScheme: 'dark' as const } },
  ])('passes axe and never scrolls sideways: $name', async ({ view }) => {
    const { page, faults } = await open(url, view);
    await page.locator('.trials form').waitFor();
    await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
    await page.evaluate(axe);
    const violations = await page.evaluate(
      'axe.run({ resultTypes: ["violations"] }).then(r => r.violations.map(v => v.id + ": " + v.nodes[0].html))',
    );
    expect(violations).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(faults).toEqual([]);
  });

  it('says the same without its script', async () => {
    const { page, faults } = await open(url, { javaScriptEnabled: false });
    expect(await page.locator('h1').innerText()).toContain('Failed');
    expect(await page.locator('.chart svg').count()).toBe(2);
    expect(await rows(page).count()).toBe(36);
    expect(await page.locator('.trials form').isVisible()).toBe(false);
    expect(faults).toEqual([]);
  });

  it('takes hostile names and sentences for what they are: texts', async () => {
    const evil = `"'><img src=x onerror=alert(1)></script><!--<script>alert(2)</script>{a|b} ${HOSTILE[2]}`;
    const hostile: SweepSummary = {
      ...summary,
      choice: { ...summary.choice, sentence: evil, satisfy: [evil] },
      bases: summary.bases.map(one => ({ ...one, base: evil })),
      baselines: [{ name: evil, errorRate: 0.2 }],
      trials: summary.trials.map((row, i) => ({ ...row, base: i % 2 ? evil : row.base, loss: evil })),
      curves: summary.curves.map(one => ({ ...one, base: evil, series: evil, sentence: evil })),
      missing: [{ id: evil, reason: evil }],
    };
    const { page, faults } = await open(await write('hostile.html', hostile));
    await page.locator('.trials form').waitFor();
    expect(await page.locator('img, iframe, object, embed').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(2);
    await page.locator('.trials select').first().selectOption({ index: 1 });
    expect(await found(page)).toBe('18 of 36 trials');
    await page.locator('[data-figure]').first().scrollIntoViewIfNeeded();
    await page.locator('[data-figure].live').first().hover();
    expect(faults).toEqual([]);
  });
});
