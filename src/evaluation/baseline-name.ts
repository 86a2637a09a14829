/**
 * How a baseline of the configuration is called in rules and reports: its `name`, `base-model`, a provider's model, or
 * e.g. `fixed 17 %`.
 */
export function baselineName(
  option:
    | 'base-model'
    | { readonly error_rate: number; readonly name?: string | undefined }
    | { readonly provider: { readonly model: string; readonly name?: string | undefined } },
): string {
  if (option === 'base-model') return option;
  if ('provider' in option) return option.provider.name ?? option.provider.model;
  return option.name ?? `fixed ${Number((option.error_rate * 100).toFixed(6))} %`;
}
