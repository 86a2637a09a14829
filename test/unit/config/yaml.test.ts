import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import type { FinetuneGateError } from '../../../src/errors.ts';
import { SMALLEST } from './examples.ts';

function failure(text: string): FinetuneGateError {
  try {
    parseConfig(text, 'f.yml');
  } catch (error) {
    return error as FinetuneGateError;
  }
  throw new Error('it did not fail');
}

describe('text that is not YAML', () => {
  it.each([
    ['a tab', 'version: 1\ndata:\n\ttrain: a\n', 'f.yml:3:1  a tab cannot indent; use spaces'],
    ['an open list', 'version: 1\ndata: [a\nb: 1\n', /^f\.yml:3:1 {2}flow sequence/],
    ['an open quote', 'version: "1', /^f\.yml:1:12 {2}missing closing/],
    ['a map within a line', 'a: b: c', /^f\.yml:1:4 {2}/],
    ['a reserved character', 'a: @b', /^f\.yml:1:4 {2}/],
    ['a list as a key', '? [a]\n: b\n', 'f.yml:1:3  a key is plain text, not a list or a map'],
    ['lists without end', '['.repeat(100_000), 'f.yml:1:1  nested more than 32 deep'],
    ['dashes without end', '- '.repeat(100_000), 'f.yml:1:1  nested more than 32 deep'],
    ['maps without end', '{a: '.repeat(50_000), 'f.yml:1:1  nested more than 32 deep'],
  ])('%s', (_, text, line) => {
    const error = failure(text);
    expect(error.code).toBe('CONFIG_SYNTAX');
    expect(error.details[0]).toMatch(line);
    expect(error.place?.line).toBeGreaterThan(0);
  });

  it('lists several faults of syntax', () => {
    expect(failure('a: @x\nb: `y`\n').details).toHaveLength(2);
  });
});

describe('YAML that is no small data', () => {
  it.each([
    ['an empty file', '', ['f.yml:1:1  the file is empty']],
    ['comments alone', '# nothing\n', ['f.yml:1:1  the file is empty']],
    ['an empty document', '---\n', ['f.yml:1:1  the file is empty']],
    ['null', '~\n', ['f.yml:1:1  the file is empty']],
    ['a text', 'hello', ['f.yml:1:1  expected a map of keys and values']],
    ['a list', '- a', ['f.yml:1:1  expected a map of keys and values']],
    [
      'a second document',
      `${SMALLEST}---\nb: 1\n`,
      ['f.yml:4:1  a second document starts here; a configuration is one'],
    ],
    [
      'an alias',
      `${SMALLEST}train: *all\n`,
      ['f.yml:4:8  train – aliases (*) are not used here; write the value out'],
    ],
    [
      'an anchor',
      `${SMALLEST}train: &all {}\n`,
      ['f.yml:4:13  train – anchors (&) are not used here; write each value out'],
    ],
    ['a tag', `${SMALLEST}train: !!js/function {}\n`, ['f.yml:4:8  this tag (!) is not known']],
    ['a directive', `%YAML 1.1\n---\n${SMALLEST}`, ['f.yml:1:1  directives (%) are not used here']],
    [
      'a key given twice',
      `${SMALLEST}train: {}\ntrain: {}\n`,
      ['f.yml:5:1  train – this key is given twice'],
    ],
    [
      'a nested key given twice',
      `${SMALLEST}train: { seed: 1, seed: 2 }\n`,
      ['f.yml:4:19  train.seed – this key is given twice'],
    ],
  ])('%s', (_, text, lines) => {
    const error = failure(text);
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.details).toEqual(lines);
  });

  it('resolves no alias, however many: nothing grows', () => {
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghij'
      .split('')
      .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(', ')}]\n`)
      .join('')}`;
    const started = performance.now();
    expect(failure(bomb).code).toBe('CONFIG_INVALID');
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('knows no merge key, and no way to a prototype', () => {
    const merge = failure(`${SMALLEST}<<: { train: { seed: 1 } }\n`);
    expect(merge.details[0]).toMatch(/^f\.yml:4:1 {2}"<<" – unknown key/);
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(failure(`${SMALLEST}${name}: { polluted: 1 }\n`).details[0]).toContain(`${name} – unknown key`);
      expect(failure(`${SMALLEST}train: { ${name}: 1 }\n`).details[0]).toContain(
        `train.${name}: 1 – unknown key`,
      );
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('refuses more than 1 MiB without reading it as YAML', () => {
    const large = `${SMALLEST}# ${'x'.repeat(2 ** 20)}\n`;
    expect(failure(large).details).toEqual(['f.yml:1:1  larger than 1 MiB, which no configuration is']);
    expect(parseConfig(`${SMALLEST}# ${'x'.repeat(2 ** 20 - 200)}\n`, 'f.yml').version).toBe(1);
  });

  it('stays quick on a large file of nonsense', () => {
    const started = performance.now();
    expect(failure(Array.from({ length: 50_000 }, (_, i) => `k${i}: 1\n`).join('')).code).toBe(
      'CONFIG_INVALID',
    );
    expect(failure(`${SMALLEST}gate: [${'*a, '.repeat(50_000)}]`).details).toHaveLength(101);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('never throws anything but its own error, whatever a line becomes', () => {
    const pieces = [
      '',
      ' ',
      '\t',
      '- ',
      '? ',
      ': ',
      '&a ',
      '*a',
      '!t ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '|',
      '>',
      '%',
      '@',
      '\0',
      '\u{1F600}',
      '<<: ',
      '---\n',
      '#',
    ];
    for (let at = 0; at < SMALLEST.length; at += 3) {
      for (const piece of pieces) {
        const text = SMALLEST.slice(0, at) + piece + SMALLEST.slice(at);
        try {
          parseConfig(text, 'f.yml');
        } catch (error) {
          expect((error as FinetuneGateError).code, JSON.stringify(text)).toMatch(
            /^CONFIG_(?:SYNTAX|INVALID)$/,
          );
          expect((error as FinetuneGateError).details.length).toBeGreaterThan(0);
        }
      }
    }
  });
});
