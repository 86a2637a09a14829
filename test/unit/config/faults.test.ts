import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import type { FinetuneGateError } from '../../../src/errors.ts';
import { EXAMPLE, SMALLEST } from './examples.ts';

function failure(text: string): FinetuneGateError {
  try {
    parseConfig(text, 'f.yml');
  } catch (error) {
    return error as FinetuneGateError;
  }
  throw new Error('it did not fail');
}

/** The example with one line replaced; the fault is then on that line. */
function withLine(from: string, to: string): FinetuneGateError {
  expect(EXAMPLE).toContain(from);
  return failure(EXAMPLE.replace(from, to));
}

describe('one fault', () => {
  // Each row: what the example has, what stands there instead, and the whole line of the report.
  it.each([
    ['version: 1', 'version: 2', 'f.yml:1:10  version: 2 – expected 1'],
    ['version: 1', 'version: "1"', 'f.yml:1:10  version: "1" – expected 1 without quotes'],
    ['version: 1\n', '\n', 'f.yml:2:1  version – missing; expected 1'],
    [
      '  test: data/test.tsv',
      '',
      'f.yml:2:1  data.test – missing; expected a path, a glob or a list of them',
    ],
    ['data/train.tsv', '[]', 'f.yml:3:10  data.train – expected at least 1 in the list'],
    ['data/train.tsv', '[a.tsv, 3]', 'f.yml:3:18  data.train[1]: 3 – expected a text'],
    ['data/train.tsv', '""', 'f.yml:3:10  data.train: "" – expected a text that is not empty'],
    ['data/train.tsv', '', 'f.yml:3:10  data.train – empty; expected a path, a glob or a list of them'],
    ['data/validation.tsv', '1.5', 'f.yml:4:15  data.validation: 1.5 – expected less than 1'],
    ['data/validation.tsv', '0', 'f.yml:4:15  data.validation: 0 – expected more than 0'],
    [
      'first: question1',
      'frist: question1',
      'f.yml:6:14  data.columns.frist: question1 – unknown key; did you mean first?',
    ],
    ['examples: 2000', 'examples: 2000.5', 'f.yml:7:13  data.examples: 2000.5 – expected a whole number'],
    [
      'examples: 2000',
      'examples: "2000"',
      'f.yml:7:13  data.examples: "2000" – expected a number without quotes',
    ],
    [
      'examples: 2000',
      'fail_on: [leekage]',
      'f.yml:7:13  data.fail_on[0]: leekage – expected leakage, conflict, duplicate or encoding; did you mean leakage?',
    ],
    ['model:\n', 'modle:\n', 'f.yml:8:1  modle – unknown key; did you mean model?'],
    [
      '  dimensions: 256',
      '  dimension: 256',
      'f.yml:11:3  model.dimension: 256 – unknown key; did you mean dimensions?',
    ],
    [
      '  dimensions: 256\n',
      '',
      "f.yml:8:1  model.dimensions – train.tune is head: expected the head's size, e.g. 256, or train.tune: all",
    ],
    [
      'tune: head',
      'tune: hed',
      'f.yml:13:9  train.tune: hed – expected head, all, { last: N } or { lora: R }; did you mean head?',
    ],
    ['tune: head', 'tune: 3', 'f.yml:13:9  train.tune: 3 – expected head, all, { last: N } or { lora: R }'],
    ['tune: head', 'tune: { last: 0 }', 'f.yml:13:17  train.tune.last: 0 – expected at least 1'],
    ['tune: head', 'tune: { lora: eight }', 'f.yml:13:17  train.tune.lora: eight – expected a number'],
    ['tune: head', 'tune: { lara: 8 }', 'f.yml:13:11  train.tune.lara: 8 – unknown key; did you mean lora?'],
    ['tune: head', 'tune: {}', 'f.yml:13:9  train.tune – expected one of last and lora'],
    ['tune: head', 'tune: { last: 1, lora: 8 }', 'f.yml:13:9  train.tune – expected one of last and lora'],
    [
      'online-contrastive',
      'hinge',
      'f.yml:14:9  train.loss: hinge – expected online-contrastive, contrastive, cosine-similarity, cosent, multiple-negatives-ranking or triplet',
    ],
    [
      'online-contrastive',
      'cosent',
      'f.yml:15:11  train.margin: 0.5 – train.loss is cosent, which has no margin; margin is for online-contrastive, contrastive, triplet',
    ],
    [
      'margin: 0.5',
      'margin: 2.5',
      'f.yml:15:11  train.margin: 2.5 – expected at most 2, the furthest cosine distance',
    ],
    ['margin: 0.5', 'matryoshka: []', 'f.yml:15:15  train.matryoshka – expected at least 1 in the list'],
    ['margin: 0.5', 'matryoshka: [64, 64]', 'f.yml:15:15  train.matryoshka – expected each dimension once'],
    [
      'margin: 0.5',
      'matryoshka: [512, 256]',
      'f.yml:15:16  train.matryoshka[0]: 512 – expected at most model.dimensions, 256',
    ],
    ['margin: 0.5', 'margin: -0.5', 'f.yml:15:11  train.margin: -0.5 – expected more than 0'],
    ['epochs: 8', 'epochs: eight', 'f.yml:16:11  train.epochs: eight – expected a number'],
    ['epochs: 8', 'epochs: true', 'f.yml:16:11  train.epochs: true – expected a number'],
    ['epochs: 8', 'epochs: 0', 'f.yml:16:11  train.epochs: 0 – expected at least 1'],
    ['epochs: 8', 'epochs: { max: 8 }', 'f.yml:16:11  train.epochs – expected a number'],
    [
      'batch_size: 32',
      'batchSize: 32',
      'f.yml:17:3  train.batchSize: 32 – unknown key; did you mean batch_size?',
    ],
    [
      'learning_rate: 1.0e-4',
      'learning_rate: .inf',
      'f.yml:18:18  train.learning_rate: .inf – expected a number',
    ],
    ['weight_decay: 0.01', 'weight_decay: 2', 'f.yml:20:17  train.weight_decay: 2 – expected at most 1'],
    [
      'evaluate:',
      'batch_size: 8\nevaluate:',
      'f.yml:23:1  batch_size: 8 – unknown key; did you mean train.batch_size?',
    ],
    [
      'threshold: validation',
      'threshold: logistik',
      'f.yml:24:14  evaluate.threshold: logistik – expected validation, logistic or a number; did you mean logistic?',
    ],
    ['threshold: validation', 'threshold: 1.5', 'f.yml:24:14  evaluate.threshold: 1.5 – expected at most 1'],
    [
      'base-model,',
      'base-modle,',
      'f.yml:25:12  baseline[0]: base-modle – expected base-model, base-branch, record or a map of keys and values; did you mean base-model?',
    ],
    [
      '{ error_rate: 0.17 }',
      '{ error_rat: 0.17 }',
      'f.yml:25:26  baseline[1].error_rat: 0.17 – unknown key; did you mean error_rate?',
    ],
    [
      '{ error_rate: 0.17 }',
      '{ error_rate: 17 }',
      'f.yml:25:38  baseline[1].error_rate: 17 – expected at most 1',
    ],
    [
      'error_rate < baseline]',
      'error_rate < baseline.openai]',
      'f.yml:26:26  gate[1]: error_rate < baseline.openai – no baseline is called openai; expected one of base-model, fixed 17 %',
    ],
    [
      '[accuracy >= 0.90, error_rate < baseline]',
      'accuracy >= 0.90',
      'f.yml:26:7  gate: accuracy >= 0.90 – expected a list',
    ],
    [
      '20m }',
      '20m, gpu_hours: 3 }',
      'f.yml:27:27  budget.gpu_hours: 3 – unknown key; expected one of wall_time, gpu_time, cost, memory, examples, provider_cost, on_exceed',
    ],
  ])('%j → %j', (from, to, line) => {
    const error = withLine(from, to);
    expect(error.details).toEqual([line]);
    expect(error.code).toBe('CONFIG_INVALID');
    const [, row, column] = /^f\.yml:(\d+):(\d+) /.exec(line)!;
    expect(error.place).toEqual({ file: 'f.yml', line: Number(row), column: Number(column) });
    expect(line.endsWith(error.message)).toBe(true);
  });

  it('shows the words of the gate for a rule and for a duration, at their place', () => {
    const rule = withLine('accuracy >= 0.90', 'acuracy >= 0.90');
    expect(rule.details).toHaveLength(1);
    expect(rule.details[0]).toMatch(
      /^f\.yml:26:8 {2}gate\[0\]: acuracy >= 0\.90 – .*did you mean `accuracy`/,
    );
    const duration = withLine('20m', '20 parsecs');
    expect(duration.details).toHaveLength(1);
    expect(duration.details[0]).toMatch(/^f\.yml:27:22 {2}budget\.wall_time: 20 parsecs – .*1h30m/);
  });

  it('finds two baselines of one name', () => {
    const error = withLine('{ error_rate: 0.17 }', 'base-model');
    expect(error.details).toEqual([
      'f.yml:25:24  baseline[1]: base-model – another baseline is called `base-model`; give it a `name`',
    ]);
  });

  it('takes a baseline by the name it is given', () => {
    const named = EXAMPLE.replace('0.17 }', '0.17, name: openai }').replace(
      '< baseline]',
      '< baseline.openai]',
    );
    expect(parseConfig(named, 'f.yml').gate[1]).toBe('error_rate < baseline.openai');
    const quoted = EXAMPLE.replace('0.17 }', '0.17, name: Open AI }').replace(
      '< baseline]',
      '<= baseline."Open AI"]',
    );
    expect(parseConfig(quoted, 'f.yml').gate).toHaveLength(2);
  });
});

