import type { Sample, Statistics } from '../evaluation/statistics.ts';
import type { MetricName, SliceColumn } from '../evaluation/types.ts';
import { type Measured, restricted, sampleOf } from './measured.ts';
import { nearestName } from './nearest.ts';
import type { Condition } from './rule.ts';
import { namesText, nameText, sliceText } from './slice-text.ts';

/** The pairs that a rule is about. */
export interface Subject {
  readonly sample: Sample;
  /** Indices into the test split; absent for all of it. */
  readonly pairs?: Int32Array;
  /** After the metric in a sentence: ` for source=forum`, empty for the whole test split. */
  readonly where: string;
  /** The candidate's; NaN where it is not defined. */
  readonly metric: (name: MetricName) => number;
}

/** A subject, one for every value where the slice has `*`; a sentence where no pair is in the slice. */
export function subjectsOf(
  slice: readonly Condition[],
  { candidate, test }: Measured,
  statistics: Statistics,
): readonly Subject[] | string {
  const sample = sampleOf(candidate, test);
  if (slice.length === 0) return [{ sample, where: '', metric: name => statistics.metric(name, sample) }];
  const within = slice.filter(({ value }) => value !== undefined);
  let pairs = Int32Array.from(test.labels.keys());
  for (const { column, value } of slice) {
    const known = Object.hasOwn(test.slices, column) ? test.slices[column] : undefined;
    if (!known) return noColumn(column, Object.keys(test.slices));
    if (value === undefined) continue;
    const wanted = known.values.indexOf(value);
    if (wanted < 0 || !known.of.includes(wanted)) return noValue(column, value, known);
    pairs = pairs.filter(pair => known.of[pair] === wanted);
  }
  if (pairs.length === 0) return `No test pair has ${sliceText(within)} together.`;
  const subject = (chosen: Int32Array, where: string): Subject => {
    const part = restricted(sample, chosen);
    return { sample: part, pairs: chosen, where, metric: name => statistics.metric(name, part) };
  };
  const every = slice.find(({ value }) => value === undefined)?.column;
  if (every === undefined) return [subject(pairs, ` for ${sliceText(slice)}`)];
  const groups = groupBy(pairs, test.slices[every]!);
  if (groups.length === 0) return `No test pair${inside(within)} has a value of ${nameText(every)}.`;
  return groups.map(([value, chosen]) => {
    const named = slice.map(one => (one.column === every ? { ...one, value } : one));
    const among = groups.length === 1 ? '' : `, the worst of ${groups.length} values,`;
    return subject(chosen, ` for ${sliceText(named)}${among}`);
  });
}

function groupBy(pairs: Int32Array, { values, of }: SliceColumn): [string, Int32Array][] {
  const groups = new Map<number, number[]>();
  for (const pair of pairs) {
    const value = of[pair]!;
    if (value < 0) continue;
    const group = groups.get(value);
    if (group) group.push(pair);
    else groups.set(value, [pair]);
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([value, members]) => [values[value]!, Int32Array.from(members)]);
}

function noColumn(column: string, known: readonly string[]): string {
  const hint = known.length === 0 ? '' : `; known are ${namesText(known)}`;
  return `The test pairs have no column ${nameText(column)}${meant(column, known)}${hint}.`;
}

function noValue(column: string, value: string, { values, of }: SliceColumn): string {
  const there = new Set(of);
  const known = values.filter((_, i) => there.has(i));
  const hint = known.length === 0 ? '' : `; its values are ${namesText(known)}`;
  return `No test pair has ${sliceText([{ column, value }])}${meant(value, known)}${hint}.`;
}

function meant(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return near === undefined ? '' : ` (did you mean ${nameText(near)}?)`;
}

const inside = (within: readonly Condition[]) => (within.length === 0 ? '' : ` with ${sliceText(within)}`);
