import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sampleRun } from '../../../../fixtures/report/sample-run.ts';
import { toHtml } from '../../../../src/report/html/to-html.ts';
import type { Result } from '../../../../src/report/result.ts';
import { errored, failing, HOSTILE, leaking, overBudget, passing } from '../samples.ts';

const { result, pairs } = sampleRun(200);
const SCRIPT = 'const a = "</script><!--";';
const sections = (page: string) => [...page.matchAll(/<section id="([^"]*)"/g)].map(([, id]) => id);

/** Every start tag, its attributes taken apart, so that a quote which closes too early shows as an odd attribute. */
function attributes(page: string): string[] {
  const text = page.replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '');
  return [...text.matchAll(/<[a-z][a-z0-9]*((?:\s+[^\s=>/]+(?:="[^"]*")?)*)\s*>/g)].flatMap(([, found]) =>
    [...found!.matchAll(/([^\s=>/]+)(?:="[^"]*")?/g)].map(([, name]) => name!),
  );
}

describe('toHtml', () => {
  it('gives the same bytes for the same run', () => {
    const [one, other] = [result, structuredClone(result)].map(run => toHtml(run, pairs, { script: SCRIPT }));
    expect(one === other).toBe(true);
  });

  it('says the verdict and its reason before anything else', () => {
    const page = toHtml(failing, []);
    expect(page).toContain('<title>Failed: finetune-gate check</title>');
    const body = page
      .slice(page.indexOf('<body>'))
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(body.slice(0, 200)).toContain(
      'Failed Accuracy is 82.6 % on 1,000 test pairs; the rule asks for at least 90 %.',
    );
  });

  it('has a part for everything that a run holds', () => {
    expect(sections(toHtml(result, pairs))).toEqual([
      ...['rules', 'policy', 'baselines', 'decisions', 'training', 'slices', 'flips', 'added', 'mistakes'],
      ...['pairs', 'data', 'cost', 'provenance'],
    ]);
  });

  it.each<[string, Result, string[]]>([
    ['leaking', leaking, ['rules', 'policy', 'data', 'cost', 'provenance']],
    ['errored', errored, ['error', 'provenance']],
  ])('leaves out what a run has nothing for: %s', (_, run, expected) => {
    expect(sections(toHtml(run, []))).toEqual(expected);
  });

  it.each(Object.entries({ passing, failing, leaking, overBudget, errored }))(
    'survives a trip through JSON: %s',
    (_, run) => {
      const stored = JSON.parse(JSON.stringify(run)) as Result;
      expect(toHtml(stored, [])).toBe(toHtml(run, []));
    },
  );

  it('shows numbers that JSON cannot write as none', () => {
    const candidate = { ...result.candidate!, threshold: Number.POSITIVE_INFINITY };
    const stored = JSON.parse(JSON.stringify({ ...result, candidate })) as Result;
    expect(toHtml(stored, pairs).includes('of – or more')).toBe(true);
    expect(/\bNaN\b|undefined|Infinity/.exec(toHtml(stored, pairs))).toBeNull();
  });

  it('lets nothing but its own script run, and nothing be loaded or sent', () => {
    const page = toHtml(result, pairs, { script: SCRIPT });
    const [, csp = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(page) ?? [];
    const hash = createHash('sha256').update(script).digest('base64');
    expect(csp.replaceAll('&#39;', "'").split('; ')).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${hash}'`,
      "style-src 'unsafe-inline'",
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(toHtml(result, pairs)).toContain('script-src &#39;none&#39;');
    expect(/\s(?:src|href)="(?!#)[^"]*/.exec(page)).toBeNull();
  });

  it('keeps its script whole', () => {
    const page = toHtml(result, pairs, { script: SCRIPT });
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(page) ?? [];
    expect(new Function(`${script} return a;`)()).toBe('</script><!--');
  });

  it('shows hostile texts, names, rules and values as text, wherever they stand', () => {
    const evil = `"'><img src=x onerror=alert(1)></script><!-- \u202e ${HOSTILE.join(' ')}`;
    const poison = <T>(value: T): T =>
      (typeof value === 'string'
        ? evil
        : Array.isArray(value)
          ? value.map(poison)
          : value !== null && typeof value === 'object'
            ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, poison(one)]))
            : value) as T;
    const names = { outcome: 'fail', state: 'broken', unit: 's', name: 'wall_time' };
    const verdict = poison(result.verdict);
    const run: Result = {
      ...poison(result),
      command: 'check',
      tool: result.tool,
      verdict: {
        ...verdict,
        outcome: 'fail',
        rules: verdict.rules.map(rule => ({ ...rule, state: 'broken' })),
        budget: verdict.budget.map(one => ({ ...one, ...names, name: 'wall_time', unit: 's' })),
        data: { [evil]: 3 },
      },
      policy: {
        ...poison(result.policy!),
        source: 'base-branch',
        proposed: { ...poison(result.policy!.proposed!), outcome: 'pass' },
      },
      flips: {
        ...poison(result.flips!),
        examples: poison(result.flips!.examples).map(one => ({ ...one, now: 'wrong' })),
      },
      times: { [evil]: 3 },
    };
    const page = toHtml(run, poison(pairs), { script: SCRIPT });
    expect(page.includes('<img')).toBe(false);
    expect(page.includes('\u202e')).toBe(false);
    expect(page.match(/<script\b/g)).toHaveLength(2);
    expect(page.match(/<!--/g)).toBeNull();
    expect(new Set(attributes(page))).toEqual(new Set(attributes(toHtml(result, pairs, { script: SCRIPT }))));
  });

  it('says how many pairs it leaves out', () => {
    const many = Array.from({ length: 20_050 }, (_, i) => pairs[i % pairs.length]!);
    expect(toHtml(result, many).includes('50 pairs more')).toBe(true);
    expect(toHtml(result, pairs).includes('most informative')).toBe(false);
  });

  it('heads its parts in order, and names every table', () => {
    const page = toHtml(result, pairs);
    const levels = [...page.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    expect(levels[0]).toBe(1);
    for (const [i, level] of levels.entries()) expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1);
    expect(page.match(/<caption/g)?.length).toBe(page.match(/<table/g)?.length);
  });
});
