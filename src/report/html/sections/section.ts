import type { Result } from '../../result.ts';
import type { Markup } from '../markup.ts';
import type { Section } from '../parts.ts';

/** What a part of the page is made of. */
export interface Material {
  readonly result: Result;
  /**
   * The figure with this name, where the result has one.
   *
   * @param numbers whether to list its numbers below; not where a table of the section does
   */
  figure(id: string, numbers?: boolean): Markup | undefined;
}

/** A part of the page, where the result has something for it. */
export type Part = (material: Material) => Section | undefined;
