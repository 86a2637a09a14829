import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { sampleSweep } from '../../../../fixtures/report/sample-sweep.ts';
import { METRICS } from '../../../../src/evaluation/types.ts';
import { sweepCsv, sweepJson, sweepMarkdown, sweepTerminal } from '../../../../src/report/sweep.ts';
import type { SweepSummary } from '../../../../src/report/sweep-summary.ts';
import { HOSTILE } from '../samples.ts';

const summary = sampleSweep();
const chosen = summary.trials.find(({ state }) => state === 'chosen')!;

const rowsOf = (markdown: string, heading: string): string[][] => {
  const part = markdown.slice(markdown.indexOf(`### ${heading}\n`)).split('\n### ')[0]!;
  return part
    .split('\n')
    .filter(line => line.startsWith('| '))
    .slice(2)
    .map(line => line.split(' | ').map(cell => cell.replace(/^\||\|$/g, '').trim()));
};

/** Hostile text wherever a configuration, a runner or a record can put some. */
function hostile(): SweepSummary {
  const evil = HOSTILE.join(' ');
  return {
    ...summary,
    verdict: { ...summary.verdict, sentence: evil },
    choice: { ...summary.choice, sentence: evil, satisfy: [evil], equal: [evil, chosen.id] },
    bases: summary.bases.map(one => ({ ...one, base: evil, revision: evil, architecture: evil })),
    baselines: [{ name: evil, errorRate: 0.2 }],
    trials: summary.trials.map((row, i) =>
      i % 2 === 0 ? { ...row, base: evil, loss: evil, tune: evil } : row,
    ),
    curves: summary.curves.map(one => ({ ...one, base: evil, series: evil, sentence: evil })),
    missing: [{ id: evil, settings: evil, reason: evil }],
    repeated: [evil],
  };
}

describe('results.csv', () => {
  const read = (text: string): Record<string, string>[] => parse(text, { columns: true });

  it('has every trial in the order of the plan, and gives its numbers back', () => {
    const rows = read(sweepCsv(summary));
    expect(rows.map(({ id }) => id)).toEqual(summary.trials.map(({ id }) => id));
    for (const [i, row] of rows.entries()) {
      const trial = summary.trials[i]!;
      expect([row.base, row.state, row.tune, row.loss]).toEqual([
        ...[trial.base, trial.state, trial.tune, trial.loss],
      ]);
      expect(Number(row.learning_rate)).toBe(trial.learningRate);
      expect(Number(row.accuracy_low)).toBe(trial.accuracyInterval.low);
      for (const metric of METRICS) {
        expect(Number(row[metric])).toBe(trial.metrics[metric]);
        expect(Number(row[`validation_${metric}`])).toBe(trial.validation[metric]);
      }
    }
  });

  it('begins with the settings', () => {
    const [head = ''] = sweepCsv(summary).split('\n');
    expect(head).toMatch(/^id,base,tune,loss,examples,dimensions,learning_rate,seed,epochs,state,/);
    expect(sweepCsv({ trials: [] })).toBe(`${head}\n`);
  });

  it.each([
    ['=HYPERLINK("https://evil.example")', '\'=HYPERLINK("https://evil.example")'],
    ['+1', "'+1"],
    ['-2+3', "'-2+3"],
    ['@sum(a1)', "'@sum(a1)"],
    ['a "quoted", name', 'a "quoted", name'],
    ['two\r\nlines\t=1', 'two⟨U+000D⟩⟨U+000A⟩lines⟨U+0009⟩=1'],
    ['\u001b[31mred', '⟨U+001B⟩[31mred'],
  ])('keeps %j in its cell, as text', (text, expected) => {
    const rows = read(sweepCsv({ trials: [{ ...chosen, base: text, loss: text }] }));
    expect(rows).toHaveLength(1);
    expect([rows[0]!.base, rows[0]!.loss, rows[0]!.examples]).toEqual([
      ...[expected, expected, String(chosen.examples)],
    ]);
  });

  it('leaves empty what is no number', () => {
    const metrics = { ...chosen.metrics, roc_auc: Number.NaN };
    expect(read(sweepCsv({ trials: [{ ...chosen, metrics }] }))[0]!.roc_auc).toBe('');
  });
});

describe('report.json', () => {
  it('is the summary, the same bytes for the same one', () => {
    expect(JSON.parse(sweepJson(summary))).toEqual(summary);
    expect(sweepJson(structuredClone(summary))).toBe(sweepJson(summary));
    expect(summary.curves.some(({ needed }) => needed?.high === null)).toBe(true);
  });
});

