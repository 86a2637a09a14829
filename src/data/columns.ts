import { FinetuneGateError, type Place } from '../errors.ts';
import { nearest } from './nearest.ts';
import { quote } from './quote.ts';

/** Column names as configured; what is omitted is found by common names. */
export interface ColumnNames {
  readonly first?: string | undefined;
  readonly second?: string | undefined;
  readonly label?: string | undefined;
}

/** Where each column stands among the names. */
export interface Columns {
  readonly first: number;
  readonly second: number;
  readonly label: number;
}

/** Common names of the two texts, which come together; letters and digits only, so that `Sentence_1` is `sentence1`. */
const TEXTS: readonly (readonly [first: string, second: string])[] = [
  ['question1', 'question2'],
  ['sentence1', 'sentence2'],
  ['sentencea', 'sentenceb'],
  ['text1', 'text2'],
  ['texta', 'textb'],
  ['first', 'second'],
  ['anchor', 'positive'],
  ['query', 'document'],
  ['query', 'passage'],
  ['query', 'positive'],
  ['query', 'answer'],
  ['question', 'answer'],
];

const LABELS: ReadonlySet<string> = new Set([
  'isduplicate',
  'duplicate',
  'label',
  'labels',
  'score',
  'similar',
  'issimilar',
  'similarity',
  'match',
  'ismatch',
]);

const simplify = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/**
 * Finds the three columns among `names`. Configured names count as written, or else in another case; common names
 * in any case. Throws DATA_COLUMN_MISSING, with the columns that are there, when one is absent or two would do.
 */
export function resolveColumns(names: readonly string[], configured: ColumnNames, place: Place): Columns {
  const fail = (reason: string): never => {
    const there =
      names.length > 0 ? `the columns are ${names.map(quote).join(', ')}` : 'there are no columns';
    throw new FinetuneGateError('DATA_COLUMN_MISSING', `${reason}; ${there}`, { place });
  };

  const named = (role: keyof ColumnNames): number | undefined => {
    const name = configured[role];
    if (name === undefined) return undefined;
    const exact = indices(names, other => other === name);
    const found =
      exact.length > 0 ? exact : indices(names, other => other.toLowerCase() === name.toLowerCase());
    if (found.length > 1) fail(`more than one column is named ${quote(name)}`);
    if (found.length === 1) return found[0]!;
    const near = nearest(name, names);
    return fail(
      `there is no column ${quote(name)} (${role})${near === undefined ? '' : `, the nearest is ${quote(near)}`}`,
    );
  };

  const simple = names.map(simplify);
  const only = (role: keyof ColumnNames, found: readonly number[]): number => {
    if (found.length === 1) return found[0]!;
    if (found.length === 0)
      return fail(`no column has a common name for the ${role}${role === 'label' ? '' : ' text'}`);
    return fail(
      `the ${role}${role === 'label' ? '' : ' text'} may be any of ${found.map(i => quote(names[i])).join(', ')}`,
    );
  };

  const given = { first: named('first'), second: named('second'), label: named('label') };
  const texts = textColumns(simple, given);
  const labels = indices(simple, name => LABELS.has(name)).filter(
    i => i !== given.first && i !== given.second,
  );
  const columns = {
    first: given.first ?? only('first', texts.first),
    second: given.second ?? only('second', texts.second),
    label: given.label ?? only('label', labels),
  };
  if (new Set(Object.values(columns)).size < 3)
    fail('first, second and label must be three different columns');
  return columns;
}

/** Columns that the common names offer for both texts, given what is configured of the two. */
function textColumns(simple: readonly string[], given: Partial<Record<keyof Columns, number | undefined>>) {
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

function indices(names: readonly string[], test: (name: string) => boolean): number[] {
  return names.flatMap((name, i) => (test(name) ? [i] : []));
}
