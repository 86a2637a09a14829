import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeSummary } from '../../../src/action/summary.ts';
import { toMarkdown } from '../../../src/report/markdown.ts';
import { passing } from '../report/samples.ts';
import { Runner } from './runner.ts';

const markdown = (maxBytes: number) => toMarkdown(passing, { maxBytes });

let runner: Runner;
beforeEach(() => {
  runner = new Runner();
});
afterEach(() => runner.close());

describe('writeSummary', () => {
  it('appends to what stands there', async () => {
    writeFileSync(runner.path('summary'), '# Before\n');
    await writeSummary(markdown, runner.path('summary'));
    expect(runner.summary).toMatch(/^# Before\n## ✅ Passed\n/);
  });

  it('does nothing without a file', async () => {
    await writeSummary(markdown, undefined);
    await writeSummary(markdown, '');
    expect(runner.summary).toBe('');
  });

  it('keeps the whole file below what GitHub accepts, the verdict in it', async () => {
    for (const free of [10_000, 4_000, 2_000, 500]) {
      writeFileSync(runner.path('summary'), 'x'.repeat(1024 * 1024 - free));
      await writeSummary(markdown, runner.path('summary'));
      expect(statSync(runner.path('summary')).size).toBeLessThanOrEqual(1024 * 1024);
      const added = readFileSync(runner.path('summary'), 'utf8').replace(/^x+/, '');
      expect(added.startsWith(free > 1024 ? '## ✅ Passed' : '')).toBe(true);
    }
  });
});
