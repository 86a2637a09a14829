import { describe, expect, it } from 'vitest';
import { FinetuneGateError } from '../../../src/errors.ts';
import type { PointRule } from '../../../src/gate/rule.ts';
import { parseRule } from '../../../src/gate/rules.ts';

describe('parseRule', () => {
  it.each([
    ['accuracy >= 0.90', { kind: 'point', metric: 'accuracy', comparator: '>=', value: 0.9 }],
    ['accuracy>=.9', { kind: 'point', value: 0.9 }],
    ['accuracy >= 90%', { kind: 'point', value: 0.9 }],
    ['accuracy > 14.5 %', { kind: 'point', comparator: '>', value: 0.145 }],
    ['recall >= 5e1%', { kind: 'point', value: 0.5 }],
    ['error_rate <= 0.1', { kind: 'point', metric: 'error_rate', comparator: '<=', value: 0.1 }],
    ['matthews_correlation >= -0.2', { kind: 'point', value: -0.2 }],
    ['roc_auc > 0.95', { kind: 'point', metric: 'roc_auc' }],
    ['accuracy >= 1', { slice: [] }],
    ['accuracy >= 1', { kind: 'point', value: 1 }],
    ['accuracy >= 0.90 @ 95%', { kind: 'bound', value: 0.9, level: 0.95 }],
    ['precision>=0.8@0.9', { kind: 'bound', metric: 'precision', level: 0.9 }],
    [
      'error_rate < baseline',
      { kind: 'comparison', metric: 'error_rate', test: 'better', margin: 0, alpha: 0.05 },
    ],
    ['accuracy > baseline', { kind: 'comparison', metric: 'accuracy', test: 'better' }],
    ['error_rate <= baseline', { kind: 'comparison', test: 'not-worse' }],
    ['error_rate <= baseline + 0.01', { kind: 'comparison', test: 'margin', margin: 0.01 }],
    ['error_rate<=baseline+1%', { kind: 'comparison', test: 'margin', margin: 0.01 }],
    ['error_rate <= baseline - 2%', { kind: 'comparison', test: 'margin', margin: -0.02 }],
    ['accuracy >= baseline - 0.01', { kind: 'comparison', test: 'margin', margin: 0.01 }],
    ['accuracy >= baseline + 0.02', { kind: 'comparison', test: 'margin', margin: -0.02 }],
    ['error_rate <= baseline + 0', { kind: 'comparison', test: 'not-worse', margin: 0 }],
    ['error_rate < baseline @ 99%', { kind: 'comparison', test: 'better', alpha: 0.01 }],
    ['error_rate < baseline.api', { kind: 'comparison', baseline: 'api' }],
    ['error_rate <= baseline.base-model + 0.01', { baseline: 'base-model', margin: 0.01 }],
    ['error_rate < baseline."fixed 17 %"', { baseline: 'fixed 17 %' }],
    ['error_rate <= baseline."a + b" - 1%', { baseline: 'a + b', margin: -0.01 }],
    ['f1 >= 0.8 @ 95%', { kind: 'bound', metric: 'f1', value: 0.8, level: 0.95 }],
    ['roc_auc>=.8@95%', { kind: 'bound', metric: 'roc_auc', level: 0.95 }],
    ['matthews_correlation > -0.1 @ 90%', { kind: 'bound', value: -0.1, level: 0.9 }],
    ['recall > baseline', { kind: 'comparison', metric: 'recall', test: 'better' }],
    ['f1 >= baseline - 0.01', { kind: 'comparison', metric: 'f1', test: 'margin', margin: 0.01 }],
    ['average_precision >= baseline.old + 2%', { baseline: 'old', test: 'margin', margin: -0.02 }],
    [
      'error_rate <= base branch + 0.01',
      { kind: 'comparison', baseline: 'base-branch', test: 'margin', margin: 0.01 },
    ],
    ['error_rate<=base branch@99%', { baseline: 'base-branch', test: 'not-worse', alpha: 0.01 }],
    ['accuracy >= base   branch', { baseline: 'base-branch', test: 'not-worse' }],
    ['accuracy[source=forum] >= 0.85', { slice: [{ column: 'source', value: 'forum' }] }],
    ['accuracy [ source = forum ] >= 0.85', { slice: [{ column: 'source', value: 'forum' }] }],
    [
      'accuracy[lang="pt BR"] > baseline',
      { kind: 'comparison', slice: [{ column: 'lang', value: 'pt BR' }] },
    ],
    ['accuracy["my lang"="a ""b"" ]"] >= 0.5', { slice: [{ column: 'my lang', value: 'a "b" ]' }] }],
    ['f1[lang=""] >= 0.5', { slice: [{ column: 'lang', value: '' }] }],
    ['f1[size=1.5-2] >= 0.5', { slice: [{ column: 'size', value: '1.5-2' }] }],
    [
      'f1[Sprache=français] >= 0.5 @ 90%',
      { kind: 'bound', slice: [{ column: 'Sprache', value: 'français' }] },
    ],
    [
      'recall[source=forum, lang=en] >= 50%',
      {
        slice: [
          { column: 'source', value: 'forum' },
          { column: 'lang', value: 'en' },
        ],
      },
    ],
    ['accuracy[source="*"] >= 0.5', { slice: [{ column: 'source', value: '*' }] }],
  ])('%s', (text, rule) => {
    expect(parseRule(text)).toMatchObject(rule);
  });

  it('keeps the rule as written', () => {
    expect(parseRule('  accuracy  >=  .9 ').text).toBe('accuracy  >=  .9');
  });

  it('names the bar only when the rule does', () => {
    expect(parseRule('error_rate < baseline')).not.toHaveProperty('baseline');
  });

  // The position, what is wrong, and the remedy.
  it.each([
    ['', 1, 'a metric is missing', '`accuracy`'],
    ['acuracy >= 0.9', 1, '`acuracy` is not a metric; did you mean `accuracy`?', 'Start'],
    ['Accuracy >= 0.9', 1, 'did you mean `accuracy`?', 'Start'],
    ['error-rate < 0.1', 1, '`error-rate` is not a metric; did you mean `error_rate`?', 'Start'],
    ['loss < 0.1', 1, '`loss` is not a metric.', 'Start'],
    ['0.9 <= accuracy', 1, '`0.9` is not a metric', 'Start'],
    ['accuracy', 9, 'a comparator is missing', '`accuracy >= …`'],
    ['accuracy 0.9', 10, '`0.9` is not a comparator', '`accuracy >= …`'],
    ['accuracy = 0.9', 10, '`=` is not a comparator', '`accuracy >= …`'],
    ['accuracy => 0.9', 10, '`=>` is not a comparator', '`accuracy >= …`'],
    ['error_rate ≤ 0.1', 12, '`≤` is not a comparator', '`error_rate <= …`'],
    [
      'accuracy <= 0.9',
      10,
      '`<=` would reward a worse model, accuracy is better when higher',
      '`accuracy >= …`',
    ],
    ['error_rate >= 0.1', 12, 'error_rate is better when lower', '`error_rate <= …`'],
    ['error_rate > baseline', 12, 'would reward a worse model', '`error_rate <= …`'],
    ['accuracy >=', 12, 'a number or `baseline` is missing', '`0.90`'],
    ['accuracy >= ninety', 13, '`ninety` is not a number or `baseline`', '`0.90`'],
    ['accuracy >= 0.9x', 13, '`0.9x` is not a number', '`0.90`'],
    ['accuracy >= 0.9.1', 13, '`0.9.1` is not a number', '`0.90`'],
    ['accuracy >= 90', 13, '90 is outside 0 to 1', 'Write `90%` or `0.9`.'],
    ['accuracy >= 120%', 13, '1.2 is outside 0 to 1', 'from 0 to 1'],
    ['accuracy >= -0.5', 14, '-0.5 is outside 0 to 1', 'from 0 to 1'],
    ['accuracy >= 0.9 0.8', 17, '`0.8` is not expected here', 'one comparison a rule'],
    ['accuracy >= 0.9 and recall >= 0.5', 17, '`and` is not expected here', 'one comparison a rule'],
    ['accuracy >= 0.9 @', 17, '`@` is not a confidence level', '`@ 95%`'],
    ['accuracy >= 0.9 @ 95', 19, '95 is outside 50% to 100%', '`@ 95%`'],
    ['accuracy >= 0.9 @ 100%', 19, '100% is outside 50% to 100%', '`@ 95%`'],
    ['accuracy >= 0.9 @ 5%', 19, '5% is outside 50% to 100%', '`@ 95%`'],
    ['recall < baseline', 8, 'would reward a worse model, recall is better when higher', '`recall >= …`'],
    ['error_rate <= base', 19, '`branch` is missing', '`base branch`'],
    ['error_rate <= base model', 20, '`model` is not `branch`', '`baseline.NAME`'],
    ['error_rate <= base-branch', 15, 'did you mean `base branch`?', '`baseline`'],
    ['error_rate <= base-model', 15, 'did you mean `baseline.base-model`?', '`baseline`'],
    ['error_rate <= records', 15, 'did you mean `baseline.record`?', '`baseline`'],
    ['error_rate <= base branch + 2', 29, 'a margin of 2 is outside', '`2%`'],
    ['accuracy[] >= 0.5', 10, '`]` is not a column', '`[source=forum]`'],
    ['accuracy[source] >= 0.5', 16, '`]` is not `=`', '`[source=forum]`'],
    ['accuracy[source=] >= 0.5', 17, '`]` is not a value', '`[source=forum]`'],
    ['accuracy[source==forum] >= 0.5', 16, '`==forum` is not `=`', '`[source=forum]`'],
    ['accuracy[source!=forum] >= 0.5', 16, '`!=forum` is not `=`', '`[source=forum]`'],
    ['accuracy[lang=pt BR] >= 0.5', 18, '`BR` is not expected here', '`[lang="pt BR"]`'],
    ['accuracy[lang=en,] >= 0.5', 18, '`]` is not a column', 'after the metric'],
    ['accuracy[,lang=en] >= 0.5', 10, '`,` is not a column', 'after the metric'],
    ['accuracy[lang=en, lang=de] >= 0.5', 19, 'no pair has two values of `lang`', 'after the metric'],
    ['accuracy[lang=*, source=*] >= 0.5', 25, 'only one column may have `*`', '`[source=*]`'],
    ['accuracy[lang=en >= 0.5', 9, '`]` is missing after the slice', '`[source=forum]`'],
    ['accuracy >= 0.5 [lang=en]', 17, '`[lang=en]` is not expected here', 'one comparison'],
    ['accuracy[lang=en][source=x] >= 0.5', 18, '`[source=x]` is not a comparator', '`accuracy >= …`'],
    ['error_rate < baseline.""', 14, 'empty name', '`baseline.NAME`'],
    ['error_rate < baseline."api', 22, '`."api` is not expected here', ''],
    ['error_rate < baselines', 14, '`baselines` is not a number or `baseline`', ''],
    ['error_rate <= baseline +', 25, 'a margin is missing', '`+ 0.01`'],
    ['error_rate <= baseline + much', 26, '`much` is not a margin', '`+ 0.01`'],
    ['error_rate <= baseline + 1', 26, 'a margin of 1 is outside 0 to 1', '`1%`'],
    ['error_rate <= baseline + 100%', 26, 'a margin of 100% is outside 0 to 1', 'below 100%'],
    ['error_rate <= 0.1 + 0.01', 19, '`+` is not expected here', 'one comparison a rule'],
  ])('refuses `%s`', (text, position, problem, remedy) => {
    const refuse = () => parseRule(text);
    expect(refuse).toThrow(FinetuneGateError);
    try {
      refuse();
    } catch (thrown) {
      const error = thrown as FinetuneGateError;
      expect(error.code).toBe('RULE_INVALID');
      expect(error.message).toContain(`Rule \`${text}\`, position ${position}: `);
      expect(error.message).toContain(problem);
      expect(error.remedy).toContain(remedy);
    }
  });

  it('takes every value of a column', () => {
    expect(parseRule('accuracy[lang=*, source=forum] >= 0.8')).toMatchObject({
      slice: [{ column: 'lang' }, { column: 'source', value: 'forum' }],
    });
    const [every] = (parseRule('accuracy[lang=*] >= 0.8') as PointRule).slice;
    expect(every).not.toHaveProperty('value');
  });

  it('refuses what is too long to be a rule, at once', () => {
    const long = `accuracy ${'[ '.repeat(400_000)}`;
    expect(() => parseRule(long)).toThrow(
      expect.objectContaining({ code: 'RULE_INVALID', message: expect.stringContaining('has 800008 char') }),
    );
  });

  it('ends on any text, with a rule or RULE_INVALID', () => {
    const pieces = [
      'accuracy',
      'error_rate',
      ' ',
      '>=',
      '<',
      '0.9',
      '95%',
      '@',
      'baseline',
      'base branch',
      'dimensions',
      '500MB',
      '[lang=en]',
      '[',
      ']',
      ',',
      '=',
      '*',
      'recall@10',
      '.',
      '"',
      '+',
      '-',
      'é',
      '\u0000',
    ];
    let state = 1;
    for (let round = 0; round < 10_000; round++) {
      let text = '';
      for (let i = 0; i < 6; i++) {
        state = (state * 48271) % 2147483647;
        text += pieces[state % pieces.length];
      }
      try {
        expect(parseRule(text).text).toBe(text.trim());
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'RULE_INVALID' });
      }
    }
  });
});
