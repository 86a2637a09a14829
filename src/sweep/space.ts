import { FinetuneGateError } from '../errors.ts';

/** Values to try for each setting, e.g. `{ dimensions: [256, 512], examples: [100, 200] }`. */
export type Space = Readonly<Record<string, readonly unknown[]>>;

/** One choice for every setting of a space. */
export type Point<S extends Space> = { readonly [K in keyof S]: S[K][number] };

/** Combinations that are made at all, of which a draw may take some. */
const MOST_POINTS = 1_000_000;

/**
 * Every combination, in the order of the settings as written, the last one changing fastest. A space without settings
 * has one point.
 *
 * @throws FinetuneGateError CONFIG_INVALID when a setting has no values, or one of them twice, or there are too many points
 */
export function grid<const S extends Space>(space: S): Point<S>[] {
  const count = Object.values(space).reduce((product, values) => product * values.length, 1);
  if (count > MOST_POINTS)
    throw new FinetuneGateError(
      'CONFIG_INVALID',
      `The sweep has ${count} combinations; at most ${MOST_POINTS} may be listed.`,
      { remedy: 'List fewer values.' },
    );
  let points: Record<string, unknown>[] = [{}];
  for (const [name, values] of Object.entries(space)) {
    if (values.length === 0)
      throw new FinetuneGateError('CONFIG_INVALID', `The sweep's \`${name}\` has no values.`);
    if (new Set(values.map(value => JSON.stringify(value))).size < values.length) {
      throw new FinetuneGateError('CONFIG_INVALID', `The sweep's \`${name}\` has a value twice.`);
    }
    points = points.flatMap(point => values.map(value => ({ ...point, [name]: value })));
  }
  return points as Point<S>[];
}