describe('many faults', () => {
  it('reports all at once, in the order of the file', () => {
    const error = failure(`version: 3
data: { train: [], validation: 2, test: c.tsv, colums: {} }
model: { base: m, max_length: 1 }
train: { tune: head, epochs: -1, seed: x }
train: {}
gate: [accuracy >= 2, error_rate < baseline.nobody]
budget: { wall_time: soon }
unknown: &anchor 1
`);
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.details.map(line => line.replace(/ – .*/, ''))).toEqual([
      'f.yml:1:10  version: 3',
      'f.yml:2:16  data.train',
      'f.yml:2:32  data.validation: 2',
      'f.yml:2:48  data.colums',
      'f.yml:3:1  model.dimensions',
      'f.yml:3:31  model.max_length: 1',
      'f.yml:4:30  train.epochs: -1',
      'f.yml:4:40  train.seed: x',
      'f.yml:5:1  train',
      'f.yml:6:8  gate[0]: accuracy >= 2',
      'f.yml:6:23  gate[1]: error_rate < baseline.nobody',
      'f.yml:7:22  budget.wall_time: soon',
      'f.yml:8:1  unknown: 1',
      'f.yml:8:18  unknown',
    ]);
    expect(error.message).toMatch(/^14 faults; the first: version: 3/);
    expect(error.place).toEqual({ file: 'f.yml', line: 1, column: 10 });
  });

  it('counts the rest of a file that is no configuration', () => {
    const error = failure(SMALLEST + Array.from({ length: 5000 }, (_, i) => `key${i}: 1\n`).join(''));
    expect(error.details).toHaveLength(101);
    expect(error.details[100]).toBe('f.yml: … and 4900 more');
  });

  it('puts every value on one line', () => {
    const error = failure(
      `${SMALLEST}gate: ["a\\nb\\e[31m\\u2028", "${'x'.repeat(500)}"]\ninconclusive: "\\u202e"\n`,
    );
    for (const line of error.details) {
      expect(line).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
      expect(line.length).toBeLessThan(2500);
    }
    expect(error.details).toHaveLength(3);
  });
});
