import { describe, expect, it } from 'vitest';
import { parseRule } from '../../../src/gate/rules.ts';
import { looksAtModelAlone, targetErrorRate } from '../../../src/sweep/alone.ts';

const alone = (text: string) => looksAtModelAlone(parseRule(text));
const target = (...texts: string[]) => targetErrorRate(texts.map(parseRule));

describe('looksAtModelAlone', () => {
  it.each(['accuracy >= 0.90', 'recall >= 50% @ 95%', 'dimensions <= 256', 'parameters <= 30000000'])(
    'takes %s',
    text => expect(alone(text)).toBe(true),
  );

  it.each([
    'error_rate < baseline',
    'f1 >= baseline',
    'recall@10 >= 0.8',
    'ndcg@10 >= baseline',
    'accuracy[source=forum] >= 0.8',
    'wall_minutes <= 5',
    'model_bytes <= 500MB',
  ])('leaves %s to the chosen trial', text => expect(alone(text)).toBe(false));
});

describe('targetErrorRate', () => {
  it('is what the first rule about the accuracy of all pairs allows', () => {
    expect(target('recall >= 0.5', 'accuracy >= 0.87 @ 95%', 'accuracy >= 0.9')).toBe(0.13);
    expect(target('error_rate <= 17%')).toBeCloseTo(0.17, 12);
  });

  it('is a tenth where no rule says so', () => {
    expect(target()).toBe(0.1);
    expect(target('recall >= 0.5', 'error_rate < baseline', 'accuracy[source=forum] >= 0.5')).toBe(0.1);
  });
});
