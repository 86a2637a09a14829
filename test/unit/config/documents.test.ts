import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseArguments } from '../../../src/commands/arguments.ts';
import { configJsonSchema } from '../../../src/config/json-schema.ts';
import { allKeys } from '../../../src/config/known-keys.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { sweepCsv } from '../../../src/report/sweep.ts';
import type { SweepSummary } from '../../../src/report/sweep-summary.ts';
import { root } from '../../shared.ts';
import { evaluation } from '../report/sample-evaluation.ts';
import { SMALLEST } from './examples.ts';

const PAGES = ['README.md', 'CONTRIBUTING.md', 'AGENTS.md', 'bench/README.md', 'fixtures/README.md'].concat(
  readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`),
);
const text = (page: string): string => readFileSync(join(root, page), 'utf8');
const found = (page: string, pattern: RegExp): string[] =>
  [...text(page).matchAll(pattern)].map(([, one]) => one!);

describe('the examples of the documents', () => {
  it('are valid configurations', () => {
    const keys = allKeys(configJsonSchema());
    // Workflows and the values of a Helm chart are YAML as well, and have no key of a configuration.
    const blocks = PAGES.flatMap(page => found(page, /```yaml\n([\s\S]*?)```/g)).filter(one =>
      Object.keys(parse(one)).some(key => keys.includes(key)),
    );
    expect(blocks.length).toBeGreaterThan(2);
    for (const block of blocks) {
      // An excerpt is one of a configuration that has the rest.
      const whole = block.includes('version: 1') ? block : `${SMALLEST.trimEnd()}\n${block}`;
      expect(() => parseConfig(whole, 'example'), block).not.toThrow();
    }
  });

  it('have every part of a configuration in one of them', () => {
    const [example = ''] = found('docs/configuration.md', /```yaml\n(# yaml-language-server[\s\S]*?)```/g);
    const excerpts = found('docs/configuration.md', /```yaml\n((?!# yaml)[\s\S]*?)```/g);
    const shown = Object.assign({}, parse(example), ...excerpts.map(one => parse(one)));
    const parts = allKeys(configJsonSchema()).filter(key => !/[.[]/.test(key) && key !== 'inconclusive');
    expect(parts.filter(part => !(part in shown))).toEqual([]);
  });

  it('are commands that are understood', () => {
    const fenced = PAGES.flatMap(page => found(page, /```sh\n([\s\S]*?)```/g))
      .flatMap(block => block.split('\n'))
      .map(line => line.replace(/\s+#.*/, ''))
      .filter(line => line.startsWith('finetune-gate '));
    const commands = [...fenced, ...PAGES.flatMap(page => found(page, /`(finetune-gate [a-z]+ -[^`]*)`/g))];
    expect(commands.length).toBeGreaterThan(15);
    for (const command of commands) {
      const [program, ...args] = command.split(/\s+/);
      expect(program).toBe('finetune-gate');
      expect(parseArguments(args).command, command).toBe(args[0]);
    }
  });
});

describe('the documents', () => {
  it('give each key in one row', () => {
    const named = found('docs/configuration.md', /^\| `([^`]+)` \|/gm);
    expect(named.filter((name, i) => named.indexOf(name) !== i)).toEqual([]);
  });

  it('link to files and headings that are there', () => {
    const slugs = (page: string) =>
      found(page, /^#+ (.*)$/gm).map(title =>
        title
          .toLowerCase()
          .replace(/[^\p{L}\p{N}\s_-]/gu, '')
          .replaceAll(' ', '-'),
      );
    let links = 0;
    for (const page of PAGES) {
      for (const link of found(page, /\]\((?!https?:)([^)\s]+)\)/g)) {
        const [file = '', heading] = link.split('#');
        const target = file === '' ? page : join(dirname(page), file);
        expect(existsSync(join(root, target)), `${page}: ${link}`).toBe(true);
        if (target.endsWith('.md')) {
          expect(PAGES, `${page}: ${link}`).toContain(target);
          if (heading !== undefined) expect(slugs(target), `${page}: ${link}`).toContain(heading);
        }
        links++;
      }
    }
    expect(links).toBeGreaterThan(10);
  });

  it('name every benchmark and each of its options', () => {
    const page = text('bench/README.md');
    const options = found('bench/options.ts', /^ {8}(\w+): \{ type: 'string'/gm);
    const benchmarks = found('bench/main.ts', /^ {2}(encode [^;]*);/gm)[0]!.split(' | ');
    expect(options).toContain('dimensions');
    expect(options.filter(name => !page.includes(`\`--${name} `))).toEqual([]);
    expect(benchmarks.filter(name => !page.includes(`-- ${name}\``))).toEqual([]);
  });

  it('name every field of a report, and every column of a sweep', () => {
    const page = text('docs/report.md');
    const [result = ''] = found('src/report/result.ts', /export interface Result \{\n([\s\S]*?)\n\}/g);
    const fields = [...result.matchAll(/^ {2}readonly (\w+)/gm)].map(([, field]) => field!);
    expect(fields).toContain('baselines');
    expect(fields).toContain('times');
    expect(fields.filter(field => !page.includes(`\`${field}\``))).toEqual([]);
    const [sweep = ''] = found(
      'src/report/sweep-summary.ts',
      /export interface SweepSummary \{\n([\s\S]*?)\n\}/g,
    );
    const swept = [...sweep.matchAll(/^ {2}readonly (\w+)/gm)].map(([, field]) => field!);
    expect(swept).toContain('trials');
    expect(swept.filter(field => !page.includes(`\`${field}\``))).toEqual([]);
    const metrics = evaluation(
      { truePositives: 1, falseNegatives: 1, falsePositives: 1, trueNegatives: 1 },
      { roc: 1, average: 1 },
    );
    const trial = {
      ...metrics,
      validation: metrics.metrics,
      examples: 1,
      dimensions: 1,
      learningRate: 1,
      seed: 1,
      bestEpoch: 1,
      steps: 1,
      seconds: 1,
    };
    const [head = ''] = sweepCsv({ trials: [trial] } as unknown as SweepSummary).split('\n');
    expect(head.split(',').filter(column => !page.includes(`\`${column}\``))).toEqual([]);
  });

  it('stand between blank lines where they are headings', () => {
    for (const page of PAGES) expect(text(page), page).not.toMatch(/[^\n]\n#{2,4} (?!out)/);
  });
});
