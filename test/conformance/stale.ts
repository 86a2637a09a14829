import type { Exclusions } from './exclusions.ts';

/** What exclusions are held against. */
export interface Run {
  /** The names of all specs. */
  readonly names: readonly string[];
  /** The kernels that the engine registers. */
  readonly registered: readonly string[];
  /** Kernels for lack of which a spec was skipped; null when not all specs were run. */
  readonly missing: ReadonlySet<string> | null;
}

/** Exclusions that leave nothing out. */
export function staleExclusions(
  { unregistered, excluded }: Exclusions,
  { names, registered, missing }: Run,
): string[] {
  const kernels = unregistered.flatMap(group => group.kernels);
  return [
    ...excluded
      .filter(({ spec }) => !names.includes(spec))
      .map(({ spec }) => `no spec is called \`${spec}\``),
    ...kernels.flatMap(kernel => {
      if (registered.includes(kernel)) return `the kernel ${kernel} is registered`;
      return missing && !missing.has(kernel) ? `no spec lacks the kernel ${kernel}` : [];
    }),
  ];
}
