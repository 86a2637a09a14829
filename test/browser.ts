import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { launchChromium, chromiumProgram as program } from '../scripts/chromium.ts';

/** A page that nothing can leave: what it asks of the network, says on the console or throws is in `faults`. */
export interface Watched {
  readonly page: Page;
  readonly faults: string[];
}

export interface View {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly javaScriptEnabled?: boolean;
}

export type Open = (url: string, view?: View) => Promise<Watched>;

/**
 * `describe` for tests that need a browser. Without one they skip and say why; FINETUNE_GATE_REQUIRE_BROWSER=1 (set in
 * CI) turns the skip into a failure.
 */
export function describeBrowser(name: string, body: (open: Open) => void): void {
  if (existsSync(program)) {
    describe(name, () => body(browserForTests()));
  } else if (process.env.FINETUNE_GATE_REQUIRE_BROWSER === '1') {
    describe(name, () => {
      it('needs a browser', () => {
        throw new Error(`FINETUNE_GATE_REQUIRE_BROWSER is set, but there is no ${program}`);
      });
    });
  } else {
    process.stdout.write(`skipped, needs a browser (${program}): ${name}\n`);
    describe.skip(`${name} (skipped: no ${program}, Debian's package chromium)`, () => {
      it('needs a browser', () => {});
    });
  }
}

function browserForTests(): Open {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  }, 90_000);
  afterAll(() => browser?.close());
  return async (url, { width = 1280, ...view } = {}) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, ...view });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', message => faults.push(`console: ${message.text()}`));
    page.on('pageerror', error => faults.push(`thrown: ${error.message}`));
    page.on('dialog', dialog => faults.push(`dialog: ${dialog.message()}`));
    page.on('request', request => {
      if (request.url() !== url) faults.push(`request: ${request.url()}`);
    });
    await page.goto(url);
    return { page, faults };
  };
}
