import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FinetuneGateError } from '../../../src/errors.ts';
import { COST_METRICS, type CostMetric, METRICS, RETRIEVAL_METRICS } from '../../../src/evaluation/types.ts';
import type { Rule } from '../../../src/gate/rule.ts';
import { parseRule } from '../../../src/gate/rules.ts';
import { UNITS } from '../../../src/gate/units.ts';
import { root } from '../../shared.ts';

const page = readFileSync(join(root, 'docs/rules.md'), 'utf8');
const section = (title: string) => page.split(`\n### ${title}\n`)[1]!.split(/\n##/)[0]!;
const rows = (text: string) =>
  [...text.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm)].map(([, one, two]) => [one!, two!]);

describe('docs/rules.md', () => {
  it.each(rows(section('Examples')))('gives an example that parses: %s', text => {
    expect(parseRule(text).text).toBe(text);
  });

  it('has an example of every kind of rule, so that none is left out', () => {
    const kinds = new Set<Rule['kind']>(rows(section('Examples')).map(([text]) => parseRule(text!).kind));
    const all = ['point', 'bound', 'comparison', 'retrieval', 'retrieval-comparison', 'cost'];
    expect([...kinds].sort()).toEqual(all.sort());
  });

  it.each(rows(section('What is refused')))('says why a rule is refused: %s', (text, because) => {
    try {
      parseRule(text);
      expect.unreachable();
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(FinetuneGateError);
      expect((thrown as FinetuneGateError).code).toBe('RULE_INVALID');
      expect((thrown as FinetuneGateError).message).toContain(because);
    }
  });

  it('begins with rules that parse', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    const { gate } = parse(yaml) as { gate: string[] };
    expect(gate.length).toBeGreaterThan(5);
    for (const text of gate) expect(parseRule(text).text).toBe(text);
  });

  it('names every metric, and every cost with its units', () => {
    const [forms = ''] = page.split('### Examples');
    for (const metric of [...METRICS, ...RETRIEVAL_METRICS]) expect(forms).toContain(`\`${metric}\``);
    const costs = [...page.split('## Costs')[1]!.matchAll(/^\| (\w+) \| [^|]* \| ([^|]*) \|$/gm)].slice(1);
    expect(costs.map(([, metric]) => metric)).toEqual([...COST_METRICS]);
    for (const [, metric, units] of costs) {
      const known = UNITS[metric as CostMetric].map(({ name }) => name).sort();
      expect(units!.match(/[A-Za-z]+/g)?.sort() ?? [], metric).toEqual(known);
    }
  });
});
