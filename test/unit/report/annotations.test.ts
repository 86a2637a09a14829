import { describe, expect, it } from 'vitest';
import type { FindingKind } from '../../../src/data/pair.ts';
import { toAnnotations } from '../../../src/report/annotations.ts';
import type { Result } from '../../../src/report/result.ts';
import { errored, failing, leaking, passing } from './samples.ts';

const withFindings = (
  counts: Partial<Record<FindingKind, number>>,
  fails: Record<string, number> = {},
): Result => ({
  ...passing,
  verdict: { ...passing.verdict, data: fails },
  data: {
    ...passing.data!,
    findingCounts: counts,
    findings: Object.entries(counts).map(([kind]) => ({
      kind: kind as FindingKind,
      split: 'train',
      file: 'a.tsv',
      line: 7,
      message: 'a message',
    })),
  },
});

describe('toAnnotations', () => {
  it('marks a fault of a file at its line, with the remedy', () => {
    const [annotation, ...others] = toAnnotations(errored);
    expect(others).toEqual([]);
    expect(annotation).toMatchObject({
      level: 'error',
      file: 'data/train.tsv',
      line: 12,
      title: 'finetune-gate: DATA_LABEL_INVALID',
    });
    expect(annotation?.message).toMatch(/neither 0 nor 1.*Relabel the lines/);
    expect(annotation?.message).not.toMatch(/\p{Cc}/u);
  });

  it('marks broken rules as errors and inconclusive ones as warnings, worst first', () => {
    const levels = toAnnotations(failing).map(({ level, title }) => `${level} ${title}`);
    expect(levels).toEqual([
      'error finetune-gate: rule broken',
      'warning finetune-gate: rule inconclusive',
      'notice finetune-gate: duplicate',
      'notice finetune-gate: duplicate',
    ]);
  });

  it('is silent about rules that hold, and about an error that is nowhere', () => {
    expect(
      toAnnotations({ ...passing, data: { ...passing.data!, findings: [], findingCounts: {} } }),
    ).toEqual([]);
    const { place: _, ...error } = errored.error!;
    expect(toAnnotations({ ...errored, error })).toEqual([]);
  });

  it('gives a finding the level of what it does to the run', () => {
    const level = (counts: Partial<Record<FindingKind, number>>, fails = {}) =>
      toAnnotations(withFindings(counts, fails))[0]?.level;
    expect(level({ leakage: 1 }, { leakage: 1 })).toBe('error');
    expect(level({ duplicate: 1 }, { duplicate: 1 })).toBe('error');
    expect(level({ leakage: 1 })).toBe('warning');
    expect(level({ conflict: 1 })).toBe('warning');
    expect(level({ duplicate: 1 })).toBe('notice');
    expect(level({ encoding: 1 })).toBe('notice');
  });

  it('shows ten of a level and counts the rest, listed or not, in the last of them', () => {
    const annotations = toAnnotations(leaking);
    const errors = annotations.filter(({ level }) => level === 'error');
    expect(errors).toHaveLength(10);
    expect(errors[0]).toMatchObject({ file: 'data/test.tsv', line: 1 });
    expect(errors.slice(0, 9).every(({ message }) => !message.includes('more'))).toBe(true);
    expect(errors[9]?.message).toMatch(/\(and 102 more; see the report\)$/);
    expect(annotations.filter(({ level }) => level === 'notice')).toHaveLength(1);
  });

  it('leaves room where the caller needs it', () => {
    const errors = toAnnotations(leaking, { error: 2 }).filter(({ level }) => level === 'error');
    expect(errors).toHaveLength(2);
    expect(errors[1]?.message).toContain('and 110 more');
  });

  it('keeps untrusted text on one line, without controls', () => {
    const named = (file: string): Result => ({
      ...passing,
      data: { ...passing.data!, findings: [{ ...passing.data!.findings[0]!, file }] },
    });
    expect(toAnnotations(named('da ta/\u001b[31m\n.tsv'))[0]?.file).toBe('da ta/⟨U+001B⟩[31m⟨U+000A⟩.tsv');
    const error = { ...errored.error!, place: { file: 'a\u009b.tsv' } };
    expect(toAnnotations({ ...errored, error })[0]?.file).toBe('a⟨U+009B⟩.tsv');
    for (const { message } of toAnnotations(passing)) expect(message).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});
