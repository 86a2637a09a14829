// The pieces that the schema of report.json is made of.
import { z } from 'zod';

/** What JSON keeps of a type: no `readonly` to be told apart, no key that is there and undefined. */
type Plain<T> = T extends readonly (infer E)[]
  ? Plain<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Plain<Exclude<T[K], undefined>> }
    : T;

/** Whether two types are the same, optional keys included; mutual assignability would not see one that is missing. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/**
 * The schema itself, which the compiler refuses where it is not that of `T`: `of<Mistake>()(z.object({ … }))`. One with
 * a name is written once, and referred to.
 */
export const of =
  <T>(id?: string) =>
  <S extends z.ZodType>(
    schema: S & (Same<Plain<z.infer<S>>, Plain<T>> extends true ? unknown : 'not the type that it is of'),
  ): S =>
    id === undefined ? schema : schema.meta({ id });

/** Counts, lines, seeds. */
export const whole = z.int();
/** Any number; one that JSON cannot say is null in the file, though not in the program. */
export const real = z.number();
export const text = z.string();
export const flag = z.boolean();
/** `sha256:…`, a commit, or another name of content. */
export const hash = z.string();
