import { describe, expect, it } from 'vitest';
import { toMarkdown } from '../../../src/report/markdown.ts';
import { changedParts } from '../../../src/report/policy-change.ts';
import { passing } from './samples.ts';

const changed = (base: unknown, head: unknown) =>
  changedParts({ base: JSON.stringify(base), head: JSON.stringify(head) });

describe('changedParts', () => {
  it('leaves out what both sides have', () => {
    expect(changed(['a >= 1', 'b >= 2', 'c >= 3'], ['a >= 1', 'b >= 1', 'c >= 3'])).toEqual({
      base: ['b >= 2'],
      head: ['b >= 1'],
      same: 2,
    });
    expect(changed({ wall_time: 300, x: 1 }, { wall_time: 1200, x: 1 })).toEqual({
      base: ['wall_time: 300'],
      head: ['wall_time: 1200'],
      same: 1,
    });
    expect(changed(['a', { error_rate: 0.4 }], ['a'])).toEqual({
      base: ['{"error_rate":0.4}'],
      head: [],
      same: 1,
    });
  });

  it('shows both sides whole where only the order differs, and what has no parts', () => {
    expect(changed(['a', 'b', 'c'], ['b', 'a'])).toMatchObject({
      base: ['["a","b","c"]'],
      head: ['["b","a"]'],
    });
    expect(changed(['a', 'a'], ['a'])).toMatchObject({ base: ['["a","a"]'], head: ['["a"]'] });
    expect(changed('fail', 'pass')).toEqual({ base: ['"fail"'], head: ['"pass"'], same: 0 });
    expect(changedParts({ base: 'not JSON', head: '{' })).toEqual({
      base: ['not JSON'],
      head: ['{'],
      same: 0,
    });
  });

  it('shows the rule that was lowered at the end of a long list', () => {
    const rules = Array.from({ length: 19 }, (_, i) => `accuracy[source=forum-${i}] >= 0.85`);
    const change = {
      key: 'gate',
      base: JSON.stringify([...rules, 'accuracy >= 0.9']),
      head: JSON.stringify([...rules, 'accuracy >= 0.1']),
    };
    const line = toMarkdown({ ...passing, policy: { ...passing.policy!, changes: [change] } })
      .split('\n')
      .find(row => row.includes('<code>gate</code>'));
    expect(line).toContain('accuracy &#62;= 0.9<');
    expect(line).toContain('accuracy &#62;= 0.1<');
    expect(line).toContain('19 unchanged');
  });
});
