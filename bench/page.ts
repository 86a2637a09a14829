// What report.html costs: `npm run bench -- page [--rows N] [--rounds N] [--shared FOLDER]`; one JSON line.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { sampleRun } from '../fixtures/report/sample-run.ts';
// @ts-expect-error plain JavaScript, shared with scripts/run.mjs
import { bundlePage } from '../scripts/bundle.mjs';
import { launchChromium } from '../scripts/chromium.ts';
import { writePage } from '../src/commands/write-page.ts';
import type { BenchOptions } from './options.ts';
import { median } from './statistics.ts';

/** Changes of the explorer that are timed: a control's name and its value. */
const CHANGES = {
  filter: ['outcome', 'wrong'],
  slice: ['column', 'language'],
  search: ['search', 'the of'],
  sort: ['sort', 'highest'],
} as const;

export async function benchPage(root: string, { rows, rounds, shared }: BenchOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'finetune-gate-bench-'));
  const browser = await launchChromium();
  try {
    const texts = realTexts(join(shared, 'data/qqp'));
    const { result, pairs } = sampleRun(rows, 1, texts);
    const script = join(folder, 'report-page.js');
    await bundlePage({ absWorkingDir: root, outfile: script });
    const page = join(folder, 'report.html');
    const start = performance.now();
    await writePage({ page, figures: join(folder, 'figures') }, result, pairs, script);
    const written = performance.now() - start;
    const measured: Record<string, number[]> = {};
    for (let round = 0; round < rounds; round++) {
      for (const [what, ms] of Object.entries(await openAndUse(browser, pathToFileURL(page).href))) {
        measured[what] ??= [];
        measured[what].push(ms);
      }
    }
    const medians = Object.entries(measured).map(([what, ms]) => [`${what}_ms`, Math.round(median(ms))]);
    console.log(
      JSON.stringify({
        bench: 'page',
        rows,
        texts: texts ? 'qqp' : 'made up',
        bytes: statSync(page).size,
        write_ms: Math.round(written),
        ...Object.fromEntries(medians),
      }),
    );
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds from the navigation to the end of loading, by which the explorer has its rows, and from each change to its frame. */
async function openAndUse(browser: Browser, url: string): Promise<Record<string, number>> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.locator('.pairs tbody tr').first().waitFor({ state: 'attached' });
    const opened = Number(await page.evaluate('performance.getEntriesByType("navigation")[0].loadEventEnd'));
    const times: Record<string, number> = { open: opened };
    await page.locator('#pairs').scrollIntoViewIfNeeded();
    for (const [what, [name, value]] of Object.entries(CHANGES)) {
      const change = { name, value };
      times[what] = Number(await page.evaluate(`(${timed})(${JSON.stringify(change)})`));
      await page.evaluate(
        'document.querySelector(".explorer form").reset(), new Promise(done => setTimeout(done, 100))',
      );
    }
    return times;
  } finally {
    await context.close();
  }
}

/** Runs in the page: from the input event to after the frame that shows its result. */
const timed = `({ name, value }) => new Promise(done => {
  const control = document.querySelector('.explorer [name=' + name + ']');
  const start = performance.now();
  control.value = value;
  control.dispatchEvent(new Event('input', { bubbles: true }));
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
})`;

function realTexts(folder: string) {
  const files = ['test.tsv', 'validation.tsv', 'train.tsv'].map(name => join(folder, name));
  if (!files.every(file => existsSync(file))) return undefined;
  return files
    .flatMap(file => readFileSync(file, 'utf8').trimEnd().split('\n').slice(1))
    .map(line => line.split('\t'))
    .map(([first = '', second = '', label]) => ({
      first,
      second,
      label: label?.trim() === '1' ? (1 as const) : (0 as const),
    }));
}
