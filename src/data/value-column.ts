import { type Growing, growingInt32 } from './growing.ts';
import { compareStrings } from './hash-order.ts';

/** What a column says of each pair: every value once, and which of them it is. */
export interface ValueColumn {
  /** Sorted by UTF-16 code units. A table that was taken out of another has the values of both. */
  readonly values: readonly string[];
  /** Index into `values`, -1 where the row has none. Shape [length]. */
  readonly of: Int32Array;
}

/** Values of columns by the names that they were asked for with. */
export type ValueColumns = Readonly<Record<string, ValueColumn>>;

/** Builds a column as its rows are read. */
export class ValueColumnBuilder {
  readonly #numbers = new Map<string, number>();
  readonly #of: Growing<Int32Array> = growingInt32();

  /** @param value undefined for none */
  add(value: string | undefined): void {
    this.#of.push(value === undefined ? -1 : this.#numberOf(value));
  }

  #numberOf(value: string): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    this.#numbers.set(value, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  build(): ValueColumn {
    const values = [...this.#numbers.keys()].sort(compareStrings);
    const places = new Int32Array(values.length);
    for (const [place, value] of values.entries()) places[this.#numbers.get(value)!] = place;
    return { values, of: this.#of.toArray().map(number => (number < 0 ? -1 : places[number]!)) };
  }
}

/** The columns of the rows with these numbers, in this order. */
export function takeValues(columns: ValueColumns, rows: Int32Array): ValueColumns {
  const taken = Object.entries(columns).map(([name, { values, of }]) => {
    return [name, { values, of: rows.map(row => of[row]!) }] as const;
  });
  return Object.fromEntries(taken);
}

/** The same columns, in which pairs that `match` gives a row of `other` have its values, in the columns that are there. */
export function withValuesOf(columns: ValueColumns, other: ValueColumns, match: Int32Array): ValueColumns {
  const merged = Object.entries(columns).map(([name, column]) => {
    if (!Object.hasOwn(other, name)) return [name, column] as const;
    const builder = new ValueColumnBuilder();
    const theirs = other[name]!;
    for (const [pair, row] of match.entries()) {
      builder.add(row < 0 ? column.values[column.of[pair]!] : theirs.values[theirs.of[row]!]);
    }
    return [name, builder.build()] as const;
  });
  return Object.fromEntries(merged);
}

/**
 * A cell as the value of its row: text without the white space around it, numbers and truth values as they are written,
 * a time in ISO 8601.
 *
 * @returns undefined for an empty cell; null for what is no single value
 */
export function cellValue(cell: unknown): string | undefined | null {
  if (cell === null || cell === undefined) return undefined;
  if (typeof cell === 'string') return cell.trim() || undefined;
  if (typeof cell === 'number' || typeof cell === 'boolean' || typeof cell === 'bigint') return String(cell);
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? undefined : cell.toISOString();
  return null;
}