describe('the job summary', () => {
  const markdown = sweepMarkdown(summary);

  it('says the verdict, then what was chosen and why', () => {
    const lines = markdown.split('\n').filter(line => line !== '');
    expect(lines[0]).toBe('## ❌ Failed');
    expect(lines[1]).toContain('the rule asks for at least 90 %');
    expect(lines[3]).toBe('### Choice');
    expect(markdown).toContain(`dimensions **${chosen.dimensions}**`);
    expect(markdown).toContain(`error rate **${(chosen.metrics.error_rate * 100).toFixed(2)} %**`);
  });

  it('lists the best on validation first, with what tells trials apart', () => {
    const rows = rowsOf(markdown, 'Trials');
    expect(rows).toHaveLength(summary.trials.length);
    expect(rows[0]!.at(-1)).toBe('**chosen**');
    const rates = (state: string) =>
      rows.filter(row => row.at(-1) === state).map(row => Number.parseFloat(row.at(-3)!));
    for (const state of ['', 'breaks a rule']) {
      expect(rates(state).length).toBeGreaterThan(3);
      expect(rates(state)).toEqual(rates(state).toSorted((a, b) => b - a));
    }
    expect(markdown).toContain('all of them: trained head, loss online-contrastive');
    expect(markdown).not.toMatch(/\| seed \|/);
  });

  it('shows 256 trials at most, and counts the rest', () => {
    const many = sampleSweep({ sizes: Array.from({ length: 60 }, (_, i) => 100 * (i + 1)) });
    expect(many.trials.length).toBe(360);
    expect(rowsOf(sweepMarkdown(many), 'Trials')).toHaveLength(256);
    expect(sweepMarkdown(many)).toContain('… and 104 more rows.');
  });

  it('answers for each curve, and draws it', () => {
    for (const { sentence } of summary.curves) expect(markdown).toContain(sentence.slice(0, 60));
    expect(markdown.match(/xychart-beta/g)).toHaveLength(4);
    expect(markdown).toContain('x-axis "examples" ["100", "200", "400", "800", "1600", "3200"]');
  });

  it('says which trials are missing or repeated, and what was saved', () => {
    expect(markdown).toContain('**2 of 38 trials without a result:**');
    expect(markdown).toContain('its runner was lost');
    expect(markdown).toContain('Answered more than once');
    const whole = sweepMarkdown({ ...summary, missing: [], repeated: [] });
    expect(whole).not.toContain('Missing');
    expect(markdown).toContain(
      '51,624 texts went through a base model, instead of 1,512,000 by encoding every epoch of every trial: 29.3 times fewer',
    );
  });

  it('puts the curves that answer before those that do not, and says how many are left out', () => {
    const [first] = summary.curves;
    const { fit: _, needed: __, ...mute } = first!;
    const dumb = Array.from({ length: 30 }, (_, i) => ({
      ...mute,
      series: `mute ${i}`,
      sentence: 'Nothing.',
    }));
    const many = { ...summary, curves: [...dumb, { ...first!, series: 'telling' }] };
    for (const face of [sweepMarkdown(many), sweepTerminal(many)]) {
      expect(face.indexOf(', telling: ')).toBeLessThan(face.indexOf(', mute 0: '));
      expect(face).toMatch(/… and (?:11 more|21 more curves)/);
    }
  });

  it('names trials by their settings', () => {
    const { id, base } = summary.trials[0]!;
    const lost = { id: 'lost@1e-4#42', settings: 'models/a, 400 examples', reason: 'lost' };
    const some = { ...summary, missing: [lost], repeated: [id] };
    for (const face of [sweepMarkdown(some), sweepTerminal(some)]) {
      expect(face.replace(/<[^>]*>/g, '')).toContain('models/a, 400 examples: lost');
      expect(face).not.toContain('lost@1e-4');
      const [again = ''] = /nswered more than once.*/.exec(face) ?? [];
      expect(again).toContain(`base model ${base}, examples`);
      expect(again).not.toContain('#');
    }
  });

  it('says that no trial satisfies the rules', () => {
    const none = { ...summary, choice: { ...summary.choice, none: true } };
    expect(sweepMarkdown(none)).toContain('**no trial satisfies them**');
    expect(markdown).not.toContain('no trial satisfies');
  });

  it('keeps to its room, the choice last of all', () => {
    const short = sweepMarkdown(summary, { maxBytes: 3000 });
    expect(Buffer.byteLength(short)).toBeLessThanOrEqual(3000);
    expect(short).toContain('### Choice');
    expect(short).toContain('Left out for lack of room:');
  });

  it('lets nothing hostile act', () => {
    const text = sweepMarkdown(hostile());
    expect(text).not.toMatch(/<script|<\/details>\s+# Passed|\]\(|@octocat|\u202e|::error/);
    expect(text.includes('\u001b')).toBe(false);
    expect(text.match(/<details/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    for (const line of rowsOf(text, 'Trials')) expect(line).toHaveLength(10);
  });

  it.each([
    ['one trial', sampleSweep({ bases: ['models/one'], sizes: [800], dimensions: [256] })],
    ['no trial and no curve', { ...summary, trials: [], curves: [] }],
  ])('has something to say of %s', (_, one) => {
    for (const text of [sweepMarkdown(one), sweepTerminal(one)]) {
      expect(text).not.toMatch(/undefined|NaN|Infinity/);
      expect(text).toContain('Failed');
    }
  });
});

describe('the terminal', () => {
  const text = sweepTerminal(summary);

  it('has the same, the columns below each other', () => {
    const lines = text.split('\n');
    expect(lines[0]).toBe(`❌ Failed: ${summary.verdict.sentence}`);
    const head = lines.findIndex(line => line.includes('error rate   accuracy'));
    const end = lines[head]!.indexOf('error rate') + 'error rate'.length;
    for (const line of lines.slice(head + 1, head + 1 + summary.trials.length)) {
      expect(line.slice(0, end)).toMatch(/ \d+\.\d\d %$/);
    }
    expect(lines[head + 1]).toMatch(/chosen$/);
    expect(text).toContain('29.3 times fewer');
    expect(text).toContain('2 of 38 trials without a result');
  });

  it('cannot be moved or coloured', () => {
    expect(sweepTerminal(hostile()).replaceAll('\n', '')).not.toMatch(/\p{Cc}|[\u202a-\u202e]/u);
  });
});
