import { FinetuneGateError, type Place } from '../errors.ts';
import { indices, namesNegative, namesScore, simplify, TEXTS, VALUES } from './common-names.ts';
import { nearest } from './nearest.ts';
import type { ExampleFormat } from './pair.ts';
import { quote, quoteAll } from './quote.ts';

/** Column names as configured; what is omitted is found by common names. */
export interface ColumnNames {
  readonly first?: string | undefined;
  readonly second?: string | undefined;
  readonly label?: string | undefined;
  readonly score?: string | undefined;
  readonly anchor?: string | undefined;
  readonly positive?: string | undefined;
  readonly negative?: readonly string[] | undefined;
}

/** Where the columns that make an example stand among the names: its texts, then its label or score if it has one. */
export interface Columns {
  /** `scored-pair` where the value is read as a score, which may still turn out to be a label. */
  readonly format: ExampleFormat;
  readonly texts: readonly number[];
  /** How messages call each text. */
  readonly roles: readonly string[];
  readonly value?: number;
  /** Those that `Wanted.slices` names, in its order. */
  readonly slices?: readonly number[];
}

/** What is asked of the columns beside their names. */
export interface Wanted {
  readonly names: ColumnNames;
  /** Found by the columns when omitted. */
  readonly format?: ExampleFormat | undefined;
  /** Whether a label may be a score by what is configured elsewhere. */
  readonly scores?: boolean | undefined;
  /** Columns by whose values the rows are taken apart; they may be any, those of the example among them. */
  readonly slices?: readonly string[] | undefined;
}

/**
 * Finds the columns of an example among `names`. Configured names count as written, or else in another case; common
 * names in any case. Without a format, a label makes labelled pairs, a negative triplets; two columns alone, or a
 * configured anchor and positive, make positive pairs. Throws DATA_COLUMN_MISSING, with the columns that are there,
 * when one is absent or two would do.
 */
export function resolveColumns(names: readonly string[], wanted: Wanted, place: Place): Columns {
  const resolver = new Resolver(names, wanted, place);
  const columns = resolver.resolve(wanted.format ?? resolver.format());
  const all = [...columns.texts, ...(columns.value === undefined ? [] : [columns.value])];
  if (new Set(all).size === all.length) {
    const { slices } = wanted;
    return slices
      ? { ...columns, slices: slices.map(name => resolver.named('of `evaluate.slices` or a rule', name)) }
      : columns;
  }
  const roles = columns.value === undefined ? columns.roles : [...columns.roles, 'label'];
  const listed = `${roles.slice(0, -1).slice(0, 20).join(', ')} and ${roles.at(-1)}`;
  return resolver.fail(`${listed} must be ${COUNT[all.length] ?? all.length} different columns`);
}

const COUNT: Readonly<Record<number, string>> = { 2: 'two', 3: 'three', 4: 'four' };

class Resolver {
  readonly #names: readonly string[];
  readonly #simple: readonly string[];
  readonly #configured: ColumnNames;
  readonly #wanted: Wanted;
  readonly #place: Place;

  constructor(names: readonly string[], wanted: Wanted, place: Place) {
    this.#names = names;
    this.#simple = names.map(simplify);
    this.#configured = wanted.names;
    this.#wanted = wanted;
    this.#place = place;
  }

