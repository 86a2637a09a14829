import { afterEach, describe, expect, it } from 'vitest';
import { inertLines, progressLog } from '../../../src/action/log.ts';
import { Runner } from './runner.ts';

describe('inertLines', () => {
  it.each([
    ['plain text', ['plain text']],
    ['  ✅ rule   holds', ['  ✅ rule   holds']],
    ['::error::x', [': :error::x']],
    [' \t::error::x', ['   : :error::x']],
    ['\u00a0::error::x', ['\u00a0: :error::x']],
    ['a\n::error::x\r::b\r\n##[c]', ['a', ': :error::x', ': :b', '## [c]']],
    ['say ##[error] and ##[', ['say ## [error] and ## [']],
    ['std::vector', ['std::vector']],
    ['\u001b[31mred', ['⟨U+001B⟩[31mred']],
    ['\u0085::x', ['⟨U+0085⟩::x']],
    [':::x', [': ::x']],
  ])('%j', (text, lines) => {
    expect(inertLines(text)).toEqual(lines);
    for (const line of inertLines(text)) expect(line).not.toMatch(/^\s*::|##\[/);
  });
});

describe('progressLog', () => {
  let runner: Runner;
  afterEach(() => runner.close());

  it('writes the first line at once and then one every five seconds', () => {
    runner = new Runner();
    let now = 0;
    const progress = progressLog(() => now);
    for (const [time, line] of [
      [0, 'a'],
      [200, 'b'],
      [4999, 'c'],
      [5000, 'd'],
      [5100, 'e'],
    ] as const) {
      now = time;
      progress(line);
    }
    expect(runner.log).toBe('a\nd\n');
  });
});
