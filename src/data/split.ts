import { FinetuneGateError } from '../errors.ts';
import { components, type Groups } from './components.ts';
import { matchKeyOf } from './example-keys.ts';
import { compareStrings, hashOrder } from './hash-order.ts';
import { matchText } from './match-key.ts';
import { normaliseText } from './normalise.ts';
import type { PairTable } from './pair.ts';
import { type GroupSizes, Selection } from './selection.ts';
import { numberTexts } from './text-numbers.ts';

/**
 * Takes about `fraction` of the examples out of train for validation such that no text, by its match key, is on both sides.
 * Whole groups of examples that share texts are taken, in hash order, so neither the order of rows nor chance decides;
 * both labels are on both sides where the groups allow. `numbers` are those of the texts' match keys. Throws
 * DATA_SPLIT_IMPOSSIBLE when no choice of groups comes within a factor of two of the fraction.
 */
export function splitValidation(
  table: PairTable,
  fraction: number,
  seed: number,
  numbers: Int32Array = numberTexts(table.texts, text => matchText(normaliseText(text))),
): { train: PairTable; validation: PairTable } {
  const number = (text: number) => numbers[text]!;
  const groups = components(table.first.map(number), table.second.map(number), numbers.length, table.width);
  const order = groupOrder(table, groups, seed);
  const target = Math.max(1, Math.round(fraction * table.examples));
  const selection = new Selection(sizesOf(table, groups, order), target);
  if (!selection.fill()) throw impossible(groups, table, fraction);
  selection.balance();
  const chosen = new Uint8Array(table.examples);
  for (const [i, group] of order.entries()) {
    if (selection.chosen[i]) for (const example of groups.members(group)) chosen[example] = 1;
  }
  const examples = Int32Array.from(chosen.keys());
  return {
    train: table.take(examples.filter(example => !chosen[example])),
    validation: table.take(examples.filter(example => chosen[example])),
  };
}

/** A group is called by the smallest key of its pairs: the smallest hash would bring large groups first. */
function groupOrder(table: PairTable, groups: Groups, seed: number): Int32Array {
  const name = (group: number): string => {
    let smallest: string | undefined;
    for (const example of groups.members(group)) {
      for (let k = 0; k < table.width; k++) {
        const key = matchKeyOf(table, example * table.width + k);
        if (smallest === undefined || key < smallest) smallest = key;
      }
    }
    return smallest!;
  };
  return hashOrder(`validation ${seed}`, groups.length, name, (a, b) => compareStrings(name(a), name(b)));
}

function sizesOf(table: PairTable, groups: Groups, order: Int32Array): GroupSizes {
  const examples = order.map(group => groups.members(group).length);
  const ones = order.map(group => {
    let count = 0;
    for (const example of groups.members(group)) {
      for (let k = 0; k < table.width; k++) count += table.labels[example * table.width + k]!;
    }
    return count;
  });
  return { examples, labels: { 0: examples.map((size, i) => size * table.width - ones[i]!), 1: ones } };
}

function impossible(groups: Groups, { examples, width }: PairTable, fraction: number): FinetuneGateError {
  let largest = 0;
  for (let group = 0; group < groups.length; group++) {
    largest = Math.max(largest, groups.members(group).length);
  }
  return new FinetuneGateError(
    'DATA_SPLIT_IMPOSSIBLE',
    `No validation split near ${fraction} of train keeps every text on one side: ` +
      `${largest} of ${examples} ${width > 1 ? 'triplets' : 'pairs'} are linked to each other by shared texts.`,
  );
}