  fail(reason: string): never {
    const there =
      this.#names.length > 0 ? `the columns are ${quoteAll(this.#names)}` : 'there are no columns';
    throw new FinetuneGateError('DATA_COLUMN_MISSING', `${reason}; ${there}`, { place: this.#place });
  }

  /** What the columns say by themselves. */
  format(): ExampleFormat {
    const { label, score, negative } = this.#configured;
    const labelled = this.#has(label) || this.#has(score);
    const negatives = negative?.every(name => this.#has(name)) ?? false;
    if (labelled && negatives) this.fail('there are both a label and a negative: set data.format');
    if (negatives) return 'triplet';
    if (labelled || indices(this.#simple, name => VALUES.has(name)).length > 0) return 'pair';
    if (indices(this.#simple, namesNegative).length > 0) return 'triplet';
    if (negative !== undefined) return 'triplet';
    if (label !== undefined || score !== undefined) return 'pair';
    const named = this.#has(this.#configured.anchor) && this.#has(this.#configured.positive);
    return named || this.#names.length === 2 ? 'positive-pair' : 'pair';
  }

  resolve(format: ExampleFormat): Columns {
    const { label, score, negative } = this.#configured;
    if (format === 'pair' || format === 'scored-pair') {
      const [name, other] = format === 'pair' ? [label, score] : [score, label];
      const named = this.named('label', name ?? other);
      const [first, second] = this.#texts(['first', 'second']);
      const value = named ?? this.#value(format, [first, second]);
      const scores =
        format === 'scored-pair' ||
        (this.#wanted.format === undefined &&
          (this.#wanted.scores ||
            (label === undefined && score !== undefined) ||
            namesScore(this.#simple[value]!)));
      return {
        format: scores ? 'scored-pair' : 'pair',
        texts: [first, second],
        roles: ['first', 'second'],
        value,
      };
    }
    const texts = this.#texts(['anchor', 'positive']);
    if (format === 'positive-pair') return { format, texts, roles: ['anchor', 'positive'] };
    const negatives =
      negative?.map(name => this.named('negative', name)!) ?? indices(this.#simple, namesNegative);
    if (negatives.length === 0) this.fail('no column has a common name for the negative');
    const roles = [
      'anchor',
      'positive',
      ...negatives.map((_, i) => (i === 0 ? 'negative' : `negative ${i + 1}`)),
    ];
    return { format, texts: [...texts, ...negatives], roles };
  }

  /** Both texts: by their own names, else by those of the other roles where such columns are there, else by common names. */
  #texts([first, second]: readonly ['first', 'second'] | readonly ['anchor', 'positive']): [number, number] {
    const own = { first: this.#configured[first], second: this.#configured[second] };
    const [a, b] = first === 'first' ? (['anchor', 'positive'] as const) : (['first', 'second'] as const);
    const present = (name: string | undefined) => (this.#has(name) ? name : undefined);
    const given = {
      first: this.named(first, own.first ?? present(this.#configured[a])),
      second: this.named(second, own.second ?? present(this.#configured[b])),
    };
    const found = textColumns(this.#simple, given);
    return [
      given.first ?? this.#only(`${first} text`, found.first),
      given.second ?? this.#only(`${second} text`, found.second),
    ];
  }

  /** The label's or score's column by common names. With a format, its own names come first. */
  #value(format: ExampleFormat, texts: readonly number[]): number {
    const found = indices(this.#simple, name => VALUES.has(name)).filter(i => !texts.includes(i));
    const own = found.filter(i => namesScore(this.#simple[i]!) === (format === 'scored-pair'));
    return this.#only('label', this.#wanted.format !== undefined && own.length > 0 ? own : found);
  }

  #has(name: string | undefined): boolean {
    return name !== undefined && this.#matching(name).length > 0;
  }

  #matching(name: string): number[] {
    const exact = indices(this.#names, other => other === name);
    return exact.length > 0
      ? exact
      : indices(this.#names, other => other.toLowerCase() === name.toLowerCase());
  }

  named(role: string, name: string): number;
  named(role: string, name: string | undefined): number | undefined;
  named(role: string, name: string | undefined): number | undefined {
    if (name === undefined) return undefined;
    const found = this.#matching(name);
    if (found.length > 1) this.fail(`more than one column is named ${quote(name)}`);
    if (found.length === 1) return found[0]!;
    const near = nearest(name, this.#names);
    const hint = near === undefined ? '' : `, the nearest is ${quote(near)}`;
    return this.fail(`there is no column ${quote(name)} (${role})${hint}`);
  }

  #only(role: string, found: readonly number[]): number {
    if (found.length === 1) return found[0]!;
    if (found.length === 0) return this.fail(`no column has a common name for the ${role}`);
    return this.fail(`the ${role} may be any of ${quoteAll(found.map(i => this.#names[i]))}`);
  }
}

/** Columns that the common names offer for both texts, given what is configured of the two. */
function textColumns(
  simple: readonly string[],
  given: { readonly first: number | undefined; readonly second: number | undefined },
) {
  const matches = TEXTS.flatMap(([first, second]) => {
    const firsts = given.first === undefined ? indices(simple, name => name === first) : [given.first];
    const seconds = given.second === undefined ? indices(simple, name => name === second) : [given.second];
    const partner = given.first === undefined || simple[given.first] === first;
    const mate = given.second === undefined || simple[given.second] === second;
    return firsts.length > 0 && seconds.length > 0 ? [{ firsts, seconds, together: partner && mate }] : [];
  });
  // A configured name that is itself a common one brings its own partner.
  const best = matches.some(match => match.together) ? matches.filter(match => match.together) : matches;
  return {
    first: [...new Set(best.flatMap(match => match.firsts))],
    second: [...new Set(best.flatMap(match => match.seconds))],
  };
}
