import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { sampleRun } from '../../fixtures/report/sample-run.ts';
// @ts-expect-error plain JavaScript, shared with scripts/run.mjs
import { bundlePage } from '../../scripts/bundle.mjs';
import { writePage } from '../../src/commands/write-page.ts';
import type { PairRow } from '../../src/report/measures.ts';
import type { Result } from '../../src/report/result.ts';
import { describeBrowser, type Watched } from '../browser.ts';
import { Sandbox } from '../sandbox.ts';
import { HOSTILE } from '../unit/report/samples.ts';

const N = 400;
const { result, pairs } = sampleRun(N);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const shown = (page: Page) => page.locator('.found').innerText();
const firstTexts = (page: Page) => page.locator('.pairs tbody tr td:nth-child(2)').allInnerTexts();
const outcomes = (page: Page) => page.locator('.pairs tbody .badge').allInnerTexts();
const similarities = async (page: Page) =>
  (await page.locator('.pairs tbody td:nth-child(5)').allInnerTexts()).map(Number.parseFloat);
const flipOf = ({ correct, baselines }: PairRow) =>
  baselines?.['base-model'] === correct ? '' : correct ? 'fixed' : 'broken';

describeBrowser('report.html in a browser', open => {
  let url = '';
  let script = '';
  let sandbox: Sandbox;

  async function write(name: string, run: Result, rows: readonly PairRow[]): Promise<string> {
    const page = sandbox.path(name);
    await writePage({ page, figures: sandbox.path('figures') }, run, rows, script);
    return pathToFileURL(page).href;
  }

  beforeAll(async () => {
    sandbox = new Sandbox();
    script = sandbox.path('report-page.js');
    await bundlePage({ outfile: script });
    url = await write('report.html', result, pairs);
  });

  async function openExplorer(): Promise<Watched> {
    const watched = await open(url);
    await watched.page.locator('.explorer').waitFor();
    return watched;
  }

  it('shows every pair, the most wrong first, and turns pages', async () => {
    const { page, faults } = await openExplorer();
    expect(await shown(page)).toBe(`${N} pairs`);
    const worst = pairs.filter(row => !row.correct).sort((a, b) => b.margin - a.margin);
    expect(await firstTexts(page)).toHaveLength(25);
    expect((await firstTexts(page))[0]).toBe(worst[0]!.first);
    const before = await firstTexts(page);
    await page.getByRole('button', { name: 'Next' }).click();
    expect(await page.locator('.pages').innerText()).toBe('26 – 50 of 400');
    expect(await firstTexts(page)).not.toEqual(before);
    await page.getByRole('button', { name: 'Previous' }).click();
    expect(await firstTexts(page)).toEqual(before);
    expect(await page.getByRole('button', { name: 'Previous' }).isDisabled()).toBe(true);
    expect(faults).toEqual([]);
  });

  it('searches both texts', async () => {
    const { page, faults } = await openExplorer();
    await page.getByLabel('Search in both texts').fill('REFUND bicycle');
    const expected = pairs.filter(({ first, second }) => {
      const text = `${first} ${second}`.toLowerCase();
      return text.includes('refund') && text.includes('bicycle');
    });
    expect(expected.length).toBeGreaterThan(0);
    expect(await shown(page)).toBe(`${expected.length} of ${N} pairs`);
    expect(await page.locator('.pairs mark').first().innerText()).toMatch(/refund|bicycle/i);
    await page.getByLabel('Search in both texts').fill('no pair says this');
    expect(await shown(page)).toBe(`0 of ${N} pairs`);
    await page.getByRole('button', { name: 'Reset' }).click();
    await expect.poll(() => shown(page)).toBe(`${N} pairs`);
    expect(faults).toEqual([]);
  });

  it('filters by outcome, label, flip, slice and whether a pair judges', async () => {
    const { page, faults } = await openExplorer();
    const pick = (name: string, value: string) => page.locator(`select[name=${name}]`).selectOption(value);
    const holds = async (filter: (row: PairRow) => boolean) =>
      expect(await shown(page)).toBe(`${pairs.filter(filter).length} of ${N} pairs`);
    await pick('outcome', 'wrong');
    await holds(row => !row.correct);
    expect(new Set(await outcomes(page))).toEqual(new Set(['✕ wrong']));
    await pick('label', '1');
    await holds(row => !row.correct && row.label === 1);
    await pick('outcome', '');
    await pick('label', '');
    await pick('flip', 'fixed');
    await holds(row => flipOf(row) === 'fixed');
    await pick('column', 'language');
    await pick('value', 'de');
    await holds(row => flipOf(row) === 'fixed' && row.slices?.language === 'de');
    await pick('flip', '');
    await pick('column', '');
    await pick('judged', 'added');
    await holds(row => !row.judged);
    expect(faults).toEqual([]);
  });

  it('sorts', async () => {
    const { page, faults } = await openExplorer();
    const sorted = async (sort: string) => {
      await page.locator('select[name=sort]').selectOption(sort);
      return similarities(page);
    };
    const ascending = pairs.map(row => Number(row.score.toFixed(4))).sort((a, b) => a - b);
    expect(await sorted('lowest')).toEqual(ascending.slice(0, 25));
    expect(await sorted('highest')).toEqual(ascending.toReversed().slice(0, 25));
    const away = (await sorted('nearest')).map(score => Number(Math.abs(score - 0.6214).toFixed(4)));
    expect(away[0]).toBeLessThan(0.02);
    expect(away).toEqual([...away].sort((a, b) => a - b));
    await sorted('file');
    expect((await firstTexts(page))[0]).toBe(pairs[0]!.first);
    expect(faults).toEqual([]);
  });

  it('works by keyboard alone', async () => {
    const { page, faults } = await openExplorer();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the report');
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.name')).toBe('search');
    await page.keyboard.type('bicycle');
    expect(await shown(page)).toMatch(/^\d+ of 400 pairs$/);
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await page.keyboard.press('Tab');
    await page.keyboard.press('w');
    expect(await page.evaluate('document.activeElement.name + document.activeElement.value')).toBe(
      'outcomewrong',
    );
    const link = page.locator('.matrix td a').nth(1);
    await link.focus();
    await page.keyboard.press('Enter');
    const found = pairs.filter(row => row.label === 1 && !row.correct).length;
    expect(await shown(page)).toBe(`${found} of ${N} pairs`);
    expect(faults).toEqual([]);
  });

  it('draws its charts anew to fit, and follows the theme', async () => {
    const { page, faults } = await openExplorer();
    const charts = page.locator('[data-figure]');
    const drawn = await charts.count();
    expect(drawn).toBe(8);
    for (let i = 0; i < drawn; i++) {
      await charts.nth(i).scrollIntoViewIfNeeded();
      await charts.nth(i).locator('css=svg').waitFor();
    }
    await expect.poll(() => page.locator('.chart.live').count()).toBe(drawn);
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const before = await ground();
    await page.getByRole('button', { name: 'Dark theme' }).click();
    expect(await ground()).not.toBe(before);
    await page.reload();
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
    await page.locator('.explorer').waitFor();
    await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
    await page.evaluate(axe);
    const found = await page.evaluate(
      'axe.run({ resultTypes: ["violations"] }).then(r => r.violations.map(v => v.id + ": " + v.nodes[0].html))',
    );
    expect(found).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(faults).toEqual([]);
  });

  it('says the same without its script, but for the explorer', async () => {
    const { page, faults } = await open(url, { javaScriptEnabled: false });
    expect(await page.locator('h1').innerText()).toContain('Passed');
    expect(await page.locator('.chart svg').count()).toBe(8);
    expect(await page.locator('.explorer').isVisible()).toBe(false);
    expect(await page.getByText('needs JavaScript').isVisible()).toBe(true);
    expect(faults).toEqual([]);
  });

  it('takes hostile texts, names and values for what they are: texts', async () => {
    const evil = `"'><img src=x onerror=alert(1)></script><!--<script>alert(2)</script>{a|b}`;
    const hostile = pairs.slice(0, 60).map((row, i) => ({
      ...row,
      first: `${HOSTILE[i % HOSTILE.length]} ${evil}`,
      second: evil,
      file: evil,
      slices: { [evil]: evil, __proto__: 'x' },
      baselines: { [evil]: i % 2 === 0 },
    }));
    const run: Result = {
      ...result,
      verdict: { ...result.verdict, sentence: evil },
      baselines: result.baselines!.map(one => ({ ...one, name: evil })),
      slices: result.slices!.map(one => ({ ...one, column: evil, value: evil })),
      curves: { ...result.curves!, baselines: { [evil]: result.curves!.baselines['base-model']! } },
      learningCurve: result.learningCurve!.map(one => ({ ...one, series: evil })),
      flips: { ...result.flips!, baseline: evil },
    };
    const { page, faults } = await open(await write('hostile.html', run, hostile));
    await page.locator('.explorer').waitFor();
    expect(await page.locator('img, script').count()).toBe(2);
    expect(await page.locator('h1').innerText()).toContain('<img src=x');
    expect((await firstTexts(page)).join()).toContain('⟨U+202E⟩');
    await page.locator('select[name=column]').selectOption({ index: 1 });
    expect(await shown(page)).toBe('60 pairs');
    await page.locator('[data-figure=roc]').scrollIntoViewIfNeeded();
    await page.locator('[data-figure=roc].live').hover();
    expect(await page.locator('img, iframe, object, embed').count()).toBe(0);
    expect(faults).toEqual([]);
  });
});
