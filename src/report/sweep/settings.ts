import { count } from '../format.ts';
import type { SweepRow } from '../sweep-summary.ts';

/** A setting of a trial, as every face names and shows it. */
export interface Setting {
  /** Its column in results.csv. */
  readonly name: string;
  readonly title: string;
  /** Numbers stand to the right, and are sorted as such. */
  readonly numeric: boolean;
  of(row: SweepRow): string | number;
}

/** In the order of the columns. */
export const SETTINGS: readonly Setting[] = [
  { name: 'base', title: 'base model', numeric: false, of: row => row.base },
  { name: 'tune', title: 'trained', numeric: false, of: row => row.tune },
  { name: 'loss', title: 'loss', numeric: false, of: row => row.loss },
  { name: 'examples', title: 'examples', numeric: true, of: row => row.examples },
  { name: 'dimensions', title: 'dimensions', numeric: true, of: row => row.dimensions },
  { name: 'learning_rate', title: 'learning rate', numeric: true, of: row => row.learningRate },
  { name: 'seed', title: 'seed', numeric: true, of: row => row.seed },
  { name: 'epochs', title: 'epochs', numeric: true, of: row => row.epochs },
];

/** Counts in groups of three digits; rates and seeds as they were written. Text is not made harmless. */
export function settingText({ name, of }: Setting, row: SweepRow): string {
  const value = of(row);
  return typeof value === 'number' && name !== 'learning_rate' && name !== 'seed'
    ? count(value)
    : String(value);
}

/** The settings that tell trials apart; of one trial, its examples and dimensions. */
export function varied(trials: readonly SweepRow[]): Setting[] {
  const found = SETTINGS.filter(({ of }) => new Set(trials.map(of)).size > 1);
  return found.length > 0
    ? found
    : SETTINGS.filter(({ name }) => name === 'examples' || name === 'dimensions');
}

/** What all trials have in common. */
export function shared(trials: readonly SweepRow[]): Setting[] {
  const apart = new Set(varied(trials));
  return trials.length > 0 ? SETTINGS.filter(setting => !apart.has(setting)) : [];
}

/** A trial by what tells it from the others: `base model models/a, examples 400`. Text is not made harmless. */
export function trialWords(trials: readonly SweepRow[]): (id: string) => string {
  const settings = varied(trials);
  const rows = new Map(trials.map(row => [row.id, row]));
  return id => {
    const row = rows.get(id);
    return row ? settings.map(one => `${one.title} ${settingText(one, row)}`).join(', ') : id;
  };
}
