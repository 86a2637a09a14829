import type { CostMetric, Costs } from '../evaluation/types.ts';
import { WORDS } from './apply-number.ts';
import { type Finding, settled } from './finding.ts';
import { apartFrom, type Style, shown } from './format.ts';
import { type CostRule, satisfies } from './rule.ts';

/** `model_bytes <= 500MB`. What was not measured keeps no limit: the rule is inconclusive, with the reason. */
export function applyCost(rule: CostRule, costs: Costs): Finding {
  const { text, metric, comparator, value, unit } = rule;
  const style: Style = {
    scale: 1 / unit.size,
    digits: unit.size === 1 ? DIGITS[metric] : 1,
    unit: unit.name === '' ? '' : ` ${unit.name}`,
  };
  const { title, missing } = COSTS[metric];
  const expected = `${WORDS[comparator]} ${shown(value, style)}`;
  const spent = costs[metric];
  if (spent === undefined || !Number.isFinite(spent)) {
    return settled('inconclusive', () => ({
      rule: text,
      expected,
      actual: 'not measured',
      n: 0,
      sentence: `${title} was not measured: ${missing}; the rule asks for ${expected}.`,
    }));
  }
  const actual = apartFrom(value, spent, style);
  return settled(satisfies(spent, comparator, value) ? 'holds' : 'broken', () => ({
    rule: text,
    expected,
    actual,
    n: 0,
    sentence: `${title} is ${actual}; the rule asks for ${expected}.`,
  }));
}

/** Decimals that a cost in its own unit is shown with. */
const DIGITS: Readonly<Record<CostMetric, number>> = {
  dimensions: 0,
  parameters: 0,
  model_bytes: 0,
  gpu_minutes: 1,
  wall_minutes: 1,
  tokens_encoded: 0,
  provider_tokens: 0,
  provider_cost: 2,
};

/** How a sentence begins, and why a cost may not be known. */
const COSTS: Readonly<Record<CostMetric, { readonly title: string; readonly missing: string }>> = {
  dimensions: { title: 'The number of dimensions', missing: 'no model was made' },
  parameters: { title: 'The number of parameters', missing: 'the model did not tell it' },
  model_bytes: { title: 'The size of the model', missing: 'no model was saved' },
  gpu_minutes: { title: 'The time on a GPU', missing: 'the engine did not tell it' },
  wall_minutes: { title: 'The time of the run', missing: 'the run did not tell it' },
  tokens_encoded: { title: 'The number of encoded tokens', missing: 'the encoder did not tell it' },
  provider_tokens: { title: "The number of the provider's tokens", missing: 'no provider told it' },
  provider_cost: { title: 'What the provider costs', missing: 'no provider with a price was asked' },
};
