// Debian's Chromium without a window, for tests, benchmarks and screenshots of report.html.
import { type Browser, chromium } from 'playwright-core';

export const chromiumProgram = process.env.FINETUNE_GATE_CHROMIUM ?? '/usr/bin/chromium';

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumProgram,
    args: ['--no-sandbox', '--disable-gpu'],
    timeout: 60_000,
  });
