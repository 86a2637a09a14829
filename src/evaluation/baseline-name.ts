/** How a baseline of the configuration is called in rules and reports: its `name`, `base-model`, or e.g. `fixed 17 %`. */
export function baselineName(
  option: 'base-model' | { readonly error_rate: number; readonly name?: string | undefined },
): string {
  if (option === 'base-model') return option;
  return option.name ?? `fixed ${Number((option.error_rate * 100).toFixed(6))} %`;
}
