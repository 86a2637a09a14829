import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ATTACKS } from '../e2e/attacks.ts';
import { root } from '../shared.ts';

const page = readFileSync(join(root, 'docs', 'threat-model.md'), 'utf8');
const names = ATTACKS.map(({ name }) => name);
/** The rows of the tables of attacks: name, what it would do, what stops it. */
const rows = page
  .split('\n## ')
  .filter(section => section.includes('| attack |'))
  .flatMap(section => section.split('\n').filter(line => /^\| (?!attack )/.test(line)))
  .map(line => line.slice(2, -2).split(' | '));

describe('docs/threat-model.md', () => {
  it('has each attack of the table in one row, and no other', () => {
    expect(names.length).toBeGreaterThan(60);
    expect(new Set(names).size).toBe(names.length);
    expect(rows.map(([name]) => name).sort()).toEqual([...names].sort());
  });

  it('names files that are there', () => {
    for (const row of rows) {
      expect(row, row[0]).toHaveLength(3);
      for (const [, file] of row[2]!.matchAll(/`([a-z/-]+(?:\.ts|\/))`/g))
        expect(existsSync(join(root, 'src', file!)), `${row[0]}: ${file}`).toBe(true);
    }
    for (const [, file] of page.matchAll(/`(test\/[^`]+)`/g))
      expect(existsSync(join(root, file!))).toBe(true);
  });
});
